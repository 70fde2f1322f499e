import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onboardingTemplate } from '../../test/harness/onboarding-template.ts';
import { reminderLadder } from './reminders.ts';
import { templateProblems } from './template.ts';

describe('a template', () => {
  it('of tasks in parallel and one after another is good', () => {
    expect(templateProblems(onboardingTemplate({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }))).toEqual([]);
  });

  it('with a cycle is refused, and the cycle is named', () => {
    const template = onboardingTemplate({ start: [], a: ['start', 'c'], b: ['a'], c: ['b'] });
    expect(templateProblems(template)).toEqual([{ code: 'cycle', path: 'tasks/1', tasks: ['a', 'c', 'b', 'a'] }]);
    expect(templateProblems(onboardingTemplate({ a: ['a'] }))[0]?.tasks).toEqual(['a', 'a']);
  });

  it.each([
    ['no tasks', onboardingTemplate({}), 'empty', 'tasks', []],
    [
      'a dependency on nothing',
      onboardingTemplate({ a: ['x'] }),
      'unknown_dependency',
      'tasks/0/dependsOn',
      ['a', 'x'],
    ],
    ['no time to do it', onboardingTemplate({ a: [] }, { a: { dueInDays: 0 } }), 'bad_due', 'tasks/0', ['a']],
    ['half a day to do it', onboardingTemplate({ a: [] }, { a: { dueInDays: 0.5 } }), 'bad_due', 'tasks/0', ['a']],
    [
      'a ladder that goes down',
      onboardingTemplate({ a: [] }, { a: { ladder: [...reminderLadder].reverse() } }),
      'bad_ladder',
      'tasks/0/ladder',
      ['a'],
    ],
    [
      'the customer reminded of a task of ours',
      onboardingTemplate({ a: [] }, { a: { side: 'us' } }),
      'bad_ladder',
      'tasks/0/ladder',
      ['a'],
    ],
    ['a task twice', onboardingTemplate({ a: [], b: [] }, { b: { id: 'a' } }), 'duplicate', 'tasks/1', ['a']],
  ])('with %s is refused', (_title, template, code, path, tasks) => {
    expect(templateProblems(template)).toEqual([{ code, path, tasks }]);
  });

  it('has a cycle exactly when its tasks cannot all be done', () => {
    const graph = fc.array(fc.array(fc.nat(6), { maxLength: 2 }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(graph, (edges) => {
        const template = onboardingTemplate(
          Object.fromEntries(edges.map((to, from) => [`t${from}`, to.map((n) => `t${n}`)])),
        );
        const done = new Set<string>();
        for (let round = 0; round < 7; round += 1)
          for (const { id, dependsOn } of template.tasks) if (dependsOn.every((d) => done.has(d))) done.add(id);
        const cycle = templateProblems(template).find(({ code }) => code === 'cycle')?.tasks;
        expect(cycle === undefined).toBe(done.size === 7);
        cycle?.slice(1).forEach((id, index) => {
          expect(template.tasks.find((task) => task.id === cycle[index])?.dependsOn).toContain(id);
        });
      }),
    );
  });
});
