/** What an exit says of itself, and what each command does. */
import { formatMoney } from '../money/format-money.ts';
import type { Text } from '../orders/wording.ts';
import { type ProcessWait, wait } from '../processes/process-wait.ts';
import { type ExitFacts, waitsForIds } from './exit.ts';
import { mayComeBack } from './exit-states.ts';
import type { UnpaidBalance } from './settlement.ts';

export function exitWait(facts: ExitFacts): ProcessWait {
  const { id, status, offer } = facts;
  if (facts.stuck.length > 0)
    return wait(
      'intervention',
      ['agent'],
      [
        `A step of exit ${id} failed for good: retry it.`,
        `Une étape du départ ${id} a échoué définitivement : réessayez-la.`,
      ],
    );
  if (status === 'requested')
    return wait(
      'reason',
      ['customer', 'agent'],
      [`Exit ${id} waits for the customer’s reason.`, `Le départ ${id} attend le motif du client.`],
    );
  if (status === 'retention' && offer?.approval)
    return wait(
      'approval',
      [offer.approval.approverRole],
      [
        `The offer of exit ${id} waits for approval ${offer.approval.id}, by somebody else than ${offer.approval.requester}.`,
        `L’offre du départ ${id} attend l’approbation ${offer.approval.id}, par une autre personne que ${offer.approval.requester}.`,
      ],
    );
  if (status === 'retention')
    return wait(
      'offer',
      ['customer'],
      [
        `Exit ${id} waits for the customer’s answer to an offer; without one, the notice runs.`,
        `Le départ ${id} attend la réponse du client à une offre ; sans réponse, le préavis court.`,
      ],
    );
  if (status === 'notice')
    return wait(
      'notice',
      ['system'],
      [
        `Exit ${id} is in its notice: ${facts.noticeLastDay} is the last day. Until then it can be rescinded; then open deals are lost.`,
        `Le départ ${id} est en préavis : le dernier jour est le ${facts.noticeLastDay}. Il peut être annulé jusque-là ; ensuite les opportunités en cours sont perdues.`,
      ],
    );
  if (status === 'settling') return settling(facts);
  if (status === 'exporting' && facts.unpaid.length > 0) return unpaid(facts);
  if (status === 'exporting' && facts.documentsAt !== null)
    return wait(
      'confirmation',
      ['customer', 'agent'],
      [
        `Exit ${id} waits for the customer to confirm the statement and the data; without objection it goes on by itself.`,
        `Le départ ${id} attend que le client confirme le relevé et les données ; sans objection il se poursuit de lui-même.`,
      ],
    );
  if (status === 'retention_hold' && facts.unpaid.length > 0) return unpaidAfterwards(facts);
  if (status === 'retention_hold' && !mayComeBack(facts.kind))
    return wait(
      'erasure',
      ['system'],
      [
        `The account of exit ${id} is closed; what is known about its holder is erased at its instant.`,
        `Le compte du départ ${id} est clôturé ; ce que l’on sait de la personne titulaire sera effacé à l’échéance.`,
      ],
    );
  if (status === 'retention_hold')
    return wait(
      'erasure',
      ['system'],
      [
        `The customer of exit ${id} has left and is erased at its instant; until then they can be won back.`,
        `Le client du départ ${id} est parti et sera effacé à l’échéance ; jusque-là il peut être reconquis.`,
      ],
    );
  return wait('system', ['system'], [`Exit ${id} goes on by itself.`, `Le départ ${id} avance de lui-même.`]);
}

function settling(facts: ExitFacts): ProcessWait {
  const ids = waitsForIds(facts);
  const [some, more] = [ids.slice(0, 5).join(', '), Math.max(0, ids.length - 5)];
  if (ids.length === 0)
    return wait(
      'system',
      ['system'],
      [`Exit ${facts.id} is being settled.`, `Le départ ${facts.id} est en règlement.`],
    );
  const rest = more === 0 ? '' : ` (+${more})`;
  const byPeople = facts.business.some(({ kind }) => kind === 'case' || kind === 'claim');
  return wait('open_business', byPeople ? ['agent', 'system'] : ['system'], [
    `Exit ${facts.id} is settled once these have ended: ${some}${rest}.`,
    `Le départ ${facts.id} est réglé dès que ceci est terminé : ${some}${rest}.`,
  ]);
}

/** Who pays how much, and the task that says so when it is done. */
function unpaid({ id, unpaid: balances }: ExitFacts): ProcessWait {
  const { who, all } = payments(balances);
  return wait('balance', who, [
    `Exit ${id} waits until the balance is even: ${all('en')}. The task is done with the reference of the transfer.`,
    `Le départ ${id} attend que le solde soit nul : ${all('fr')}. La tâche est faite avec la référence du virement.`,
  ]);
}

/** The customer has left; the law says until when their name may be kept for it. */
function unpaidAfterwards({ id, unpaid: balances }: ExitFacts): ProcessWait {
  const { who, all } = payments(balances);
  return wait('balance', who, [
    `Something came up after exit ${id} was settled: ${all('en')}. The erasure waits for it, but never longer than 30 days after the customer left. The task is done with the reference of the transfer.`,
    `Quelque chose est survenu après le règlement du départ ${id} : ${all('fr')}. L’effacement l’attend, mais jamais plus de 30 jours après le départ du client. La tâche est faite avec la référence du virement.`,
  ]);
}

function payments(balances: readonly UnpaidBalance[]) {
  const one = ({ netMinor, currency, task }: UnpaidBalance, locale: 'en' | 'fr'): string => {
    const amount = formatMoney({ amountMinor: Math.abs(netMinor), currency }, locale);
    if (locale === 'en')
      return `${netMinor > 0 ? 'the customer pays' : 'we pay the customer'} ${amount} (task ${task})`;
    return `${netMinor > 0 ? 'le client paie' : 'nous payons au client'} ${amount} (tâche ${task})`;
  };
  const all = (locale: 'en' | 'fr') => balances.map((balance) => one(balance, locale)).join(', ');
  const who = balances.some(({ netMinor }) => netMinor > 0) ? ['customer', 'agent'] : ['agent'];
  return { who, all };
}

export const exitHints = {
  reason: { en: 'Say why the customer leaves.', fr: 'Dire pourquoi le client part.' },
  offer: {
    en: 'Give the customer’s answer to the offer: accept or refuse.',
    fr: 'Donner la réponse du client à l’offre : accepter ou refuser.',
  },
  rescind: {
    en: 'Take the exit back; the customer stays.',
    fr: 'Annuler le départ ; le client reste.',
  },
  confirm: {
    en: 'Say that the customer, or whoever answers for them, has the documents; erasure follows within 30 days.',
    fr: 'Dire que le client, ou la personne qui répond pour lui, a les documents ; l’effacement suit dans les 30 jours.',
  },
  intervention: { en: 'Try the failed step again.', fr: 'Réessayer l’étape qui a échoué.' },
  win_back: {
    en: 'Take the customer back as a prospect, if they still consent.',
    fr: 'Reprendre le client comme prospect, s’il y consent toujours.',
  },
} as const satisfies Record<string, Text>;
