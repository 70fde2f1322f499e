/** What runs on a schedule beside the orders: each a single step, so that a schedule's history tells what it did. */
import { proxyActivities } from '@temporalio/workflow';
import type { UpkeepSteps } from '../../activities/upkeep/upkeep-steps.ts';

const steps = proxyActivities<UpkeepSteps>({
  startToCloseTimeout: '5m',
  retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 5 },
});

/** Frees lapsed leases, gives arrived stock to waiting orders, and nudges orders whose nudge was lost. */
export const sweepStock = (): Promise<{ expired: number; filled: number; nudged: number }> => steps.sweepStock();

/** Asks the carrier about parcels that no webhook has mentioned for a while. */
export const pollTracking = (): Promise<{ polled: number }> => steps.pollTracking();

/** Asks the payment provider about refunds that it has not ended yet. */
export const pollRefunds = (): Promise<{ polled: number }> => steps.pollRefunds();

/** Looks for drift between what must agree; each finding becomes a task for a person. */
export const auditDrift = (): Promise<{ findings: number }> => steps.auditDrift();
