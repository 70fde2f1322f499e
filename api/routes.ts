import { keyRoutes } from './access/key-routes.ts';
import { approvalLimitRoutes } from './approvals/approval-limit-routes.ts';
import { approvalCommandRoutes } from './approvals/command-routes.ts';
import { approvalPlanRoutes } from './approvals/plan-routes.ts';
import { approvalReadRoutes } from './approvals/read-routes.ts';
import { caseCommandRoutes } from './assistance/case-command-routes.ts';
import { caseRoutes } from './assistance/case-routes.ts';
import { slaRoutes } from './assistance/sla-routes.ts';
import { locationRoutes } from './catalogue/location-routes.ts';
import { productRoutes } from './catalogue/product-routes.ts';
import { taxRateRoutes } from './catalogue/tax-rate-routes.ts';
import { claimCommandRoutes } from './claims/claim-commands.ts';
import { claimRoutes } from './claims/claim-routes.ts';
import { claimServiceLevelRoutes } from './claims/claim-service-level-routes.ts';
import { returnRoutes } from './claims/return-routes.ts';
import { serialRoutes } from './claims/serial-routes.ts';
import { commandRoutes } from './commands/command-routes.ts';
import { contactRoutes } from './customers/contact-routes.ts';
import { customerRoutes } from './customers/customer-routes.ts';
import { interactionRoutes } from './customers/interaction-routes.ts';
import { lifecycleRoutes } from './customers/lifecycle-routes.ts';
import { timelineRoute } from './customers/timeline-route.ts';
import { decisionTableRoutes } from './decisions/table-routes.ts';
import { exitCommandRoutes } from './exit/exit-commands.ts';
import { exitReportRoute } from './exit/exit-report-route.ts';
import { exitRoutes } from './exit/exit-routes.ts';
import { incomingRoutes } from './inventory/incoming-routes.ts';
import { stockRoutes } from './inventory/stock-routes.ts';
import { onboardingCommandRoutes } from './onboarding/onboarding-commands.ts';
import { onboardingRoutes } from './onboarding/onboarding-routes.ts';
import { onboardingTemplateRoutes } from './onboarding/template-routes.ts';
import { orderCommandRoutes } from './orders/command-routes.ts';
import { placeOrderRoute } from './orders/place-order.ts';
import { orderReadRoutes } from './orders/read-routes.ts';
import type { Route } from './route.ts';
import { cadenceRoutes } from './sales/cadence-routes.ts';
import { enrolmentListRoute } from './sales/enrolment-list-route.ts';
import { leadListRoute } from './sales/lead-list-route.ts';
import { leadRoutes } from './sales/lead-routes.ts';
import { opportunityCommandRoutes } from './sales/opportunity-commands.ts';
import { opportunityRoutes } from './sales/opportunity-routes.ts';
import { pipelineRoutes } from './sales/pipeline-routes.ts';
import { quoteRoutes } from './sales/quote-routes.ts';
import { scoreRoutes } from './sales/score-routes.ts';
import { shipmentCommandRoutes } from './shipping/command-routes.ts';
import { shipmentReadRoutes } from './shipping/read-routes.ts';
import { calendarRoutes } from './staff/calendar-routes.ts';
import { staffRoutes } from './staff/staff-routes.ts';
import { taskCommandRoutes } from './tasks/command-routes.ts';
import { taskReadRoutes } from './tasks/read-routes.ts';

/** Every route of the API. Order does not matter. */
export const routes: readonly Route[] = [
  placeOrderRoute,
  ...orderReadRoutes,
  ...orderCommandRoutes,
  ...shipmentCommandRoutes,
  ...shipmentReadRoutes,
  ...approvalCommandRoutes,
  ...approvalReadRoutes,
  ...approvalPlanRoutes,
  ...taskReadRoutes,
  ...taskCommandRoutes,
  ...commandRoutes,
  ...stockRoutes,
  ...incomingRoutes,
  ...customerRoutes,
  ...contactRoutes,
  ...lifecycleRoutes,
  timelineRoute,
  ...productRoutes,
  ...locationRoutes,
  ...taxRateRoutes,
  ...approvalLimitRoutes,
  ...keyRoutes,
  ...cadenceRoutes,
  enrolmentListRoute,
  ...interactionRoutes,
  ...leadRoutes,
  ...opportunityRoutes,
  ...opportunityCommandRoutes,
  ...pipelineRoutes,
  ...scoreRoutes,
  leadListRoute,
  ...quoteRoutes,
  ...calendarRoutes,
  ...staffRoutes,
  ...slaRoutes,
  ...caseRoutes,
  ...caseCommandRoutes,
  ...onboardingTemplateRoutes,
  ...onboardingRoutes,
  ...onboardingCommandRoutes,
  ...claimRoutes,
  ...claimServiceLevelRoutes,
  ...claimCommandRoutes,
  ...returnRoutes,
  ...serialRoutes,
  ...exitRoutes,
  ...exitCommandRoutes,
  exitReportRoute,
  ...decisionTableRoutes,
];
