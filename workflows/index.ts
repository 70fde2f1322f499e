/** Every process the worker runs; the bundle is built from this file. */
export { order } from './orders/order.ts';
export {
  runProcess as case,
  runProcess as claim,
  runProcess as enrolment,
  runProcess as exit,
  runProcess as onboarding,
  runProcess as opportunity,
} from './processes/run-process.ts';
export { auditDrift, pollRefunds, pollTracking, sweepStock } from './upkeep/upkeep.ts';
