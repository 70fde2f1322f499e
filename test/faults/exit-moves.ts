/** What people do to an exit. */
import type { Moves } from './life.ts';

/** What everybody who leaves is told from the end of their notice on. */
export const farewell = ['exit_settled', 'exit_documents', 'exit_confirmed'];

export function exitMoves({ must, made, becomes }: Moves) {
  return {
    leave: async (customerId: string, more: object): Promise<string> =>
      (await made('supervisor', '/v1/exits', { customerId, ...more })).id,
    /** The documents are in the customer's hands; then they are forgotten. */
    confirmed: async (exitId: string): Promise<void> => {
      await becomes(`/v1/exits/${exitId}`, { status: 'exporting', waiting: { for: 'confirmation' } });
      await must('agent', `/v1/exits/${exitId}/confirm`, {});
      await becomes(`/v1/exits/${exitId}`, { status: 'erased' });
    },
  };
}
