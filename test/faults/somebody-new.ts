/** Customers of one order each. */
import { billTo } from '../harness/seed.ts';
import type { Moves } from './life.ts';

export function somebodyNew(made: Moves['made']) {
  const named = async (mail: string, more: object): Promise<string> => {
    const body = { name: `Wilhelmina Quack ${mail}`, email: `${mail}@quack.example`, locale: 'en', billTo, ...more };
    return (await made('back_office', '/v1/customers', body)).id;
  };
  return {
    /** Whose first claim it is: further ones of the same customer are looked at by a person. */
    somebody: (no: number, more: object = {}): Promise<string> => named(`w${no}`, more),
    /** Who turns out to be the same person. */
    somebodyElse: (customerId: string): Promise<string> => named(`as-${customerId.toLowerCase()}`, {}),
  };
}
