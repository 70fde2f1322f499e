import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Role } from '../../domain/access/roles.ts';
import type { Answer } from '../harness/api-client.ts';
import type { Scenario } from '../harness/scenario.ts';
import { askUntilKnown, insist, PATIENCE_MS } from './blind-caller.ts';
import type { Engine } from './engine.ts';
import { patient } from './life.ts';

export type LivesStage = Pick<Engine, 'api' | 'callers' | 'labelled' | 'reaches'>;

/** What people, warehouse and carrier do to orders, each asking until it is answered. */
export function createPeople(engine: LivesStage, scenario: Scenario) {
  const ask = (role: Role, path: string, body: object, headers: Record<string, string> = {}) =>
    insist(engine.callers, { role, path, body, headers, key: crypto.randomUUID() });

  /** A refusal that says to try again later is tried again, as a new request. */
  async function answered(role: Role, path: string, body: object, status: number): Promise<Answer['body']> {
    let answer = await ask(role, path, body);
    for (const deadline = Date.now() + PATIENCE_MS; answer.body.retryable === true && Date.now() < deadline; ) {
      await pause(200);
      answer = await ask(role, path, body);
    }
    expect(answer, `${path}: ${JSON.stringify(answer.body)}`).toMatchObject({ status });
    return answer.body;
  }
  const made = (role: Role, path: string, body: object) => answered(role, path, body, 201);
  const must = async (role: Role, path: string, body: object) => (await answered(role, path, body, 200)).result;

  const read = (path: string) => askUntilKnown(engine.callers, 'agent', path);
  async function becomes(path: string, what: object): Promise<void> {
    try {
      await expect.poll(() => read(path), patient).toMatchObject(what);
    } catch (error) {
      throw new Error(`${path} is ${JSON.stringify(await read(path))}`, { cause: error });
    }
  }

  /** Shown and confirmed; shown anew where the order has changed in between. */
  async function amend(id: string, change: object): Promise<void> {
    const at = async () => ({ 'if-match': `"${await scenario.rows.version(id)}"` });
    const path = `/v1/orders/${id}/amendments`;
    const once = async (): Promise<Answer> => {
      const shown = await ask('agent', path, change, await at());
      return shown.status === 200 ? ask('agent', `${path}/${shown.body.result.no}/confirm`, {}, await at()) : shown;
    };
    let answer = await once();
    for (const deadline = Date.now() + PATIENCE_MS; answer.status === 412 && Date.now() < deadline; ) {
      await pause(200);
      answer = await once();
    }
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  }

  /** An order that waits for somebody with the authority. */
  async function approve(id: string): Promise<void> {
    await engine.reaches(id, 'awaiting_approval', PATIENCE_MS);
    const approval = await scenario.rows.approval(id);
    const yes = { decision: 'approve', reason: 'known for years', digest: approval.digest };
    await must('supervisor', `/v1/approvals/${approval.id}/decision`, yes);
  }

  const labelled = (id: string, no = 1) => engine.labelled(`${id}-S${no}`, PATIENCE_MS);

  async function send(id: string, no = 1): Promise<void> {
    await labelled(id, no);
    await must('warehouse', `/v1/shipments/${id}-S${no}/hand-over`, {});
  }

  async function deliver(id: string, ...parcels: number[]): Promise<void> {
    for (const no of parcels) await send(id, no);
    for (const no of parcels) {
      await scenario.scan(`${id}-S${no}`, 'in_transit');
      await scenario.scan(`${id}-S${no}`, 'delivered');
    }
    await engine.reaches(id, 'completed', PATIENCE_MS);
  }

  return { ask, made, must, read, becomes, amend, approve, labelled, send, deliver };
}
