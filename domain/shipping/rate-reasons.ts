/** Why a service was chosen, stored as its code with the shipment and shown in the reader's language. */
const rateReasons = {
  cheapest_in_time: {
    en: 'Cheapest service that meets the promised date.',
    fr: 'Service le moins cher qui respecte la date promise.',
  },
  fastest_too_late: {
    en: 'No service meets the promised date; this is the fastest.',
    fr: 'Aucun service ne respecte la date promise ; celui-ci est le plus rapide.',
  },
  cheapest_no_date: {
    en: 'Cheapest service; no carrier says when it arrives.',
    fr: 'Service le moins cher ; aucun transporteur ne dit quand il livre.',
  },
  cheapest_no_promise: {
    en: 'Cheapest service; no date was promised.',
    fr: 'Service le moins cher ; aucune date n’a été promise.',
  },
} as const satisfies Record<string, { en: string; fr: string }>;

export type RateReason = keyof typeof rateReasons;
