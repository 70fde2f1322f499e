import type { ExitFacts } from '../../domain/exit/exit.ts';
import { type ExitLetter, exitLetters, type LetterParams } from '../../domain/exit/exit-letters.ts';
import type { TemplateName } from '../../domain/messages/templates.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';

type Leaving = Pick<ProcessChange<ExitFacts>, 'tx' | 'now'> & {
  readonly facts: Pick<ExitFacts, 'id' | 'customerId' | 'kind'>;
};

/** In the words that its kind has for it, once per exit. */
export async function writeLetter<Letter extends ExitLetter>(
  { tx, now, facts: { id, customerId, kind } }: Leaving,
  letter: Letter,
  params: LetterParams[Letter],
): Promise<void> {
  // That these fill it, the table says.
  const template: TemplateName = exitLetters[kind][letter];
  const filled = { exit: id, ...params };
  await tellCustomer(tx, { customerId, process: `exit/${id}`, step: letter, template, params: filled, now });
}
