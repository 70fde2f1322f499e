import { sql } from 'drizzle-orm';
import { readableId } from '../../domain/ids.ts';
import type { MergedField } from '../../domain/sales/lead.ts';
import { type Lead, leads } from '../schema/leads.ts';
import type { Tx } from '../transaction.ts';
import { assignOwners } from './assign-owner.ts';
import { absorbAgain, fillAbove, lockWithAbove, openMerges } from './merge-leads.ts';

/** A lead as a source tells it, already normalised: its source and external id are what makes it one. */
export type ToldLead = Pick<Lead, 'source' | 'externalId' | 'name' | 'locale' | 'factors' | MergedField>;

type Storing = { readonly told: readonly ToldLead[]; readonly team: string; readonly now: number };
type Stored = { readonly lead: Lead; readonly created: boolean };

/**
 * Adds or updates leads of one source by their external ids, each of which stands in `told` once; new ones get an owner of
 * the team, in the order in which they are told. One that has absorbed others keeps what it has from them, and whoever has absorbed one has what it says now.
 */
export async function storeLeads(tx: Tx, { told, team, now }: Storing): Promise<Stored[]> {
  if (told.length === 0) return [];
  const stored = await upsert(tx, told, now);
  const fresh = stored.filter(({ created }) => created).map(({ lead }) => lead);
  const wanted = fresh.map(({ locale, territory }) => ({ language: locale, territory }));
  const owners = await assignOwners(tx, { team, leads: wanted, now });
  const ownerOf = new Map(fresh.map(({ id }, index) => [id, owners[index] ?? null]));
  await setOwners(tx, ownerOf);
  return stored.map(({ lead, created }) => ({ lead: { ...lead, owner: ownerOf.get(lead.id) ?? lead.owner }, created }));
}

async function upsert(tx: Tx, told: readonly ToldLead[], now: number): Promise<Stored[]> {
  await lockWithAbove(tx, told);
  const at = new Date(now);
  const numbers = await tx.execute<{ no: string }>(
    sql`select nextval('readable_ids')::text as no from generate_series(1, ${told.length}::int)`,
  );
  const fresh = told.map((one, index) => ({
    ...{ ...one, id: readableId('LED', BigInt(numbers[index]?.no ?? 0)), version: 1, createdAt: at, updatedAt: at },
  }));
  const rows = await tx
    .insert(leads)
    // Everybody locks the leads of a source in this order.
    .values(fresh.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1)))
    .onConflictDoUpdate({ target: [leads.source, leads.externalId], set: toldAgain })
    .returning();
  const ids = new Set(fresh.map(({ id }) => id));
  const updated = rows.filter(({ id }) => !ids.has(id));
  const refilled = await fillAgain(tx, updated, at);
  for (const lead of updated) await fillAbove(tx, lead, at);
  const found = new Map(rows.map((row) => [row.externalId, refilled.get(row.id) ?? row]));
  return told.flatMap(({ externalId }) => {
    const lead = found.get(externalId);
    return lead ? [{ lead, created: ids.has(lead.id) }] : [];
  });
}

const toldAgain = {
  ...{
    name: sql`excluded.name`,
    company: sql`excluded.company`,
    email: sql`excluded.email`,
    phone: sql`excluded.phone`,
  },
  ...{ locale: sql`excluded.locale`, country: sql`excluded.country`, territory: sql`excluded.territory` },
  ...{ factors: sql`excluded.factors`, updatedAt: sql`excluded.updated_at`, version: sql`${leads.version} + 1` },
};

async function fillAgain(tx: Tx, updated: readonly Lead[], at: Date): Promise<Map<string, Lead>> {
  const filled = new Map<string, Lead>();
  if (updated.length === 0) return filled;
  const merges = await openMerges(
    tx,
    updated.map(({ id }) => id),
  );
  for (const lead of updated) {
    const others = merges.filter(({ keptId }) => keptId === lead.id);
    if (others.length === 0) continue;
    const fields = await absorbAgain(tx, { lead, own: lead, others, at });
    filled.set(lead.id, { ...lead, ...fields, version: lead.version + 1 });
  }
  return filled;
}

async function setOwners(tx: Tx, ownerOf: ReadonlyMap<string, string | null>): Promise<void> {
  const owned = [...ownerOf].filter(([, owner]) => owner !== null);
  if (owned.length === 0) return;
  const [ids, owners] = [owned.map(([id]) => id), owned.map(([, owner]) => owner)];
  await tx.execute(sql`
    update leads set owner = o.owner from unnest(${sql.param(ids)}::text[], ${sql.param(owners)}::text[]) o (id, owner)
    where leads.id = o.id`);
}

/** The external ids of a source that are known. */
export async function knownExternalIds(tx: Tx, source: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.execute<{ id: string }>(
    sql`select external_id as id from leads where source = ${source} and external_id = any(${sql.param([...ids])}::text[])`,
  );
  return new Set(rows.map(({ id }) => id));
}
