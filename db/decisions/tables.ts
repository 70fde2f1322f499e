import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { DecisionTable } from '../../domain/decisions/decision-table.ts';
import { decisionTables } from '../schema/decisions.ts';
import type { Tx } from '../transaction.ts';

type Reader = Pick<Tx, 'select'>;

export type StoredTable = DecisionTable & {
  /** Epoch ms; null as long as it is only a proposal. */
  readonly effectiveFrom: number | null;
  readonly createdBy: string;
  readonly activatedBy: string | null;
};

const stored = ({ effectiveFrom, createdAt: _, ...row }: typeof decisionTables.$inferSelect): StoredTable => ({
  ...row,
  effectiveFrom: effectiveFrom?.getTime() ?? null,
});

/** Every version of a table, the newest first; none for an unknown id. */
export async function tableVersions(on: Reader, id: string): Promise<StoredTable[]> {
  const rows = await on
    .select()
    .from(decisionTables)
    .where(eq(decisionTables.id, id))
    .orderBy(desc(decisionTables.version));
  return rows.map(stored);
}

export async function tableVersion(on: Reader, id: string, version: number): Promise<StoredTable | null> {
  const [row] = await on
    .select()
    .from(decisionTables)
    .where(and(eq(decisionTables.id, id), eq(decisionTables.version, version)));
  return row ? stored(row) : null;
}

/** Every version of every table without its rules, by id, the newest first. */
export async function listTables(on: Reader) {
  const { id, version, hitPolicy, effectiveFrom, createdBy, activatedBy } = decisionTables;
  const rows = await on
    .select({ id, version, hitPolicy, effectiveFrom, createdBy, activatedBy })
    .from(decisionTables)
    .orderBy(asc(id), desc(version));
  return rows.map((row) => ({ ...row, effectiveFrom: row.effectiveFrom?.getTime() ?? null }));
}

/** Writes a proposal after the newest version. */
export async function proposeTable(
  tx: Tx,
  table: Omit<DecisionTable, 'version'> & { readonly createdBy: string },
): Promise<StoredTable> {
  // One proposer at a time per table: versions count without gaps.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`decision-table/${table.id}`}))`);
  const [row] = await tx
    .insert(decisionTables)
    .values({
      ...table,
      version: sql`(select coalesce(max(version), 0) + 1 from decision_tables where id = ${table.id})`,
    })
    .returning();
  if (!row) throw new Error('the insert of a decision table returned no row');
  return stored(row);
}

/** Puts a proposal in force from an instant on; null when it is no proposal. */
export async function activateTable(
  tx: Tx,
  { id, version, from, actor }: { id: string; version: number; from: number; actor: string },
): Promise<StoredTable | null> {
  const [row] = await tx
    .update(decisionTables)
    .set({ effectiveFrom: new Date(from), activatedBy: actor })
    .where(
      and(eq(decisionTables.id, id), eq(decisionTables.version, version), sql`${decisionTables.effectiveFrom} is null`),
    )
    .returning();
  return row ? stored(row) : null;
}
