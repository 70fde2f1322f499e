/** A customer who has left traces everywhere: each string stands for itself and is looked for afterwards. */

import { sql } from 'drizzle-orm';
import { contacts } from '../../db/schema/customers.ts';
import { hire, ok, openCase, openDesk } from '../assistance/support-desk.ts';
import type { World } from '../harness/world.ts';
import type { leavingCustomers } from './leaving-customers.ts';

export const planted = {
  name: 'Wilhelmina Quackenbush',
  email: 'wilhelmina@quackenbush.example',
  phone: '+14185550142',
  billStreet: '77 Zanzibar Mews',
  billCity: 'Kuujjuaq',
  shipName: 'Ottoline Quackenbush',
  shipStreet: '12 Ypsilanti Terrace',
  shipPostalCode: 'J0M 1C0',
  amendedStreet: '13 Xanadu Close',
  holdReason: 'she rings from the Zeppelin hangar',
  releaseReason: 'her cousin Barnaby vouched',
  cancelReason: 'moved to the lighthouse',
  contactName: 'Barnaby Quackenbush',
  contactEmail: 'barnaby@quackenbush.example',
  caseSubject: 'my blue wheelbarrow squeaks',
  caseBody: 'I live behind the old cannery',
  caseNote: 'sounded upset about her divorce',
  caseReply: 'Dear Wilhelmina of the cannery',
  ratingComment: 'the gentleman had a lovely stutter',
  claimDescription: 'the lamp fell on my left knee',
  claimCause: 'tripping',
  claimEvidence: 'file://wilhelmina/knee.jpg',
  appealReason: 'my doctor Fitzwilliam disagrees',
  serial: 'SN-QUACK-0042',
  leadName: 'W. Quackenbush-Plumtree',
  leadCompany: 'Plumtree Weathervanes',
  leadEmail: 'plumtree@weathervanes.example',
  leadId: 'card-of-wilhelmina-17',
  duplicateEmail: 'w.plumtree@weathervanes.example',
  importedEmail: 'third.plumtree@weathervanes.example',
  previewName: 'Mrs Q. of the chandlery',
  previewPhone: '+15145550177',
  retoldEmail: 'before.plumtree@weathervanes.example',
  retoldName: 'Plumtree before her divorce',
  twiceName: 'Willa from the tombola',
  dealTitle: 'weathervanes for the chapel',
  dealReason: 'on honeymoon in Reykjavik',
  dealEvidence: 'minutes at the chapel fair',
  nextStep: 'ring her sister Philippa',
  consentSource: 'signed at the chapel fair',
  taskOutcome: 'left word with Philippa',
  exitComment: 'I am moving into a monastery',
} as const;

const address = (line1: string, more: object = {}) => ({
  ...{ name: planted.name, line1, city: planted.billCity, region: 'QC', postalCode: 'H2X 1K4', country: 'CA' },
  ...more,
});

/** Lives it through the API, up to a customer who could leave; returns their id. */
export async function liveIt(world: World, they: ReturnType<typeof leavingCustomers>): Promise<string> {
  const { api, database } = world;
  const post = async (as: Parameters<typeof api.post>[0], path: string, body: object) => ok(api.post(as, path, body));
  await openDesk(api);
  await hire(api, 'marie');

  // A lead with a duplicate and one out of a file, merged, that becomes a deal and a customer.
  const lead = { source: 'fair', name: planted.leadName, country: 'CA' };
  const kept = await post('agent', '/v1/leads', {
    ...{ ...lead, externalId: planted.leadId, company: planted.leadCompany, email: planted.leadEmail },
    phone: planted.phone,
  });
  const twin = await post('agent', '/v1/leads', { ...lead, externalId: 'twin', email: planted.duplicateEmail });
  const csv = `external_id,name,email\nA-1,${planted.leadName},${planted.importedEmail}\nB-2,Somebody Else,else@example.org\n`;
  await post('agent', '/v1/leads/imports', { source: 'file', csv, dryRun: false });
  // Looked at and never taken in; taken in twice, the second time told otherwise; and never found to be the same person.
  const file = (row: string, dryRun = false) =>
    post('agent', '/v1/leads/imports', { source: 'file', csv: `external_id,name,email,phone\n${row}\n`, dryRun });
  await file(`C-3,${planted.previewName},${planted.email},${planted.previewPhone}`, true);
  await file(`A-1,${planted.retoldName},${planted.retoldEmail},`, true);
  await post('agent', '/v1/leads', {
    ...{ source: 'tombola', externalId: 'T-9', name: planted.twiceName, email: planted.email, country: 'CA' },
  });
  const [imported] = await database.query.execute<{ id: string }>(
    sql`select id from leads where email = ${planted.importedEmail}`,
  );
  await post('agent', `/v1/leads/${kept.id}/merge`, { absorb: twin.id });
  await post('agent', `/v1/leads/${kept.id}/merge`, { absorb: imported?.id });
  const amount = { amount: 90_000, currency: 'CAD' };
  const deal = await post('agent', `/v1/leads/${kept.id}/convert`, {
    ...{ title: planted.dealTitle, amount, owner: 'marie', calendar: 'always' },
  });
  const [{ customer_id: customerId } = { customer_id: '' }] = await database.query.execute<{ customer_id: string }>(
    sql`select customer_id from processes where id = ${deal.id}`,
  );
  const soon = new Date(Date.now() + 86_400_000).toISOString();
  await post('agent', `/v1/opportunities/${deal.id}/advance`, {
    to: 'contacted',
    evidence: [{ criterion: 'contact_made', reference: planted.dealEvidence }],
    nextStep: { what: planted.nextStep, dueAt: soon },
  });
  await post('agent', `/v1/opportunities/${deal.id}/snooze`, { until: soon, reason: planted.dealReason });

  // A prospect who has bought: who they are, beside the lead.
  await database.query.execute(sql`update customers set name = ${planted.name}, email = ${planted.email},
    phone = ${planted.phone}, bill_to = ${JSON.stringify(address(planted.billStreet))}::jsonb where id = ${customerId}`);
  for (const to of ['onboarding', 'active'])
    await database.query.execute(sql`update customers set lifecycle = ${to} where id = ${customerId}`);
  await database.query.insert(contacts).values({
    customerId,
    no: 1,
    name: planted.contactName,
    email: planted.contactEmail,
    locale: 'en',
    role: 'sponsor',
  });
  await post('agent', `/v1/customers/${customerId}/consents`, {
    ...{ channel: 'email', given: true, source: planted.consentSource },
  });
  await buyAndComplain(world, they, customerId);
  return customerId;
}

