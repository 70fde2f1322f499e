import { applyOfferChoice } from '../settle-shortage.ts';
import { type Command, done, refused } from './command.ts';

/** The answer to a shortage offer; bound to the version that was shown. */
export const decide: Command<'decide'> = async (change, { version, choice }) => {
  const { offer } = change.facts;
  if (offer?.version !== version) return refused('offer_not_open', { order: change.facts.id, version });
  if (!offer.options.includes(choice))
    return refused('choice_not_offered', { choice, options: offer.options.join(', ') });
  await applyOfferChoice(change, offer, choice);
  return done({ choice });
};
