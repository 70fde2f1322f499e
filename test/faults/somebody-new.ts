/** Customers of one order each. */
import { billTo } from '../harness/seed.ts';
import type { Moves } from './life.ts';

export function somebodyNew(made: Moves['made']) {
  const named = async (mail: string, more: object): Promise<string> => {
    const body = { name: `Wilhelmina Quack ${mail}`, email: `${mail}@quack.example`, locale: 'en', billTo, ...more };
    return (await made('back_office', '/v1/customers', body)).id;
  };
  const somebody = (no: number, more: object = {}): Promise<string> => named(`w${no}`, more);
  return {
    /** Whose first claim it is: further ones of the same customer are looked at by a person. */
    somebody,
    /** Who may be written to commercially. */
    somebodyMailed: async (no: number): Promise<string> => {
      const customerId = await somebody(no);
      const yes = { channel: 'email', given: true, source: 'form' };
      await made('agent', `/v1/customers/${customerId}/consents`, yes);
      return customerId;
    },
    /** Who turns out to be the same person. */
    somebodyElse: (customerId: string): Promise<string> => named(`as-${customerId.toLowerCase()}`, {}),
  };
}
