import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { absorbAll, filledBy, type LeadFields, ownFields } from '../../domain/sales/lead.ts';
import { type Lead, leadMerges, leads } from '../schema/leads.ts';
import type { Tx } from '../transaction.ts';

/** Locks leads, always in the order of their ids. */
async function lockLeads(tx: Tx, ids: readonly string[]): Promise<Map<string, Lead>> {
  const rows = await tx
    .select()
    .from(leads)
    .where(inArray(leads.id, [...ids]))
    .orderBy(leads.id)
    .for('update');
  return new Map(rows.map((row) => [row.id, row]));
}

/** An open lead under its row lock, or why it is not one. */
export async function lockOpenLead(tx: Tx, id: string): Promise<Lead | Refusal> {
  return openOf(await lockLeads(tx, [id]), id);
}

function openOf(found: ReadonlyMap<string, Lead>, id: string): Lead | Refusal {
  const lead = found.get(id);
  if (lead === undefined) return refusal('not_found', { thing: `Lead ${id}` });
  return lead.state === 'open' ? lead : refusal('lead_not_open', { lead: id, state: lead.state, needed: 'open' });
}

type By = { readonly actor: string; readonly now: number };

/** Two leads are one from here on: both rows stay, and the kept one takes over what it did not have. */
export async function mergeLeads(
  tx: Tx,
  { keptId, absorbedId, actor, now }: By & { keptId: string; absorbedId: string },
): Promise<Refusal | readonly string[]> {
  const found = await lockLeads(tx, [keptId, absorbedId]);
  const kept = openOf(found, keptId);
  if ('code' in kept) return kept;
  const absorbed = openOf(found, absorbedId);
  if ('code' in absorbed) return absorbed;
  const filled = filledBy(kept, absorbed);
  const at = new Date(now);
  await tx.insert(leadMerges).values({ keptId, absorbedId, filled, at, mergedBy: actor });
  await tx
    .update(leads)
    .set({ ...filled, ...changed(at) })
    .where(eq(leads.id, keptId));
  await tx
    .update(leads)
    .set({ state: 'merged', mergedInto: keptId, ...changed(at) })
    .where(eq(leads.id, absorbedId));
  return Object.keys(filled);
}

/** The absorbed lead stands on its own again, and the kept one is as if they had never been merged. */
export async function unmergeLead(
  tx: Tx,
  { absorbedId, actor, now }: By & { absorbedId: string },
): Promise<Refusal | { keptId: string }> {
  const open = and(eq(leadMerges.absorbedId, absorbedId), isNull(leadMerges.undoneAt));
  const [merge] = await tx.select().from(leadMerges).where(open);
  if (!merge) return refusal('not_found', { thing: `A merge of lead ${absorbedId}` });
  const kept = openOf(await lockLeads(tx, [merge.keptId, absorbedId]), merge.keptId);
  if ('code' in kept) return kept;
  const at = new Date(now);
  const undone = await tx.update(leadMerges).set({ undoneAt: at, undoneBy: actor }).where(open).returning();
  // Somebody else undid it while this waited for the lock.
  if (undone.length === 0) return refusal('not_found', { thing: `A merge of lead ${absorbedId}` });
  const others = await openMerges(tx, [kept.id]);
  await absorbAgain(tx, {
    lead: kept,
    own: ownFields(kept, [merge.filled, ...others.map(({ filled }) => filled)]),
    others,
    at,
  });
  await tx
    .update(leads)
    .set({ state: 'open', mergedInto: null, ...changed(at) })
    .where(eq(leads.id, absorbedId));
  return { keptId: kept.id };
}

export type OpenMerge = typeof leadMerges.$inferSelect;

/** What leads have absorbed and still hold, the first merge first. */
export function openMerges(tx: Tx, keptIds: readonly string[]): Promise<OpenMerge[]> {
  return tx
    .select()
    .from(leadMerges)
    .where(and(inArray(leadMerges.keptId, [...keptIds]), isNull(leadMerges.undoneAt)))
    .orderBy(asc(leadMerges.id));
}

/** Fills a lead anew from what it still holds: after one of them has gone, or its source has told its own fields again. */
export async function absorbAgain(
  tx: Tx,
  { lead, own, others, at }: { lead: Pick<Lead, 'id'>; own: LeadFields; others: readonly OpenMerge[]; at: Date },
): Promise<LeadFields> {
  const rows = await tx
    .select()
    .from(leads)
    .where(
      inArray(
        leads.id,
        others.map(({ absorbedId }) => absorbedId),
      ),
    );
  const absorbed = others.flatMap(({ absorbedId }) => rows.filter(({ id }) => id === absorbedId));
  const { fields, fills } = absorbAll(own, absorbed);
  for (const [index, { id }] of others.entries()) {
    await tx
      .update(leadMerges)
      .set({ filled: fills[index] ?? {} })
      .where(eq(leadMerges.id, id));
  }
  await tx
    .update(leads)
    .set({ ...fields, ...changed(at) })
    .where(eq(leads.id, lead.id));
  return fields;
}

/** Locks those of one source that are known, and whoever has absorbed them in turn, in the order in which merges lock. */
export async function lockWithAbove(tx: Tx, told: readonly Pick<Lead, 'source' | 'externalId'>[]): Promise<void> {
  const source = told[0]?.source;
  const externalIds = told.map(({ externalId }) => externalId);
  await tx.execute(sql`
    with recursive above as (
      select id, merged_into from leads
      where source = ${source} and external_id = any(${sql.param(externalIds)}::text[])
      union select l.id, l.merged_into from leads l join above on above.merged_into = l.id
    )
    select 1 from leads where id in (select id from above) order by id for update`);
}

/** Whoever has absorbed this lead, and whoever has absorbed that one, has from it what it says now. */
export async function fillAbove(tx: Tx, { mergedInto }: Pick<Lead, 'mergedInto'>, at: Date): Promise<void> {
  if (mergedInto === null) return;
  const kept = (await lockLeads(tx, [mergedInto])).get(mergedInto);
  if (kept === undefined) throw new Error(`lead ${mergedInto} vanished`);
  const others = await openMerges(tx, [kept.id]);
  const own = ownFields(
    kept,
    others.map(({ filled }) => filled),
  );
  await absorbAgain(tx, { lead: kept, own, others, at });
  await fillAbove(tx, kept, at);
}

const changed = (at: Date) => ({ updatedAt: at, version: sql`${leads.version} + 1` });
