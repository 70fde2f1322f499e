import type { ActivityDeps } from './activity-deps.ts';
import { createReservationBatcher } from './inventory/reservation-batcher.ts';
import { chainSteps } from './orders/chain-steps.ts';
import { createOrderSteps, type OrderSteps } from './orders/order-steps.ts';
import { createOutsideSteps, type OutsideSteps } from './orders/outside-steps.ts';
import { processDefinitions } from './processes/process-definitions.ts';
import {
  createProcessSteps,
  type ProcessOutsideSteps,
  type ProcessSteps,
  type ProcessWatch,
} from './processes/process-steps.ts';
import { createUpkeepSteps, type UpkeepSteps } from './upkeep/upkeep-steps.ts';

export type Activities = OrderSteps & OutsideSteps & UpkeepSteps & ProcessSteps & ProcessOutsideSteps & ProcessWatch;

/** Every step a worker runs, over one set of connections. */
export function createActivities(deps: ActivityDeps): Activities {
  const reservations = createReservationBatcher({ database: deps.database });
  return {
    ...chainSteps({ ...createOrderSteps({ database: deps.database, reservations }), ...createOutsideSteps(deps) }),
    ...createUpkeepSteps(deps),
    ...createProcessSteps(deps, processDefinitions),
  };
}
