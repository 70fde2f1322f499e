/** Customers who leave, as the tests of an exit arrange and look at them. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { isHeldOut } from '../../domain/exit/retention-offer.ts';
import { billTo } from '../harness/seed.ts';
import { orderBody, type World } from '../harness/world.ts';

const group = { experiment: 'retention-offer', holdOutShare: 0.1 };

export function leavingCustomers(world: World) {
  const { api, database } = world;

  /** A customer who is, or is not, in the hold-out group. */
  async function customer(more: object = {}, heldOut = false): Promise<string> {
    for (;;) {
      const body = { name: 'Wilhelmina Quack', email: 'w@quack.example', locale: 'en', billTo, ...more };
      const answer = await api.post('back_office', '/v1/customers', body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      if (isHeldOut({ customerId: answer.body.id, ...group }) === heldOut) return answer.body.id;
    }
  }

  async function leave(
    customerId: string,
    more: object = {},
    as: 'back_office' | 'agent' | 'supervisor' = 'back_office',
  ) {
    const answer = await api.post(as, '/v1/exits', { customerId, ...more });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.id as string;
  }

  const exitOf = async (id: string) => (await api.get('agent', `/v1/exits/${id}`)).body;
  const becomes = async (id: string, status: string, timeout = 60_000) => {
    try {
      await expect.poll(async () => (await exitOf(id)).status, { timeout }).toBe(status);
    } catch (error) {
      throw new Error(`exit ${id} is not ${status}: ${JSON.stringify(await exitOf(id))}`, { cause: error });
    }
  };
  const say = async (id: string, command: string, body: object = {}) => {
    const answer = await api.post('agent', `/v1/exits/${id}/${command}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.result;
  };
  const lifecycleOf = async (customerId: string) =>
    (await api.get('agent', `/v1/customers/${customerId}`)).body.lifecycle as string;

  /** The notice is over now: its rows say so, and the process is told to look. */
  async function endNotice(id: string) {
    await database.query.execute(sql`update exits set notice_ends_at = now() - interval '1 minute' where id = ${id}`);
    await nudge(id);
  }
  const nudge = (id: string) =>
    database.query.execute(sql`update processes set nudge_at = now() where id = ${id} and closed_at is null`);

  /** From the request to its documents: no offer, no notice. */
  async function exported(customerId: string, more: object = {}): Promise<string> {
    const id = await leave(customerId, { reason: 'moving', ...more });
    await endNotice(id);
    await becomes(id, 'exporting');
    await expect.poll(async () => (await exitOf(id)).documents.length).toBe(4);
    return id;
  }

  async function archive(id: string, name: string): Promise<Uint8Array> {
    const answer = await fetch(`${api.url}/v1/exits/${id}/documents/${name}`, {
      headers: { authorization: `Bearer ${api.secrets.back_office}` },
    });
    expect(answer.status).toBe(200);
    return new Uint8Array(await answer.arrayBuffer());
  }

  async function erased(id: string) {
    await database.query.execute(sql`update exits set erase_at = now() - interval '1 minute' where id = ${id}`);
    await nudge(id);
    await becomes(id, 'erased', 60_000);
  }

  const place = (customerId: string, more: object = {}) => world.place({ ...orderBody(), customerId, ...more });

  async function delivered(customerId: string, more: object = {}): Promise<string> {
    const id = await place(customerId, more);
    await world.labelled(`${id}-S1`);
    expect((await api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {})).status).toBe(200);
    const seen = { status: 'delivered', reason: 'seen' };
    expect((await api.post('agent', `/v1/shipments/${id}-S1/correction`, seen)).status).toBe(200);
    await world.reaches(id, 'delivered');
    return id;
  }

  return {
    customer,
    leave,
    exitOf,
    becomes,
    say,
    lifecycleOf,
    endNotice,
    nudge,
    exported,
    archive,
    erased,
    place,
    delivered,
  };
}
