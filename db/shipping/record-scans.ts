import { and, eq, gt, inArray } from 'drizzle-orm';
import { hasLeft, type ShipmentFacts } from '../../domain/orders/order-facts.ts';
import { watchFrom } from '../../domain/shipping/silence.ts';
import { foldTracking, type Scan, type Tracking } from '../../domain/shipping/tracking-fold.ts';
import type { TrackingStatus } from '../../domain/shipping/tracking-status.ts';
import type { OrderChange } from '../orders/change-order.ts';
import { moveUnits } from '../orders/move-units.ts';
import { claimLines, claims } from '../schema/claims.ts';
import { scans, shipments } from '../schema/shipping.ts';
import { tasks } from '../schema/tasks.ts';
import { raiseTask } from '../tasks/raise-task.ts';

/** A clock that runs ahead must not win against the scans that follow. */
const aheadAllowedMs = 60_000;

/**
 * Keeps what was said about a parcel, each statement once, and brings shipment, ledger, tasks and messages to where all
 * statements together put it. Returns whether the order's process has something to do: the parcel's journey ended, or is
 * open again. The caller holds the order's lock through `change`.
 */
export async function recordScans(change: OrderChange, shipmentId: string, said: readonly Scan[]): Promise<boolean> {
  const shipment = change.facts.shipments.find((s) => s.id === shipmentId);
  if (!shipment || said.length === 0) return false;
  const fresh = await insertScans(change, shipmentId, said);
  if (fresh.length === 0) return false;
  await askAboutUnknownCodes(change, shipmentId, fresh);
  // Our own warehouse has it and has counted it: no statement of the carrier can take that back.
  if (shipment.tracking === 'returned') return false;
  const tracking = await foldScans(change, shipmentId);
  if (shipment.state === 'cancelled' || shipment.state === 'voiding') return noteScanOnVoid(change, shipment, tracking);
  await writeTracking(change, shipment, tracking);
  await clearSuspicion(change, shipmentId);
  if (tracking.status === shipment.tracking) return false;
  if (shipment.tracking === 'lost') await askAboutClaimed(change, shipment);
  if (hasLeft(shipment)) await moveLedger(change, shipment, { from: shipment.tracking, to: tracking.status });
  // Nothing is said of it any more: what was said was taken back.
  change.record(tracking.status === null ? 'shipment.corrected' : `shipment.${tracking.status}`, {
    shipment: shipmentId,
    code: tracking.rawCode,
  });
  tellCustomer(change, shipmentId, tracking.status);
  return tracking.ended !== (shipment.state === 'ended');
}

/**
 * Counts an end that the carrier reported before our warehouse said that the parcel had left: until the hand-over its
 * units are on our shelf and can be neither delivered nor lost. To be called in the step that hands it over.
 */
export async function countEarlyEnd(change: OrderChange, shipment: ShipmentFacts): Promise<void> {
  const tracking = await foldScans(change, shipment.id);
  if (!tracking.ended) return;
  await change.tx
    .update(shipments)
    .set({ state: 'ended', silentAfter: null, nextPollAt: null })
    .where(eq(shipments.id, shipment.id));
  await moveLedger(change, shipment, { from: null, to: tracking.status });
}

async function foldScans({ tx }: OrderChange, shipmentId: string): Promise<Tracking> {
  const all = await tx.select().from(scans).where(eq(scans.shipmentId, shipmentId));
  return foldTracking(all.map(asScan));
}

type NewScan = { readonly status: string | null; readonly rawCode: string };

/** A statement takes 65,534 parameters, a scan seven of them. */
const scansPerStatement = 2000;

async function insertScans({ tx, now }: OrderChange, shipmentId: string, said: readonly Scan[]): Promise<NewScan[]> {
  const rows = said.map((scan) => ({
    shipmentId,
    id: scan.id,
    occurredAt: new Date(Math.min(Date.parse(scan.occurredAt), now + aheadAllowedMs)),
    status: scan.status,
    rawCode: scan.rawCode,
    message: scan.message,
    correction: scan.correction,
  }));
  const fresh: NewScan[] = [];
  for (let from = 0; from < rows.length; from += scansPerStatement) {
    const inserted = await tx
      .insert(scans)
      .values(rows.slice(from, from + scansPerStatement))
      .onConflictDoNothing()
      .returning({ status: scans.status, rawCode: scans.rawCode });
    fresh.push(...inserted);
  }
  return fresh;
}

