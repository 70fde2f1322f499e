import type { Tx } from '../transaction.ts';
import { findPerson, personAnswering } from './staff.ts';

/** Whose task it is: a role, and of that role the one it is for; null for any of them. */
export type Asked = { readonly role: 'agent' | 'supervisor'; readonly person: string | null };

/** An owner, or who answers for them; any supervisor when they are away without anybody, any agent when nobody knows them. */
export async function ownerAsked(on: Pick<Tx, 'select'>, owner: string, now: number): Promise<Asked> {
  const known = await findPerson(on, owner);
  if (known === null) return { role: 'agent', person: null };
  const person = await personAnswering(on, known.id, now);
  return { role: person === null ? 'supervisor' : 'agent', person };
}
