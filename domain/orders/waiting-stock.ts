/** What is not in stock: what an order misses, and by when it may come. */
import { backorderEnd, lacksPayment, type OrderFacts } from './order-facts.ts';
import type { Wait, WaitingOptions } from './wait.ts';
import { inBoth, instant, joined, listed, type Text } from './wording.ts';

export function backorderWait(facts: OrderFacts): Wait {
  const intro = {
    en: `Order ${facts.id} waits for stock; it goes on by itself when the goods are received.`,
    fr: `La commande ${facts.id} attend du stock ; elle continue d’elle-même à la réception.`,
  };
  const texts = stockWait(facts).map((wait) => wait.text);
  const unpaid = facts.shipments.some((s) => lacksPayment(facts, s));
  return {
    who: unpaid ? ['supplier', 'warehouse', 'customer', 'back_office', 'admin'] : ['supplier', 'warehouse'],
    text: joined([intro, ...texts]),
  };
}

/** Units that ship later, as soon as there is stock. Their end is named: the order's `until` may be something else's, that comes before. */
export function stockWait(facts: OrderFacts): Wait[] {
  const missing = facts.lines.filter((line) => line.backordered > 0);
  const end = backorderEnd(facts);
  if (end === null) return [];
  const text = inBoth((locale) => {
    const units = listed(
      missing.map((line) => `${line.backordered} × ${line.sku}`),
      locale,
    );
    return locale === 'en'
      ? `${units} will ship when stock arrives; what has not come by ${instant(end)} is cancelled.`
      : `${units} : expédition à l’arrivée du stock ; ce qui manque encore le ${instant(end)} est annulé.`;
  });
  return [{ who: ['supplier', 'warehouse'], text }];
}

/** Said by no rule of the order: the day is read beside its facts, and is another one tomorrow. */
export function expectation({ status }: OrderFacts, { expectedOn = null }: WaitingOptions): Text[] {
  if (expectedOn === null || !['awaiting_decision', 'backordered', 'confirmed', 'fulfilling'].includes(status))
    return [];
  const en = `Announced goods would cover what is missing: expected on ${expectedOn}, not promised.`;
  const fr = `Les marchandises annoncées couvriraient ce qui manque : attendues le ${expectedOn}, sans engagement.`;
  return [{ en, fr }];
}
