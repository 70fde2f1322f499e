import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onboardingTemplate } from '../../test/harness/onboarding-template.ts';
import { completionRefusal, phaseOf, readyAt, taskStates, undo, undoneWith } from './task-progress.ts';

const template = onboardingTemplate(
  { call: [], account: ['call'], data: ['call'], train: ['account', 'data'], check: ['train'] },
  { data: { phase: 'provisioning', evidence: 'file' }, train: { phase: 'training' }, check: { phase: 'verification' } },
);
const done = (...ids: string[]) => new Map(ids.map((id, index) => [id, 100 + index]));
const states = (...ids: string[]) => Object.fromEntries(taskStates(template, done(...ids)));

describe('tasks', () => {
  it('are ready as soon as all they depend on is done, several at a time', () => {
    expect(states()).toEqual({
      call: 'ready',
      account: 'blocked',
      data: 'blocked',
      train: 'blocked',
      check: 'blocked',
    });
    expect(states('call')).toMatchObject({ account: 'ready', data: 'ready', train: 'blocked' });
    expect(states('call', 'account')).toMatchObject({ data: 'ready', train: 'blocked' });
  });

  it('undone block whatever came after them, also what was done', () => {
    expect(undoneWith(template, 'data')).toEqual(['data', 'train', 'check']);
    const left = undo(template, done('call', 'account', 'data', 'train'), 'data');
    expect(Object.fromEntries(taskStates(template, left))).toEqual({
      call: 'done',
      account: 'done',
      data: 'ready',
      train: 'blocked',
      check: 'blocked',
    });
  });

  it.each([
    ['call', null, null],
    ['train', null, 'blocked'],
    ['nothing', null, 'unknown_task'],
  ])('%s completed at the start with %s: %s', (task, evidence, why) => {
    expect(completionRefusal(template, done(), task, evidence)).toBe(why);
  });

  it.each([
    ['data', null, 'evidence_missing'],
    ['data', ' ', 'evidence_missing'],
    ['data', 'somewhere', 'evidence_wrong'],
    ['data', 'customers.csv', null],
    ['call', null, 'done_before'],
  ])('%s completed after the call with %s: %s', (task, evidence, why) => {
    expect(completionRefusal(template, done('call'), task, evidence)).toBe(why);
  });

  it('are due from the instant the last of what they wait for was done', () => {
    const [call, account, , train] = template.tasks;
    if (!call || !account || !train) throw new Error('the template has five tasks');
    expect(readyAt(call, 50, done())).toBe(50);
    expect(readyAt(account, 50, done('call'))).toBe(100);
    expect(readyAt(train, 50, done('call', 'account'))).toBeNull();
    expect(readyAt(train, 50, done('call', 'account', 'data'))).toBe(102);
  });

  it('put the onboarding into the earliest phase with something open', () => {
    expect(phaseOf(template, done())).toBe('kickoff');
    expect(phaseOf(template, done('call', 'account'))).toBe('provisioning');
    expect(phaseOf(template, done('call', 'account', 'data', 'train', 'check'))).toBe('completed');
  });

  it('are never done without what they depend on, whatever is completed and undone', () => {
    const step = fc.record({ id: fc.constantFrom(...template.tasks.map(({ id }) => id)), undo: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let completions = new Map<string, number>();
        for (const { id, undo: undoes } of steps) {
          if (undoes) completions = undo(template, completions, id);
          else if (completionRefusal(template, completions, id, 'file') === null) completions.set(id, 1);
          for (const task of template.tasks)
            if (completions.has(task.id)) expect(task.dependsOn.every((d) => completions.has(d))).toBe(true);
        }
      }),
    );
  });
});