async function buyAndComplain(world: World, they: ReturnType<typeof leavingCustomers>, customerId: string) {
  const { api, database } = world;
  const post = async (as: Parameters<typeof api.post>[0], path: string, body: object) => ok(api.post(as, path, body));
  const shipTo = address(planted.shipStreet, { name: planted.shipName, postalCode: planted.shipPostalCode });
  const orderId = await they.delivered(customerId, { shipTo, lines: [{ sku: 'LAMP', quantity: 2 }] });
  const second = await they.place(customerId, {
    shipTo,
    lines: [{ sku: 'NOWHERE', quantity: 1 }],
    shortagePolicy: 'backorder',
  });
  await world.reaches(second, 'backordered');
  await post('agent', `/v1/orders/${second}/holds`, { kind: 'manual', reason: planted.holdReason });
  const { version } = (await api.get('agent', `/v1/orders/${second}`)).body;
  const amended = { shipTo: address(planted.amendedStreet) };
  await ok(api.post('agent', `/v1/orders/${second}/amendments`, amended, { headers: { 'if-match': `"${version}"` } }));
  await post('agent', `/v1/orders/${second}/holds/manual/release`, { reason: planted.releaseReason });
  await post('agent', `/v1/orders/${second}/cancel`, { reason: planted.cancelReason });
  await world.reaches(second, 'cancelled');

  const caseId = await openCase(api, { customerId, subject: planted.caseSubject, body: planted.caseBody });
  for (const to of ['triaged', 'in_progress']) await post('agent', `/v1/cases/${caseId}/status`, { to });
  await post('agent', `/v1/cases/${caseId}/messages`, { direction: 'internal', body: planted.caseNote });
  await post('agent', `/v1/cases/${caseId}/messages`, { direction: 'outbound', body: planted.caseReply });
  await post('agent', `/v1/cases/${caseId}/status`, { to: 'resolved' });
  await database.query.execute(
    sql`update cases set satisfaction = 3, satisfaction_comment = ${planted.ratingComment} where id = ${caseId}`,
  );

  const claim = await post('back_office', '/v1/claims', {
    ...{ orderId, kind: 'damaged', cause: planted.claimCause, description: planted.claimDescription },
    lines: [{ lineNo: 1, units: 1, serial: planted.serial }],
    evidence: [{ kind: 'photo', reference: planted.claimEvidence }],
  });
  await claimCloses(world, claim.id);
  await database.query.execute(sql`update claims set appeal_reason = ${planted.appealReason} where id = ${claim.id}`);
  await database.query.execute(sql`insert into tasks (id, kind, subject, order_id, role, details, raised_at)
    values ('task-of-hers', 'call', ${caseId}, ${orderId}, 'agent', '{}', now())`);
  await post('agent', '/v1/tasks/task-of-hers/completion', { outcome: planted.taskOutcome });
  // Nothing of hers is open any more.
  await database.query.execute(sql`update orders set status = 'completed' where id = ${orderId}`);
}

async function claimCloses(world: World, claimId: string) {
  for (let tries = 0; tries < 200; tries += 1) {
    const { status } = (await world.api.get('agent', `/v1/claims/${claimId}`)).body;
    if (status === 'closed') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`claim ${claimId} does not close`);
}
