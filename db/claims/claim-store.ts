import { claimRules } from '../../domain/claims/claim.ts';
import { foldClaimClocks } from '../../domain/claims/claim-clocks.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { ClaimStatus } from '../../domain/claims/claim-states.ts';
import { calendarsIn } from '../assistance/clock-calendars.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { turnClaimClocks } from './claim-clocks.ts';
import { selectClaim } from './load-claim.ts';

export const claimStore: ProcessStore<ClaimFacts, ClaimStatus> = {
  ...claimRules,
  load: async (tx, state) => {
    const [row] = await selectClaim(tx, state.id);
    if (!row || state.customerId === null) throw new Error(`claim ${state.id} has lost its row`);
    const { calendars, ...claim } = row.claim;
    const calendarOf = calendarsIn(calendars);
    const clocks = foldClaimClocks(claim.clockEvents, calendarOf);
    return { ...state, customerId: state.customerId, ...claim, calendarOf, clocks };
  },
  follow: turnClaimClocks,
};
