import { DrizzleQueryError } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { errorForLog } from './error-for-log.ts';

it('shows what failed and why, and never the values that a statement was given', () => {
  const cause = Object.assign(new Error('duplicate key value violates unique constraint "customers_email"'), {
    code: '23505',
    constraint_name: 'customers_email',
    detail: 'Key (email)=(zoe@example.com) already exists.',
  });
  const failed = new Error('the customer was not written', {
    cause: new DrizzleQueryError('insert into customers …', ['Zoé Tremblay', 'zoe@example.com'], cause),
  });

  const logged = errorForLog(failed);

  expect(logged).toMatchObject({
    message: 'the customer was not written',
    cause: { code: '23505', constraint: 'customers_email', message: expect.stringContaining('duplicate key') },
  });
  expect(JSON.stringify(logged)).not.toMatch(/Zoé|zoe@/);
});

it('leaves out what a vendor put into its error', () => {
  const refused = Object.assign(new Error('card declined'), {
    code: 'card_declined',
    raw: { email: 'zoe@example.com' },
  });
  expect(Object.keys(errorForLog(refused)).sort()).toEqual(['code', 'message', 'stack', 'type']);
});

it('writes nothing of a value that is not an error: nobody knows what is in it', () => {
  expect(errorForLog('zoe@example.com')).toEqual({ type: 'string', message: 'thrown, but not an error' });
});

it('ends at causes that go round in a circle', () => {
  const first = new Error('first');
  const second = new Error('second', { cause: first });
  first.cause = second;
  expect(JSON.stringify(errorForLog(first)).match(/"type"/g)).toHaveLength(6);
});
