/** What is open when a customer leaves: waited for, netted once, shown in a statement, and handed out with their data. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Manifest } from '../../activities/exit/pack-export.ts';
import { renderStatement } from '../../activities/exit/render-statement.ts';
import { exitStore } from '../../db/exit/exit-store.ts';
import { readStatement } from '../../db/exit/read-settlement.ts';
import { settleExit } from '../../db/exit/settle-exit.ts';
import { changeProcess } from '../../db/processes/change-process.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { inTransaction } from '../../db/transaction.ts';
import { claimDesk, photo } from '../claims/claim-desk.ts';
import { pdfText } from '../harness/pdf-text.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  for (const sku of ['LAMP', 'DESK']) await putStock(world.database, sku, 'MTL', 200);
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);
const onAccount = { payment: { method: 'account' } };
const buyer = () => they.customer({ creditLimit: { amount: 10_000_000, currency: 'CAD' } });
const complete = (orderId: string) =>
  rows(sql`update orders set status = 'completed', status_since = now() where id = ${orderId}`);
const waitsFor = async (id: string) => (await they.exitOf(id)).waitsFor;

/** To look again takes an hour in the policy: the row says that it has passed. */
const look = async (id: string) => {
  await rows(sql`update exits set next_check_at = now() where id = ${id}`);
  await they.nudge(id);
};

it('waits for orders, claims and refunds, then nets invoices and credits to the cent, once', async () => {
  const customerId = await buyer();
  const invoiced = await they.delivered(customerId, { ...onAccount, lines: [{ sku: 'DESK', quantity: 3 }] });
  const byCard = await they.delivered(customerId, { lines: [{ sku: 'LAMP', quantity: 1 }] });
  // Was over before they asked to leave: no part of it.
  const before = await they.delivered(customerId, { lines: [{ sku: 'LAMP', quantity: 1 }] });
  await rows(sql`update orders set status = 'completed', status_since = now() - interval '1 day' where id = ${before}`);
  const claim = await world.api.post('back_office', '/v1/claims', {
    ...{ orderId: byCard, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }], evidence: [] },
  });
  const id = await they.leave(customerId, { reason: 'moving', openOrders: 'deliver' });
  await they.endNotice(id);
  await they.becomes(id, 'settling');
  expect((await waitsFor(id)).sort()).toEqual([claim.body.id, invoiced, byCard].sort());
  expect(await they.exitOf(id)).toMatchObject({ waiting: { for: 'open_business' }, settlement: null });

  for (const orderId of [invoiced, byCard]) await complete(orderId);
  await look(id);
  await expect.poll(() => waitsFor(id)).toEqual([claim.body.id]);
  await rows(sql`insert into customer_credits (claim_id, line_no, no, customer_id, amount_minor, currency, granted_at)
    values (${claim.body.id}, 1, 1, ${customerId}, 1501, 'CAD', now())`);
  // An original that never came back was charged: an invoice too.
  await rows(sql`insert into unreturned_originals (claim_id, no, line_no, units, answer, amount_minor, currency, customer_id, reason, decided_by, decided_at)
    values (${claim.body.id}, 1, 1, 1, 'charge', 701, 'CAD', ${customerId}, 'kept', 'marie', now())`);
  // The claim ends, and a refund that is still on its way holds the settlement back.
  const [{ id: payment } = { id: '' }] = await rows(sql`select id from payments where order_id = ${byCard}`);
  await rows(sql`update payments set refunded_minor = 1 where id = ${payment}`);
  await rows(sql`insert into refunds (id, payment_id, order_id, no, amount_minor, reason, state, requested_at)
    values (${`${payment}-R1`}, ${payment}, ${byCard}, 1, 1, 'goodwill', 'submitted', now())`);
  expect((await world.api.post('agent', `/v1/claims/${claim.body.id}/withdraw`, {})).status).toBe(200);
  await look(id);
  await expect.poll(() => waitsFor(id)).toEqual([`${payment}-R1`]);
  await rows(sql`update refunds set state = 'settled', settled_at = now() where payment_id = ${payment}`);
  await look(id);
  await they.becomes(id, 'exporting');

  const [{ captured } = { captured: 0 }] = await rows(sql`
    select sum(captured_minor)::int + 701 as captured from payments where order_id = ${invoiced}`);
  const { settlement } = await they.exitOf(id);
  expect(settlement.balances).toEqual([
    { currency: 'CAD', customerOwes: captured, weOwe: 1501, net: Number(captured) - 1501, task: expect.any(String) },
  ]);
  expect(settlement.items.map(({ kind, terms }: { kind: string; terms: string }) => `${kind} ${terms}`)).toEqual([
    'credit account',
    'invoice account',
    'invoice account',
    'open_order card',
  ]);
  const [card] = await rows(sql`select captured_minor::int - 1 as left from payments where order_id = ${byCard}`);
  expect(settlement.items.at(-1)).toMatchObject({ source: payment, amount: { amount: card?.left } });
  const [task] = await rows(sql`select kind, details ->> 'netMinor' as net from tasks where subject = ${`${id}/CAD`}`);
  expect(task).toEqual({ kind: 'collect_exit_balance', net: String(Number(captured) - 1501) });
  await shownInPdf(id, Number(captured) - 1501);
  await settlesOnce(id);
  // Planted on a claim that replaced nothing: the audit would say so.
  await rows(sql`delete from unreturned_originals where claim_id = ${claim.body.id}`);
});

