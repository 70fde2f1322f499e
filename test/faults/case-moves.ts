/** What a customer and an agent do to a case. */
import type { Moves } from './life.ts';

export function caseMoves({ must, made }: Moves) {
  const ask = async (customerId: string, more: object = {}): Promise<string> => {
    const asked = { customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email', ...more };
    return (await made('back_office', '/v1/cases', asked)).id;
  };
  const move = (caseId: string, to: string) =>
    must('agent', `/v1/cases/${caseId}/status`, { to, reason: 'so it stands' });
  const taken = async (caseId: string): Promise<void> => {
    for (const to of ['triaged', 'in_progress']) await move(caseId, to);
  };

  return { ask, move, taken };
}
