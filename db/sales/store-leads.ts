import { sql } from 'drizzle-orm';
import { readableId } from '../../domain/ids.ts';
import type { MergedField } from '../../domain/sales/lead.ts';
import { leads } from '../schema/leads.ts';
import type { Tx } from '../transaction.ts';
import { assignOwners } from './assign-owner.ts';

export type Lead = typeof leads.$inferSelect;

/** A lead as a source tells it, already normalised: its source and external id are what makes it one. */
export type ToldLead = Pick<Lead, 'source' | 'externalId' | 'name' | 'locale' | 'factors' | MergedField>;

type Storing = { readonly told: readonly ToldLead[]; readonly team: string; readonly now: number };

/** Adds or updates each lead by source and external id, in order; new ones get an owner of the team. */
export async function storeLeads(tx: Tx, { told, team, now }: Storing): Promise<{ lead: Lead; created: boolean }[]> {
  const stored: { lead: Lead; created: boolean }[] = [];
  for (const one of told) stored.push(await storeLead(tx, one, now));
  const fresh = stored.filter(({ created }) => created).map(({ lead }) => lead);
  const wanted = fresh.map(({ locale, territory }) => ({ language: locale, territory }));
  const owners = await assignOwners(tx, { team, leads: wanted, now });
  for (const [index, { id }] of fresh.entries()) {
    const owner = owners[index];
    if (owner) await tx.execute(sql`update leads set owner = ${owner} where id = ${id}`);
  }
  const ownerOf = new Map(fresh.map(({ id }, index) => [id, owners[index] ?? null]));
  return stored.map(({ lead, created }) => ({
    lead: created ? { ...lead, owner: ownerOf.get(lead.id) ?? null } : lead,
    created,
  }));
}

async function storeLead(tx: Tx, told: ToldLead, now: number): Promise<{ lead: Lead; created: boolean }> {
  const [sequence] = await tx.execute<{ no: string }>(sql`select nextval('readable_ids')::text as no`);
  const at = new Date(now);
  const id = readableId('LED', BigInt(sequence?.no ?? 0));
  const { source: _, externalId: __, ...changed } = told;
  const [lead] = await tx
    .insert(leads)
    .values({ ...told, id, version: 1, createdAt: at, updatedAt: at })
    .onConflictDoUpdate({
      target: [leads.source, leads.externalId],
      set: { ...changed, updatedAt: at, version: sql`${leads.version} + 1` },
    })
    .returning();
  if (!lead) throw new Error('the upsert of a lead returned no row');
  return { lead, created: lead.id === id };
}

/** The external ids of a source that are known. */
export async function knownExternalIds(tx: Tx, source: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.execute<{ id: string }>(
    sql`select external_id as id from leads where source = ${source} and external_id = any(${sql.param([...ids])}::text[])`,
  );
  return new Set(rows.map(({ id }) => id));
}
