/** What runs how often. Created by the first worker that starts; a changed period here updates what is there. */
export const schedules = [
  { id: 'parcours-sweep-stock', workflow: 'sweepStock', everySeconds: { standard: 30, demo: 2 } },
  { id: 'parcours-poll-tracking', workflow: 'pollTracking', everySeconds: { standard: 900, demo: 10 } },
  { id: 'parcours-poll-refunds', workflow: 'pollRefunds', everySeconds: { standard: 3600, demo: 60 } },
  { id: 'parcours-audit-drift', workflow: 'auditDrift', everySeconds: { standard: 3600, demo: 60 } },
] as const;
