import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { Tx } from '../transaction.ts';
import { findPerson } from './staff.ts';

/** Why nothing can be given to this person: nobody knows them, or they are gone. Null where it can. */
export async function refuseInactive(on: Pick<Tx, 'select'>, id: string): Promise<Refusal | null> {
  const person = await findPerson(on, id);
  if (person === null) return refusal('not_found', { thing: `Staff ${id}` });
  return person.active ? null : refusal('staff_inactive', { staff: id });
}
