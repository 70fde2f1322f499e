/** What people, carriers, banks and time may do to claims, to their orders and to their customer, picked at random. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Role } from '../../domain/access/roles.ts';
import { claimKinds } from '../../domain/claims/claim-states.ts';
import { dispositions } from '../../domain/claims/match-receipt.ts';
import { outcomeSteps, unreturnedAnswers } from '../../domain/claims/outcomes.ts';
import type { Answer } from '../harness/api-client.ts';
import { pick, type Random, upTo } from '../harness/random.ts';
import { billTo } from '../harness/seed.ts';
import type { World } from '../harness/world.ts';

export type Walk = { readonly customerId: string; readonly orders: string[]; readonly claims: string[] };

type Move = () => Promise<unknown>;

const because = { reason: 'walk' };
const skus = ['LAMP', 'SOFA', 'SET'];
const outcomes = Object.keys(outcomeSteps);
const kinds = [...claimKinds, 'damaged', 'damaged', 'return', 'missing'];
const photo = { kind: 'photo', reference: 'file://1.jpg' };

/** `world`: asked for at each move, since it is started after this is called. */
export function claimWalkMoves(world: () => World) {
  const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    world().database.query.execute<T>(query);

  /** What is refused changes nothing; what is not understood at all is a mistake of the walk. */
  async function ask(role: Role, path: string, body: object): Promise<Answer> {
    const answer = await world().api.post(role, path, body);
    const said = `${path} ${JSON.stringify(body)}: ${answer.status} ${JSON.stringify(answer.body)}`;
    if (process.env.WALK_TRACE) console.log(said.slice(0, 300));
    expect([200, 201, 404, 409], said).toContain(answer.status);
    return answer;
  }

  /** A customer with three orders, most of which have arrived. */
  async function begin(random: Random, no: number): Promise<Walk> {
    const onAccount = random() < 0.3;
    const who = { name: `Walker ${no}`, email: `walker-${no}@example.com`, locale: pick(random, ['en', 'fr']), billTo };
    const credit = onAccount ? { creditLimit: { amount: 100_000_000, currency: 'CAD' } } : {};
    const { id: customerId } = (await ask('back_office', '/v1/customers', { ...who, ...credit })).body;
    const orders: string[] = [];
    for (let placed = 0; placed < 3; placed += 1) {
      const lines = [{ sku: pick(random, skus), quantity: 1 + upTo(random, 4) }];
      if (random() < 0.5) lines.push({ sku: pick(random, skus), quantity: 1 + upTo(random, 2) });
      const byCard = { method: 'card', token: 'pm_card_visa' };
      const payment = onAccount && random() < 0.7 ? { method: 'account' } : byCard;
      const order = await world().place({ customerId, lines, payment, discountBps: pick(random, [0, 0, 1000]) });
      orders.push(order);
      if (random() < 0.9) await deliver(order);
    }
    return { customerId, orders, claims: [] };
  }

  /** Every parcel of it, as far as it is possible. */
  async function deliver(order: string): Promise<void> {
    await expect.poll(() => world().statusOf(order)).not.toMatch(/received|allocating/);
    const parcels = await rows<{ id: string }>(sql`select id from shipments where order_id = ${order}`);
    for (const { id } of parcels) {
      if (!['confirmed', 'fulfilling'].includes((await world().statusOf(order)) ?? '')) return;
      await world().labelled(id);
      await ask('warehouse', `/v1/shipments/${id}/hand-over`, {});
      await ask('agent', `/v1/shipments/${id}/correction`, { status: 'delivered', ...because });
    }
  }

  async function onOrder(random: Random, walk: Walk): Promise<unknown> {
    const order = pick(random, walk.orders);
    const parcels = await rows<{ id: string; state: string }>(
      sql`select id, state from shipments where order_id = ${order} order by no`,
    );
    const lines = await rows<{ no: number; ordered: number }>(
      sql`select line_no as no, ordered from order_lines where order_id = ${order} order by line_no`,
    );
    const { no: lineNo, ordered } = pick(random, lines);
    const claimed = async () => {
      const what = {
        orderId: order,
        kind: pick(random, kinds),
        lines: [{ lineNo, units: 1 + upTo(random, ordered - 1) }],
      };
      const answer = await ask('back_office', '/v1/claims', { ...what, evidence: random() < 0.8 ? [photo] : [] });
      if (answer.status === 201) walk.claims.push(answer.body.id);
    };
    const ofParcels = parcels.flatMap(({ id, state }): Move[] => {
      const status = pick(random, ['delivered', 'delivered', 'delivered', 'lost', 'in_transit', 'returning']);
      return [
        ...(state === 'labelled' ? [() => ask('warehouse', `/v1/shipments/${id}/hand-over`, {})] : []),
        () => ask('agent', `/v1/shipments/${id}/correction`, { status, ...because }),
        () => comesBack(random, id),
      ];
    });
    const one = { lines: [{ lineNo, quantity: 1 }], ...because };
    return pick(random, [
      claimed,
      claimed,
      () => ask('back_office', `/v1/orders/${order}/cancel`, one),
      ...ofParcels,
    ])();
  }

  async function comesBack(random: Random, shipment: string): Promise<void> {
    const lines = await rows<{ lineNo: number; quantity: number }>(
      sql`select line_no as "lineNo", quantity from shipment_lines where shipment_id = ${shipment} order by line_no`,
    );
    const counted = lines.map(({ lineNo, quantity }) => {
      const restocked = upTo(random, quantity);
      return { lineNo, restocked, writtenOff: quantity - restocked };
    });
    // biome-ignore lint/suspicious/noThenProperty: a field of the request
    const body = { lines: counted, then: pick(random, ['refund', 'reship']), ...because };
    await ask('warehouse', `/v1/shipments/${shipment}/returns`, body);
  }

  async function onClaim(random: Random, walk: Walk): Promise<unknown> {
    if (walk.claims.length === 0) return onOrder(random, walk);
    const claim = pick(random, walk.claims);
    const at = `/v1/claims/${claim}`;
    const { lines, orderId, approval, replacements } = (await world().api.get('agent', at)).body;
    const { lineNo } = pick<{ lineNo: number }>(random, lines);
    const decided = () => {
      const each = lines.map((line: { lineNo: number; units: number }) => {
        const granted = random() < 0.2 ? 0 : 1 + upTo(random, line.units - 1);
        return { lineNo: line.lineNo, granted, outcome: granted === 0 ? null : pick(random, outcomes) };
      });
      return ask('admin', `${at}/decision`, { lines: each, ...because });
    };
    const received = async () => {
      const ordered = await rows<{ sku: string }>(
        sql`select sku from order_lines where order_id = ${orderId} order by line_no`,
      );
      const sku = random() < 0.8 ? pick(random, ordered).sku : 'DESK';
      await ask('warehouse', `/v1/returns/${claim}-RET/receipts`, { units: [{ sku, units: 1 + upTo(random, 1) }] });
    };
    const inspected = () => {
      const found = { accepted: random() < 0.6, disposition: pick(random, dispositions) };
      return ask('warehouse', `/v1/returns/${claim}-RET/inspections`, { lines: [{ lineNo, units: 1, ...found }] });
    };
    const approved = async () => {
      const decision = pick(random, ['approve', 'approve', 'reject']);
      const body = { decision, digest: approval?.digest, ...because };
      if (approval) await ask('admin', `/v1/approvals/${approval.id}/decision`, body);
    };
    const replaced = async () => {
      for (const { orderId: order } of replacements) {
        if (!walk.orders.includes(order)) walk.orders.push(order);
        if (random() < 0.7) await deliver(order);
      }
    };
    const byHand = { step: pick(random, ['replacement', 'repair', 'send_back']), reference: 'X-1' };
    const answer = pick(random, unreturnedAnswers);
    const mode = pick(random, ['decline', 'refund_fails', 'timeout_after', 'kept_500'] as const);
    const moves: Move[] = [
      ...[decided, decided, decided, received, received, inspected, inspected, approved, approved, replaced],
      () => ask('back_office', `${at}/evidence`, { evidence: [{ ...photo, kind: 'statement' }] }),
      () => ask('back_office', `${at}/appeal`, because),
      () => (random() < 0.3 ? ask('back_office', `${at}/withdraw`, {}) : decided()),
      () => ask('agent', `${at}/steps`, { lineNo, units: 1, ...byHand }),
      () => ask('admin', `${at}/unreturned`, { lineNo, units: 1, answer, ...because }),
      () => neverCame(claim),
      () => world().stripe.fault({ op: 'refund', mode, match: orderId }),
      () => resolve(claim, pick(random, ['retry', 'retry', 'skip'])),
    ];
    return pick(random, moves)();
  }

  /** Its day has come, and it has not. */
  async function neverCame(claim: string): Promise<void> {
    await rows(sql`update returns set due_at = now() - interval '1 minute'
      where claim_id = ${claim} and status in ('authorised', 'in_transit')`);
    await look(claim);
  }

  const look = (process: string) =>
    rows(sql`update processes set nudge_at = now() where id = ${process} and closed_at is null`);

  async function resolve(claim: string, resolution: 'retry' | 'skip'): Promise<void> {
    const stuck = await rows<{ subject: string }>(
      sql`select subject from stuck_work where process_id = ${claim} and resolution is null`,
    );
    for (const { subject } of stuck)
      await ask('admin', `/v1/claims/${claim}/intervention`, { subject, resolution, ...because });
  }

  /** They begin to leave, go on with it, or stay after all. */
  async function onCustomer(random: Random, { customerId }: Walk): Promise<unknown> {
    const [exit] = await rows<{ id: string }>(
      sql`select id from processes where kind = 'exit' and customer_id = ${customerId} and closed_at is null`,
    );
    if (!exit) {
      const openOrders = pick(random, ['deliver', 'cancel']);
      return ask('back_office', '/v1/exits', { customerId, reason: 'moving', openOrders });
    }
    const ago = sql`now() - interval '1 minute'`;
    await pick<Move>(random, [
      () => ask('agent', `/v1/exits/${exit.id}/rescind`, {}),
      () => ask('agent', `/v1/exits/${exit.id}/confirm`, {}),
      () => rows(sql`update exits set notice_ends_at = ${ago} where id = ${exit.id} and settling_since is null`),
      () => rows(sql`update exits set erase_at = ${ago} where id = ${exit.id} and erase_at is not null`),
      () => rows(sql`update exits set next_check_at = now() where id = ${exit.id} and next_check_at is not null`),
      () => paid(exit.id),
    ])();
    return look(exit.id);
  }

  /** Whatever of the settlement a person is asked for. */
  async function paid(exit: string): Promise<void> {
    const { data } = (await world().api.get('agent', `/v1/tasks?process=${exit}`)).body;
    for (const { id, evidenceWanted } of data) {
      const evidence = evidenceWanted === null ? {} : { evidence: 'TRF-1' };
      await ask('agent', `/v1/tasks/${id}/completion`, { outcome: 'paid', ...evidence });
    }
  }

  return { begin, onOrder, onClaim, onCustomer, resolve };
}