/** One open task per code, not per parcel: a carrier that adds a code says it about thousands of them. */
async function askAboutUnknownCodes(
  { tx, facts, now }: OrderChange,
  shipmentId: string,
  fresh: readonly NewScan[],
): Promise<void> {
  const unknown = new Set(fresh.filter((scan) => scan.status === null).map((scan) => scan.rawCode));
  for (const code of unknown) {
    const details = { code, shipment: shipmentId };
    await raiseTask(tx, { kind: 'unknown_scan_code', subject: code, orderId: facts.id, role: 'agent', details, now });
  }
}

function asScan(row: typeof scans.$inferSelect): Scan {
  // insertScans wrote the status from this very type.
  return { ...row, occurredAt: row.occurredAt.toISOString(), status: row.status as TrackingStatus | null };
}

async function writeTracking(change: OrderChange, shipment: ShipmentFacts, tracking: Tracking): Promise<void> {
  const { tx, facts, now } = change;
  const { silentAfter, nextPollAt } = watchFrom(now, facts.policy);
  await tx
    .update(shipments)
    .set({
      tracking: tracking.status,
      trackingRaw: tracking.rawCode,
      trackingSince: tracking.since === null ? null : new Date(tracking.since),
      failedAttempts: tracking.failedAttempts,
      lastScanAt: new Date(now),
      ...(hasLeft(shipment) && {
        state: tracking.ended ? 'ended' : 'handed_over',
        silentAfter: tracking.ended ? null : new Date(silentAfter),
        nextPollAt: tracking.ended ? null : new Date(nextPollAt),
      }),
    })
    .where(eq(shipments.id, shipment.id));
}

/** A parcel that speaks again is not lost. */
async function clearSuspicion({ tx, now }: OrderChange, shipmentId: string): Promise<void> {
  await tx
    .update(tasks)
    .set({ state: 'void', closedAt: new Date(now), outcome: 'the carrier reported the parcel again' })
    .where(and(eq(tasks.kind, 'suspected_lost'), eq(tasks.subject, shipmentId), eq(tasks.state, 'open')));
}

/** What was claimed because it never came has come, or will: a person sees whether it was paid for twice. */
async function askAboutClaimed({ tx, facts, now }: OrderChange, shipment: ShipmentFacts): Promise<void> {
  const lines = shipment.lines.map(({ lineNo }) => lineNo);
  const found = await tx
    .selectDistinct({ id: claims.id })
    .from(claims)
    .innerJoin(claimLines, eq(claimLines.claimId, claims.id))
    .where(
      and(
        eq(claims.orderId, facts.id),
        inArray(claims.kind, ['missing', 'lost_parcel']),
        inArray(claimLines.lineNo, lines),
        gt(claimLines.held, 0),
      ),
    );
  if (found.length === 0) return;
  const details = { shipment: shipment.id, claims: found.map(({ id }) => id) };
  const task = { kind: 'claimed_parcel_found', subject: shipment.id, orderId: facts.id, details };
  await raiseTask(tx, { ...task, role: 'agent', now });
}

/** Each shipped unit stands in one place: an end puts it there, a correction takes it back. A return is counted by the warehouse. */
async function moveLedger(
  change: OrderChange,
  shipment: ShipmentFacts,
  move: { readonly from: string | null; readonly to: TrackingStatus | null },
): Promise<void> {
  const from = placeOf(move.from);
  const to = placeOf(move.to);
  if (from === to) return;
  await moveUnits(change.tx, change.facts.id, shipment.lines, { from, to });
}

function placeOf(tracking: string | null): 'delivered' | 'written_off' | null {
  if (tracking === 'delivered') return 'delivered';
  return tracking === 'lost' ? 'written_off' : null;
}

function tellCustomer(change: OrderChange, shipmentId: string, status: TrackingStatus | null): void {
  if (status === 'out_for_delivery') change.tell('out_for_delivery', `out-for-delivery-${shipmentId}`, { shipmentId });
  if (status === 'delivered') change.tell('delivered', `delivered-${shipmentId}`, { shipmentId });
  if (status === 'lost') change.tell('shipment_lost', `lost-${shipmentId}`, { shipmentId });
  if (status === 'exception') change.tell('shipment_delayed', `delayed-${shipmentId}`, { shipmentId });
}

/** A parcel moves under a label that was voided: a person looks, and nothing comes back to life. */
async function noteScanOnVoid(change: OrderChange, shipment: ShipmentFacts, tracking: Tracking): Promise<boolean> {
  if (tracking.status === null || tracking.status === 'label_created') return false;
  await raiseTask(change.tx, {
    kind: 'scan_on_void_label',
    subject: shipment.id,
    orderId: change.facts.id,
    role: 'agent',
    details: { status: tracking.status },
    now: change.now,
  });
  change.record('shipment.scanned_though_void', { shipment: shipment.id, status: tracking.status });
  return false;
}
