import type { ActivityDeps } from '../activity-deps.ts';
import { auditDrift } from './audit-drift.ts';
import { pollRefunds } from './poll-refunds.ts';
import { pollTracking } from './poll-tracking.ts';
import { sweepStock } from './sweep-stock.ts';

export type UpkeepSteps = {
  sweepStock(): Promise<{ expired: number; filled: number; nudged: number }>;
  pollTracking(): Promise<{ polled: number }>;
  pollRefunds(): Promise<{ polled: number }>;
  auditDrift(): Promise<{ findings: number }>;
};

export function createUpkeepSteps(deps: ActivityDeps): UpkeepSteps {
  return {
    sweepStock: () => sweepStock(deps),
    pollTracking: () => pollTracking(deps),
    pollRefunds: () => pollRefunds(deps),
    auditDrift: () => auditDrift(deps),
  };
}
