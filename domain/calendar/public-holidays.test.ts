import { describe, expect, it } from 'vitest';
import { holidaysToSeed } from './public-holidays.ts';

const quebec = { country: 'CA', region: 'QC' };

describe('the holidays a calendar is seeded with', () => {
  it('are those of every year, in order', () => {
    const dates = holidaysToSeed({ country: 'FR' }, [2027, 2026], 'good_friday');
    expect(dates).toEqual([...dates].sort());
    expect(dates).toContain('2026-07-14');
    expect(dates).toContain('2027-07-14');
  });

  it('hold Good Friday in Québec, or Easter Monday where so configured, and never both', () => {
    const friday = holidaysToSeed(quebec, [2026], 'good_friday');
    const monday = holidaysToSeed(quebec, [2026], 'easter_monday');
    expect(friday).toContain('2026-04-03');
    expect(friday).toContain('2026-06-24');
    expect(monday).toEqual(friday.map((date) => (date === '2026-04-03' ? '2026-04-06' : date)));
  });

  it('are not moved by that choice elsewhere', () => {
    const ontario = { country: 'CA', region: 'ON' };
    expect(holidaysToSeed(ontario, [2026], 'easter_monday')).toEqual(holidaysToSeed(ontario, [2026], 'good_friday'));
  });
});
