import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignLead, assignLeads, type Lead, type Seller, turnsOnReturn } from './assign-lead.ts';

const seller = (id: string, changes: Partial<Seller> = {}): Seller => ({
  ...{ id, capacity: 10, languages: ['en', 'fr'], territories: [], absent: false, turns: 0 },
  ...changes,
});
const lead: Lead = { language: 'en', territory: null };
const leads = (count: number): Lead[] => Array.from({ length: count }, () => lead);
const spread = (sellers: readonly Seller[]) =>
  Math.max(...sellers.map((s) => s.turns)) - Math.min(...sellers.map((s) => s.turns));

describe('leads', () => {
  it('30 equal ones in 10 batches over 3 equal people differ by at most 1 after each', () => {
    let sellers: readonly Seller[] = [seller('a'), seller('b'), seller('c')];
    for (let batch = 0; batch < 10; batch += 1) {
      sellers = assignLeads(leads(3), sellers).sellers;
      expect(spread(sellers)).toBeLessThanOrEqual(1);
    }
    expect(sellers.map(({ turns }) => turns)).toEqual([10, 10, 10]);
  });

  it('are fair however they are batched, and give the same people as in one batch', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 12 }), fc.integer({ min: 1, max: 6 }), (batches, people) => {
        const start = Array.from({ length: people }, (_, index) => seller(`s${index}`));
        let sellers: readonly Seller[] = start;
        for (const size of batches) {
          sellers = assignLeads(leads(size), sellers).sellers;
          expect(spread(sellers)).toBeLessThanOrEqual(1);
        }
        const total = batches.reduce((sum, size) => sum + size, 0);
        expect(sellers).toEqual(assignLeads(leads(total), start).sellers);
      }),
    );
  });

  it('are shared by capacity', () => {
    const { sellers } = assignLeads(leads(40), [seller('a', { capacity: 10 }), seller('b', { capacity: 30 })]);
    expect(sellers.map(({ turns }) => turns)).toEqual([10, 30]);
  });

  it('go to nobody who does not fit, and it is said why', () => {
    const sellers = [
      seller('away', { absent: true }),
      seller('full', { capacity: 0 }),
      seller('english', { languages: ['en'] }),
      seller('ontario', { territories: ['ON'] }),
      seller('quebec', { territories: ['QC'], turns: 50 }),
      seller('busy', { turns: 60 }),
    ];
    expect(assignLead({ language: 'fr', territory: 'QC' }, sellers)).toEqual({
      to: 'quebec',
      passedOver: [
        { id: 'away', why: 'absent' },
        { id: 'full', why: 'no_capacity' },
        { id: 'english', why: 'language' },
        { id: 'ontario', why: 'territory' },
        { id: 'busy', why: 'others_first' },
      ],
    });
    expect(assignLead({ language: 'de', territory: null }, sellers).to).toBeNull();
  });

  it('are not caught up after an absence', () => {
    const away = seller('c', { absent: true });
    const { sellers } = assignLeads(leads(20), [seller('a'), seller('b'), away]);
    const back = { ...away, absent: false, turns: turnsOnReturn(away, sellers) };
    const after = assignLeads(leads(9), [...sellers.slice(0, 2), back]);
    expect(after.assignments.filter(({ to }) => to === 'c')).toHaveLength(3);
  });

  it('credited for an absence are never fewer than were received', () => {
    expect(turnsOnReturn(seller('a', { turns: 9 }), [seller('b', { turns: 3 })])).toBe(9);
    expect(turnsOnReturn(seller('a', { turns: 1, capacity: 5 }), [seller('b', { turns: 12 })])).toBe(6);
    expect(turnsOnReturn(seller('a', { turns: 1 }), [seller('b', { turns: 9, absent: true })])).toBe(1);
  });
});
