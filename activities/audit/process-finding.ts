import type { Finding } from '../../db/audit/finding.ts';

/** I7: a workflow, and the row that it moves. */
export const processFinding = (subject: string, detail: string, next: string): Finding => ({
  invariant: 'I7',
  subject,
  detail,
  next,
});
