import { and, asc, desc, eq, gt, lt, lte, or, sql } from 'drizzle-orm';
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

export type VersionPosition = { readonly id: string; readonly version: number };
type Page<Position> = { readonly position: Position | null; readonly limit: number };

/** Every version of every table without its rules, by id, the newest first; those of one page where it is named. */
export async function listTables(on: Reader, page?: Page<VersionPosition>) {
  const { id, version, hitPolicy, effectiveFrom, createdBy, activatedBy } = decisionTables;
  const at = page?.position ?? null;
  const tables = on
    .select({ id, version, hitPolicy, effectiveFrom, createdBy, activatedBy })
    .from(decisionTables)
    .where(at === null ? undefined : or(gt(id, at.id), and(eq(id, at.id), lt(version, at.version))))
    .orderBy(asc(id), desc(version));
  const rows = await (page ? tables.limit(page.limit) : tables);
  return rows.map((row) => ({ ...row, effectiveFrom: row.effectiveFrom?.getTime() ?? null }));
}

/** Versions of a table with their rules, the newest first, below the one named. */
export async function pageOfVersions(
  on: Reader,
  id: string,
  { position, limit }: Page<number>,
): Promise<StoredTable[]> {
  const ofTable = eq(decisionTables.id, id);
  const rows = await on
    .select()
    .from(decisionTables)
    .where(position === null ? ofTable : and(ofTable, lt(decisionTables.version, position)))
    .orderBy(desc(decisionTables.version))
    .limit(limit);
  return rows.map(stored);
}

/** Which version is in force at an instant (epoch ms); null for none, also of an unknown table. */
export async function versionNow(on: Reader, id: string, atMs: number): Promise<number | null> {
  const { version, effectiveFrom } = decisionTables;
  const [row] = await on
    .select({ version })
    .from(decisionTables)
    .where(and(eq(decisionTables.id, id), lte(effectiveFrom, new Date(atMs))))
    .orderBy(desc(effectiveFrom), desc(version))
    .limit(1);
  return row?.version ?? null;
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
