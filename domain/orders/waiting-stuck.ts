/** Work of an order that failed for good: what it was, and what a person can do. */
import { mayResolveWith, roles } from '../access/roles.ts';
import { skippable } from './due-work.ts';
import type { InterventionFacts, OrderFacts } from './order-facts.ts';
import type { Wait, WaitingOptions } from './wait.ts';
import { holdTexts } from './waiting-answers.ts';
import { joined, type Text } from './wording.ts';
import { workNames } from './work-names.ts';

export function interventionWait(facts: OrderFacts, { amounts = true }: WaitingOptions): Wait {
  const open = facts.interventions.filter((i) => i.state === 'open');
  const intro = { en: `Order ${facts.id} is stuck.`, fr: `La commande ${facts.id} est bloquée par un incident.` };
  const who = roles.filter((role) => mayResolveWith(role, 'retry'));
  const texts = open.map((stuck) => stuckText(stuck, amounts));
  return { who, text: joined([intro, ...texts, ...heldBesides(facts)]) };
}

/** Its status says first what is stuck; the hold is released by itself. */
function heldBesides(facts: OrderFacts): Text[] {
  if (facts.holds.length === 0) return [];
  const also = {
    en: 'It is on hold too: nothing more of it leaves until that is released.',
    fr: 'Elle fait aussi l’objet d’un blocage : rien d’autre n’en part avant qu’il soit levé.',
  };
  return [also, ...holdTexts(facts)];
}

/** What is stuck, why, and what can be done. The reason is the provider's or the engine's own words, which may name amounts. */
function stuckText({ no, work, subject, code, detail }: InterventionFacts, quoted: boolean): Text {
  const canSkip = (skippable as readonly string[]).includes(work);
  const reason = detail.replace(/[.\s]+$/, '');
  const name = workNames(work);
  return {
    en: `Intervention ${no}: ${name.en} ${subject} failed for good (${code})${quoted ? `: “${reason}”` : ''}. Retry it${canSkip ? ', or skip it as done by hand' : ''}, or cancel what is left (compensate); the last ${canSkip ? 'two are' : 'one is'} a supervisor’s.`,
    fr: `Incident ${no} : ${name.fr} ${subject} a échoué définitivement (${code})${quoted ? ` : « ${reason} »` : ''}. Relancez-le${canSkip ? ', sautez-le s’il a été fait à la main' : ''}, ou annulez ce qui reste (compensation) ; ${canSkip ? 'ces deux derniers choix reviennent' : 'ce dernier choix revient'} à un superviseur.`,
  };
}
