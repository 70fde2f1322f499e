/** What happens to leads in a walk. */
import { pick, upTo } from '../harness/random.ts';
import type { Move } from './customer-walk-stage.ts';
import { somebody } from './happening.ts';

const amount = { amount: 50_000, currency: 'CAD' };

/** Sources tell of the same few people again and again, in other words each time. */
export const told: Move = async (stage, random) => {
  const who = pick(random, ['zoe', 'ada', 'max']);
  const email = random() < 0.8 ? `${who}-${stage.customerIds[0]}@example.com`.toLowerCase() : null;
  const phone = email === null || random() < 0.5 ? '514 555 0142' : null;
  const person = { name: pick(random, [`${who} Tremblay`, `${who} T.`]), email, phone };
  const source = pick(random, ['fair', 'web']);
  const externalId = `${stage.customerIds[0]}-${who}-${upTo(random, 1)}`;
  if (random() < 0.3) {
    const csv = `external_id,name,email,phone\n${externalId},${person.name},${email ?? ''},${phone ?? ''}\n`;
    await stage.ask('back_office', 'POST', '/v1/leads/imports', { source, csv, dryRun: random() < 0.2 });
    return;
  }
  const { body, status } = await stage.ask('back_office', 'POST', '/v1/leads', { source, externalId, ...person });
  if (status < 300 && !stage.leads.includes(body.id)) stage.leads.push(body.id);
};

/** A lead is one with another, is not after all, or becomes a deal of somebody known or unknown. */
export const ofLeads: Move = async (stage, random) => {
  if (stage.leads.length < 2) return told(stage, random);
  const lead = pick(random, stage.leads);
  const absorb = pick(
    random,
    stage.leads.filter((other) => other !== lead),
  );
  const at = `/v1/leads/${lead}`;
  const { email } = (await stage.ask('agent', 'GET', at)).body;
  const known = email === null || random() < 0.2 ? { customerId: somebody(stage, random) } : {};
  return pick(random, [
    () => stage.post(`${at}/merge`, { absorb }),
    () => stage.post(`${at}/unmerge`, {}),
    () => stage.post(`${at}/convert`, { title: 'Lamps', amount, ...known, owner: 'odile' }),
  ])();
};
