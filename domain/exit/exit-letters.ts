import type { ParamsOf, TemplateName } from '../messages/templates.ts';
import type { ExitKind } from './exit-states.ts';

/** What each letter tells, whatever its words; `lastDay` is an instant on that day in `timeZone`. */
export type LetterParams = {
  readonly requested: object;
  readonly notice: { readonly lastDay: string; readonly timeZone: string };
  readonly settled: { readonly balances: number };
  readonly documents: { readonly until: string };
  readonly confirmed: { readonly until: string };
};

export type ExitLetter = keyof LetterParams;

/** Templates that such params fill. */
type TemplateFor<Params> = {
  [Name in TemplateName]: Params & { readonly exit: string } extends ParamsOf<Name> ? Name : never;
}[TemplateName];

const byUs = {
  notice: 'exit_notice_by_us',
  settled: 'exit_settled',
  documents: 'exit_documents',
  confirmed: 'exit_closed',
} as const;

/**
 * Who reads the letters of an exit. Who did not ask to leave is not thanked for it, nor invited back; after a death an
 * estate reads them, and nobody speaks to the customer. What an offer or a change of mind is answered with goes to the living.
 */
export const exitLetters = {
  customer_request: {
    requested: 'exit_requested',
    notice: 'exit_notice',
    settled: 'exit_settled',
    documents: 'exit_documents',
    confirmed: 'exit_confirmed',
  },
  non_payment: { requested: 'exit_for_non_payment', ...byUs },
  fraud: { requested: 'exit_for_fraud', ...byUs },
  insolvency: { requested: 'exit_for_insolvency', ...byUs },
  death: {
    requested: 'exit_for_death',
    notice: 'exit_notice_estate',
    settled: 'exit_settled_estate',
    documents: 'exit_documents_estate',
    confirmed: 'exit_closed_estate',
  },
} as const satisfies Record<ExitKind, { readonly [Letter in ExitLetter]: TemplateFor<LetterParams[Letter]> }>;