/** Both languages show the amounts, and made again from the rows they are the same bytes. */
async function shownInPdf(id: string, net: number) {
  await expect.poll(async () => (await they.exitOf(id)).documents.length).toBe(4);
  const [english, french] = [await they.archive(id, 'statement-en.pdf'), await they.archive(id, 'statement-fr.pdf')];
  const whole = Math.floor(net / 100);
  const cents = String(net % 100).padStart(2, '0');
  const text = { en: pdfText(english), fr: pdfText(french) };
  expect(text.en).toContain('Left to pay to us');
  expect(text.en).toContain(`$${whole}.${cents}`);
  expect(text.en).toContain('$15.01');
  expect(text.fr).toContain('Reste à nous payer');
  expect(text.fr).toContain(`${whole},${cents} $`);
  expect(text.fr).toContain('15,01 $');
  for (const shown of [text.en, text.fr]) expect(shown).toContain(id);
  const statement = await inTransaction(world.database, (tx) => readStatement(tx, id));
  if (statement) expect(pdfText(await renderStatement(statement, 'en'))).toBe(text.en);
}

async function settlesOnce(id: string) {
  const again = inTransaction(world.database, (tx) =>
    changeProcess(tx, exitStore, { id, now: Date.now(), actor: 'test', byWorkflow: false }, settleExit),
  );
  await expect(again).rejects.toMatchObject({ constraint_name: 'exit_settlements_pkey' });
  for (const table of ['exit_settlements', 'exit_balances', 'exit_items'])
    await expect(rows(sql`delete from ${sql.identifier(table)} where exit_id = ${id}`)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('settled and stays') },
    });
}

it('cancels what has not left, delivers what has, and waits for both', async () => {
  const customerId = await buyer();
  const away = await they.delivered(customerId, onAccount);
  const packed = await they.place(customerId, onAccount);
  await world.labelled(`${packed}-S1`);
  const id = await they.leave(customerId, { reason: 'moving', openOrders: 'cancel' });
  await they.endNotice(id);
  await world.reaches(packed, 'cancelled');
  await they.becomes(id, 'settling');
  const [command] = await rows(
    sql`select count(*)::int as n from commands where kind = 'cancel' and subject = ${packed}`,
  );
  expect(command).toEqual({ n: 1 });
  await complete(away);
  await look(id);
  await they.becomes(id, 'exporting');
  expect((await they.exitOf(id)).settlement.items).toHaveLength(1);
});

it('waits for no refund that somebody has settled by hand, in whichever way they could', async () => {
  const customerId = await buyer();
  const order = await they.delivered(customerId, { lines: [{ sku: 'LAMP', quantity: 1 }] });
  await complete(order);
  const claimed = { orderId: order, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }], evidence: [photo] };
  const claim = (await world.api.post('back_office', '/v1/claims', claimed)).body.id;
  await claimDesk(world).becomes(claim, 'closed');
  const all = [1, 2, 3].map((no) => `${order}-P1-R${no}`);
  const [ofClaim, ofOrder, afterwards] = all;
  await rows(sql`update refunds set amount_minor = amount_minor - 2, state = 'failed' where id = ${ofClaim}`);
  for (const no of [2, 3])
    await rows(sql`insert into refunds (id, payment_id, order_id, no, amount_minor, reason, state, requested_at)
      values (${`${order}-P1-R${no}`}, ${`${order}-P1`}, ${order}, ${no}, 1, 'goodwill', 'failed', now())`);
  const task = { kind: 'refund_failed', subject: afterwards ?? '', orderId: order, role: 'agent' } as const;
  const paid = await inTransaction(world.database, (tx) => raiseTask(tx, { ...task, now: Date.now() }));
  const id = await they.leave(customerId, { reason: 'moving' });
  await they.endNotice(id);
  await they.becomes(id, 'settling');
  expect(await waitsFor(id)).toEqual(all);
  await rows(sql`insert into stuck_work (process_id, no, work, subject, code, detail, resolution, resolved_by, reason, raised_at)
    values (${claim}, 1, 'refund', ${ofClaim}, 'declined', 'no', 'skip', 'marie', 'by hand', now())`);
  expect(await waitsFor(id)).toEqual([ofOrder, afterwards]);
  await rows(sql`insert into interventions (order_id, no, work, subject, code, detail, state, resolution, resolved_by, reason, raised_at, closed_at)
    values (${order}, 1, 'refund', ${ofOrder}, 'declined', 'no', 'closed', 'skip', 'marie', 'by hand', now(), now())`);
  expect(await waitsFor(id)).toEqual([afterwards]);
  await world.api.post('agent', `/v1/tasks/${paid}/completion`, { outcome: 'Paid to another account' });
  await look(id);
  await they.becomes(id, 'exporting');
});

