import fc from 'fast-check';
import { expect, it } from 'vitest';
import { absorbAll, type Filled, filledBy, type LeadFields, ownFields } from './lead.ts';

const value = fc.option(fc.constantFrom('a', 'b', 'c'));
const fields = fc.record({ company: value, email: value, phone: value, country: value, territory: value });

it('a lead takes over what it lacks, from the first that has it', () => {
  const none: LeadFields = { company: null, email: null, phone: null, country: null, territory: null };
  const { fields: filled, fills } = absorbAll({ ...none, email: 'own' }, [
    { ...none, phone: '1' },
    { ...none, phone: '2', company: 'Acme', email: 'theirs' },
  ]);
  expect(filled).toEqual({ ...none, email: 'own', phone: '1', company: 'Acme' });
  expect(fills).toEqual([{ phone: '1' }, { company: 'Acme' }]);
});

it('merges and their undoing, in any order, leave a lead as it would be with the merges that are left', () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('merge' as const), other: fields }),
    fc.record({ kind: fc.constant('undo' as const), at: fc.nat(9) }),
    fc.record({ kind: fc.constant('told' as const), own: fields }),
  );
  fc.assert(
    fc.property(fields, fc.array(act, { maxLength: 12 }), (start, acts) => {
      let [own, lead]: LeadFields[] = [start, start] as [LeadFields, LeadFields];
      let merges: { other: LeadFields; filled: Filled }[] = [];
      const again = (left: readonly { other: LeadFields }[]) => {
        const { fields: filled, fills } = absorbAll(
          own as LeadFields,
          left.map(({ other }) => other),
        );
        merges = left.map(({ other }, index) => ({ other, filled: fills[index] ?? {} }));
        lead = filled;
      };
      for (const one of acts) {
        if (one.kind === 'merge') {
          const filled = filledBy(lead as LeadFields, one.other);
          merges = [...merges, { other: one.other, filled }];
          lead = { ...(lead as LeadFields), ...filled };
        } else if (one.kind === 'told') {
          own = one.own;
          again(merges);
        } else {
          // What is its own is read off the lead and its merges, as the database has them.
          expect(
            ownFields(
              lead as LeadFields,
              merges.map(({ filled }) => filled),
            ),
          ).toEqual(own);
          again(merges.filter((_, index) => index !== one.at));
        }
        expect(lead).toEqual(
          absorbAll(
            own as LeadFields,
            merges.map(({ other }) => other),
          ).fields,
        );
      }
    }),
  );
});
