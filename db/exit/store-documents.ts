import { and, asc, eq } from 'drizzle-orm';
import { confirmsItselfAt, type ExitFacts } from '../../domain/exit/exit.ts';
import type { Database } from '../pool.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exitDocuments, exits } from '../schema/exit.ts';
import { writeLetter } from './write-letter.ts';

export type NewDocument = Omit<typeof exitDocuments.$inferInsert, 'exitId' | 'madeAt'>;

/** Keeps the documents of an exit, once, and tells the customer. */
export async function storeDocuments(
  change: ProcessChange<ExitFacts>,
  documents: readonly NewDocument[],
): Promise<void> {
  const { tx, facts, now, record } = change;
  if (facts.status !== 'exporting' || facts.documentsAt !== null) return;
  const { id } = facts;
  const madeAt = new Date(now);
  await tx.insert(exitDocuments).values(documents.map((document) => ({ ...document, exitId: id, madeAt })));
  await tx.update(exits).set({ documentsAt: madeAt }).where(eq(exits.id, id));
  record('exit.documents_made', { documents: documents.map(({ name, sha256 }) => ({ name, sha256 })) });
  const until = new Date(confirmsItselfAt({ ...facts, documentsAt: now, unpaid: [] }) ?? now).toISOString();
  await writeLetter(change, 'documents', { until });
}

export type DocumentSummary = { readonly name: string; readonly contentType: string; readonly sha256: string };

export async function listDocuments({ query }: Pick<Database, 'query'>, exitId: string): Promise<DocumentSummary[]> {
  const { name, contentType, sha256 } = exitDocuments;
  return query
    .select({ name, contentType, sha256 })
    .from(exitDocuments)
    .where(eq(exitDocuments.exitId, exitId))
    .orderBy(asc(name));
}

export async function readDocument({ query }: Pick<Database, 'query'>, exitId: string, name: string) {
  const [row] = await query
    .select()
    .from(exitDocuments)
    .where(and(eq(exitDocuments.exitId, exitId), eq(exitDocuments.name, name)));
  return row ?? null;
}
