import { caseTemplates } from './case-templates.ts';
import { claimTemplates } from './claim-templates.ts';
import { exitTemplates } from './exit-templates.ts';
import { onboardingTemplates } from './onboarding-templates.ts';
import { orderTemplates } from './order-templates.ts';
import { paymentTemplates } from './payment-templates.ts';
import { salesTemplates } from './sales-templates.ts';
import { shipmentTemplates } from './shipment-templates.ts';
import type { MessageTemplate, ToldParams } from './template.ts';

/** Every message a customer can get, in both languages. A template that is told and not listed does not compile. */
export const templates = {
  ...orderTemplates,
  ...paymentTemplates,
  ...shipmentTemplates,
  ...salesTemplates,
  ...caseTemplates,
  ...claimTemplates,
  ...exitTemplates,
  ...onboardingTemplates,
} as const satisfies Record<string, MessageTemplate>;

export type TemplateName = keyof typeof templates;

/** What the teller of template `Name` must give. */
export type ParamsOf<Name extends TemplateName> = ToldParams<(typeof templates)[Name]>;

export const isTemplateName = (name: string): name is TemplateName => Object.hasOwn(templates, name);
