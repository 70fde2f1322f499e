import { describe, expect, it } from 'vitest';
import { workingCalendar } from '../../test/harness/working-calendars.ts';
import { planReminders, remindersDue } from './reminders.ts';
import { stallsAt } from './stall.ts';

const desk = workingCalendar({ holidays: ['2026-06-24'] });
const due = Date.parse('2026-06-19T21:00Z'); // Friday
const plan = (sent: number[] = []) => planReminders(due, sent, desk);

describe('reminders of a late task', () => {
  it('go to the customer after 2 and 5 working days, to the owner after 7, to the manager after 10', () => {
    expect(plan().map(({ reminder, at }) => [reminder.tell, new Date(at).toISOString().slice(5, 16)])).toEqual([
      ['customer', '06-23T21:00'],
      ['customer', '06-29T21:00'],
      ['owner', '07-01T21:00'],
      ['manager', '07-06T21:00'],
    ]);
  });

  it('go out once each', () => {
    expect(plan([2, 7]).map(({ reminder }) => reminder.afterDays)).toEqual([5, 10]);
  });

  it('missed together reach each person once', () => {
    const now = Date.parse('2026-07-02T00:00Z');
    expect(remindersDue(plan(), now)).toEqual({
      send: [
        { afterDays: 5, tell: 'customer' },
        { afterDays: 7, tell: 'owner' },
      ],
      settled: [2, 5, 7],
    });
    expect(remindersDue(plan(), due)).toEqual({ send: [], settled: [] });
  });
});

describe('a quiet customer', () => {
  const day = 86_400_000;
  it('stalls the onboarding so many days after the last sign of life', () => {
    expect(stallsAt(0, [], 10)).toBe(10 * day);
    expect(stallsAt(0, [3 * day, 2 * day], 10)).toBe(13 * day);
  });
});
