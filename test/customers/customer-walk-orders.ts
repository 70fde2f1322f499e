/** What happens in a walk to orders that are on their way, and to what was delivered. */
import { sql } from 'drizzle-orm';
import { pick, type Random, upTo } from '../harness/random.ts';
import { billTo } from '../harness/seed.ts';
import type { Move, WalkStage } from './customer-walk-stage.ts';

const because = { reason: 'walk' };
const photo = { kind: 'photo', reference: 'file://1.jpg' };

const anOrder = (stage: WalkStage, random: Random): string => pick(random, stage.orders).id;

/** Shown, and carried out or dropped: other units, one thing more, or to somewhere else. */
const amended: Move = async (stage, random) => {
  const at = `/v1/orders/${anOrder(stage, random)}/amendments`;
  const change = pick(random, [
    { quantities: [{ lineNo: 1, quantity: upTo(random, 4) }] },
    { addLines: [{ sku: pick(random, ['LAMP', 'SHADE']), quantity: 1 }] },
    { shipTo: { ...billTo, line1: `${upTo(random, 900)}, rue Ontario` } },
  ]);
  const shown = await stage.ask('agent', 'POST', at, change);
  if (shown.status !== 200) return;
  await stage.ask('agent', 'POST', `${at}/${shown.body.result.no}/${random() < 0.8 ? 'confirm' : 'decline'}`, {});
};

/** The answers that an order may wait for. */
const answered: Move = (stage, random) => {
  const at = `/v1/orders/${anOrder(stage, random)}`;
  const token = pick(random, ['pm_card_visa', 'pm_card_chargeDeclined']);
  const choice = pick(random, ['wait', 'ship_available', 'drop_short', 'cancel']);
  return pick(random, [
    () => stage.ask('agent', 'POST', `${at}/decision`, { version: 1, choice }),
    () => stage.ask('back_office', 'POST', `${at}/payment-method`, { payment: { method: 'card', token } }),
    () => stage.ask('back_office', 'POST', `${at}/cancel`, { lines: [{ lineNo: 1, quantity: 1 }], ...because }),
  ])();
};

/** A parcel is short of a unit, or comes back. */
const inAParcel: Move = async (stage, random) => {
  const rows = await stage.database.query.execute<{ id: string; lineNo: number; quantity: number }>(sql`
    select shipment_id as id, line_no as "lineNo", quantity from shipment_lines join shipments s on s.id = shipment_id
    where s.order_id = ${anOrder(stage, random)} order by 1, 2`);
  if (rows.length === 0) return;
  const { id } = pick(random, rows);
  const lines = rows.filter((row) => row.id === id).map(({ lineNo, quantity }) => ({ lineNo, quantity }));
  if (random() < 0.4) {
    const missing = [{ lineNo: pick(random, lines).lineNo, quantity: 1 }];
    return stage.ask('warehouse', 'POST', `/v1/shipments/${id}/short-pick`, { missing, ...because });
  }
  const counted = lines.map(({ lineNo, quantity }) => ({ lineNo, restocked: quantity, writtenOff: 0 }));
  // biome-ignore lint/suspicious/noThenProperty: a field of the request
  const back = { lines: counted, then: pick(random, ['refund', 'reship']), ...because };
  return stage.ask('warehouse', 'POST', `/v1/shipments/${id}/returns`, back);
};

/** A unit is known by its number, and is somebody's. */
const numbered: Move = (stage, random) => {
  const order = anOrder(stage, random);
  const serial = `SN-${order}-${upTo(random, 1)}`;
  return random() < 0.5
    ? stage.ask('warehouse', 'POST', `/v1/orders/${order}/serials`, { lineNo: 1, serials: [serial] })
    : stage.ask('back_office', 'POST', `/v1/orders/${order}/registrations`, { lineNo: 1, serial });
};

/** A case becomes a claim. */
const claimedInACase: Move = async (stage, random) => {
  const cases = await stage.processesOf('case');
  if (cases.length === 0) return;
  const what = {
    orderId: anOrder(stage, random),
    kind: 'damaged',
    lines: [{ lineNo: 1, units: 1 }],
    evidence: [photo],
  };
  return stage.post('/v1/claims', { ...what, caseId: pick(random, cases).id });
};

/** An order takes up something again that had failed. */
const intervened: Move = async (stage, random) => {
  const order = anOrder(stage, random);
  const { body } = await stage.ask('agent', 'GET', `/v1/orders/${order}`);
  for (const { no } of body.interventions) {
    const resolution = pick(random, ['retry', 'retry', 'skip', 'compensate']);
    await stage.post(`/v1/orders/${order}/intervention`, { no, resolution, ...because });
  }
};

export const withAnOrder: Move = (stage, random) => {
  if (stage.orders.length === 0) return Promise.resolve();
  const moves = [amended, amended, answered, inAParcel, numbered, claimedInACase, intervened];
  return pick(random, moves)(stage, random);
};