it('leaves an order that is to be delivered alone, and waits for it', async () => {
  const customerId = await buyer();
  const packed = await they.place(customerId, onAccount);
  await world.labelled(`${packed}-S1`);
  const id = await they.leave(customerId, { reason: 'moving', openOrders: 'deliver' });
  await they.endNotice(id);
  await they.becomes(id, 'settling');
  expect(await waitsFor(id)).toEqual([packed]);
  expect(await rows(sql`select kind from commands where kind = 'cancel' and subject = ${packed}`)).toEqual([]);
});

it('hands out JSON and CSV of every table, with a manifest whose hashes are theirs', async () => {
  const customerId = await they.customer({ name: '=cmd("Quack, Esq.")' });
  const orderId = await they.delivered(customerId);
  await complete(orderId);
  const id = await they.exported(customerId, { comment: 'too "loud"' });
  const [access, portability] = await Promise.all(
    ['access.zip', 'portability.zip'].map(async (name) => unzipSync(await they.archive(id, name))),
  );
  const textOf = (files: Record<string, Uint8Array> | undefined, name: string) =>
    Buffer.from(files?.[name] ?? []).toString('utf8');
  const manifest: Manifest = JSON.parse(textOf(access, 'manifest.json'));
  expect(manifest).toMatchObject({ exit: id, customer: customerId, purpose: 'access' });
  expect(manifest.files.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'customers.json',
      'customers.csv',
      'orders.json',
      'order_lines.csv',
      'events.json',
      'exits.csv',
    ]),
  );
  for (const { name, sha256 } of manifest.files)
    expect(
      createHash('sha256')
        .update(access?.[name] ?? '')
        .digest('hex'),
      name,
    ).toBe(sha256);
  expect(Object.keys(access ?? {})).toHaveLength(manifest.files.length + 1);
  const [order] = JSON.parse(textOf(access, 'orders.json'));
  expect(order).toMatchObject({ id: orderId, risk_points: expect.any(Number) });
  expect(JSON.parse(textOf(portability, 'orders.json'))[0]).not.toHaveProperty('risk_points');
  expect(JSON.parse(textOf(portability, 'exits.json'))[0]).not.toHaveProperty('offer_answer');
  // A spreadsheet shows a formula and runs none.
  expect(textOf(access, 'customers.csv')).toContain(`"'=cmd(""Quack, Esq."")"`);
  const { documents } = await they.exitOf(id);
  const stored = documents.find(({ name }: { name: string }) => name === 'access.zip');
  expect(
    createHash('sha256')
      .update(await they.archive(id, 'access.zip'))
      .digest('hex'),
  ).toBe(stored.sha256);
});

it('settles an accepted credit of an earlier exit once, when the customer leaves after all', async () => {
  const customerId = await they.customer();
  const first = await they.leave(customerId, { reason: 'quality' });
  await they.say(first, 'offer', { answer: 'accept' });
  const promise = () => rows(sql`select state from tasks where kind = 'keep_retention_offer' and subject = ${first}`);
  expect(await promise()).toEqual([{ state: 'open' }]);
  const id = await they.exported(customerId);
  expect((await they.exitOf(id)).settlement).toMatchObject({
    balances: [{ currency: 'CAD', customerOwes: 0, weOwe: 5000, net: -5000 }],
    items: [{ kind: 'credit', source: first }],
  });
  const [task] = await rows(sql`select kind from tasks where subject = ${`${id}/CAD`}`);
  expect(task).toEqual({ kind: 'pay_exit_balance' });
  // What is paid with the balance nobody is asked to credit as well.
  expect(await promise()).toEqual([{ state: 'void' }]);
});

it('leaves the books sound', async () => {
  const findings = await world.audit();
  // A refund of one cent that no provider knows was planted above.
  expect(findings.filter(({ invariant }) => !['I4', 'I10'].includes(invariant))).toEqual([]);
});
