/** What a claim says of itself, and what each command does. */
import type { Text } from '../orders/wording.ts';
import type { ProcessWork } from '../processes/process.ts';
import { type ProcessWait, wait } from '../processes/process-wait.ts';
import { lingers, owesLate } from './claim.ts';
import type { ClaimFacts } from './claim-facts.ts';
import { hasUnseenGoods, owesSendBack, type PeoplesStep, peoplesStepsOwed, sendBacksToLabel } from './owed-steps.ts';

export function claimWait(facts: ClaimFacts): ProcessWait {
  const { id, status, proposed, decision, appealedAt } = facts;
  if (status === 'need_info')
    return wait(
      'evidence',
      ['customer'],
      [
        `Claim ${id} waits for evidence from the customer; without it, it lapses.`,
        `La réclamation ${id} attend des pièces du client ; sans elles, elle devient caduque.`,
      ],
    );
  if (status === 'in_review' && proposed !== null)
    return wait(
      'approval',
      [proposed.approverRole],
      [
        `The decision on claim ${id} waits for approval ${proposed.approvalId}, by somebody else than ${proposed.proposedBy}.`,
        `La décision sur la réclamation ${id} attend l’approbation ${proposed.approvalId}, par une autre personne que ${proposed.proposedBy}.`,
      ],
    );
  if (status === 'in_review')
    return wait(
      'decision',
      ['agent', 'supervisor'],
      [`Claim ${id} waits for a person to decide it.`, `La réclamation ${id} attend qu’une personne décide.`],
    );
  if (status === 'resolving' || owesLate(facts)) return resolving(facts);
  if (isStuck(facts) || lingers(facts)) return afterItsEnd(facts);
  if (status === 'rejected')
    return wait(
      'appeal',
      ['customer'],
      [
        `Claim ${id} is refused; a person looks at it again if the customer asks within 30 days.`,
        `La réclamation ${id} est refusée ; une personne la réexamine si le client le demande dans les 30 jours.`,
      ],
    );
  if (status === 'settled' && decision === 'partly_approved' && appealedAt === null)
    return wait(
      'appeal',
      ['customer'],
      [
        `What was granted of claim ${id} is done; a person looks at the rest again if the customer asks within 30 days.`,
        `Ce qui a été accordé de la réclamation ${id} est fait ; une personne réexamine le reste si le client le demande dans les 30 jours.`,
      ],
    );
  return wait('system', ['system'], [`Claim ${id} goes on by itself.`, `La réclamation ${id} avance d’elle-même.`]);
}

export const isStuck = (facts: ClaimFacts): boolean => facts.stuck.some((work) => stillStuck(facts, work));

/** What a person has skipped is stuck no more. */
function stillStuck(facts: ClaimFacts, { kind, subject }: ProcessWork): boolean {
  if (kind === 'return_label') return facts.return?.label === 'wanted';
  if (kind === 'send_back_label') return sendBacksToLabel(facts).some(({ id }) => id === subject);
  return !facts.refunds.some(({ id, skipped }) => id === subject && skipped);
}

const stuckWords = {
  refund: { en: 'A refund', fr: 'Un remboursement' },
  return_label: { en: 'The return label', fr: 'Le bordereau de retour' },
  send_back_label: { en: 'The label to send goods back', fr: 'Le bordereau de renvoi' },
} as const satisfies Record<string, Text>;
const isStuckKind = (kind: string): kind is keyof typeof stuckWords => Object.hasOwn(stuckWords, kind);

const stepWords = {
  replacement: { en: 'a replacement', fr: 'un remplacement' },
  repair: { en: 'a repair', fr: 'une réparation' },
  send_back: { en: 'goods to send back', fr: 'des articles à renvoyer' },
} as const satisfies Record<PeoplesStep, Text>;

function resolving(facts: ClaimFacts): ProcessWait {
  const { id } = facts;
  const back = facts.return;
  if (isStuck(facts)) return intervention(facts);
  // First what is in our own hands: a customer who waits for a replacement may hold the original back until it comes.
  const [owed] = peoplesStepsOwed(facts);
  if (owed)
    return wait(
      owed.step,
      ['agent'],
      [
        `Claim ${id} waits for a person: ${stepWords[owed.step].en}, ${owed.units} unit(s) of line ${owed.lineNo}. Say when it is done (${owed.step}).`,
        `La réclamation ${id} attend une personne : ${stepWords[owed.step].fr}, ${owed.units} unité(s) de la ligne ${owed.lineNo}. Dites quand c’est fait (${owed.step}).`,
      ],
    );
  if (facts.woundUpAt === null && back && back.status !== 'inspected' && back.status !== 'expired')
    return wait('return', back.status === 'received' ? ['warehouse'] : ['customer'], [
      `Claim ${id} waits for return ${back.id} to come back and be inspected.`,
      `La réclamation ${id} attend que le retour ${back.id} arrive et soit inspecté.`,
    ]);
  if (owesSendBack(facts)) return sendBack(facts);
  return wait(
    'refund',
    ['system'],
    [`Claim ${id} is being settled.`, `La réclamation ${id} est en cours de règlement.`],
  );
}

function intervention(facts: ClaimFacts): ProcessWait {
  const { id } = facts;
  const kind = facts.stuck.find((work) => stillStuck(facts, work))?.kind ?? 'refund';
  const stuck = stuckWords[isStuckKind(kind) ? kind : 'refund'];
  return wait(
    'intervention',
    ['agent'],
    [
      `${stuck.en} of claim ${id} is stuck: retry it, or say that it was done by hand.`,
      `${stuck.fr} de la réclamation ${id} est bloqué : réessayez, ou dites que cela a été fait à la main.`,
    ],
  );
}

function sendBack(facts: ClaimFacts): ProcessWait {
  const byHand = sendBacksToLabel(facts).length === 0;
  return wait(
    'send_back_parcel',
    [byHand ? 'warehouse' : 'system'],
    [
      `Claim ${facts.id} waits until what was not accepted is on its way back to the customer.`,
      `La réclamation ${facts.id} attend que ce qui n’a pas été accepté soit renvoyé au client.`,
    ],
  );
}

/** The claim itself is over, and goods or originals are not. */
function afterItsEnd(facts: ClaimFacts): ProcessWait {
  const { id, charge } = facts;
  if (isStuck(facts)) return intervention(facts);
  if (owesSendBack(facts)) return sendBack(facts);
  if (hasUnseenGoods(facts))
    return wait(
      'inspection',
      ['warehouse'],
      [
        `Goods of claim ${id} came after its end: inspect them.`,
        `Des articles de la réclamation ${id} sont arrivés après sa fin : inspectez-les.`,
      ],
    );
  if (charge !== null)
    return wait(
      'approval',
      [charge.approverRole],
      [
        `Charging an original of claim ${id} waits for approval ${charge.approvalId}, by somebody else than ${charge.proposedBy}.`,
        `La facturation d’un original de la réclamation ${id} attend l’approbation ${charge.approvalId}, par une autre personne que ${charge.proposedBy}.`,
      ],
    );
  return wait(
    'original',
    ['agent'],
    [
      `An original of claim ${id} did not come back after its replacement: charge it, or write it off.`,
      `Un original de la réclamation ${id} n’est pas revenu après son remplacement : facturez-le, ou passez-le en perte.`,
    ],
  );
}

export const claimHints = {
  evidence: {
    en: 'Add what proves it; the claim is assessed again.',
    fr: 'Ajouter des pièces ; la réclamation est réévaluée.',
  },
  decision: {
    en: 'Decide line by line; above your limit a second person approves.',
    fr: 'Décider ligne par ligne ; au-delà de votre limite, une seconde personne approuve.',
  },
  appeal: { en: 'Ask that a person looks at it again.', fr: 'Demander qu’une personne la réexamine.' },
  withdraw: {
    en: 'Take the claim back; its units can be claimed again.',
    fr: 'Retirer la réclamation ; ses unités peuvent être réclamées à nouveau.',
  },
  acknowledge: {
    en: 'Take it in hand; the customer is told that a person is at it.',
    fr: 'La prendre en charge ; le client apprend que quelqu’un s’en occupe.',
  },
  unreturned: {
    en: 'Charge the customer for originals that never came back, or write them off.',
    fr: 'Facturer au client les originaux jamais revenus, ou les passer en perte.',
  },
  intervention: {
    en: 'Try what is stuck again, or say that it was done by hand.',
    fr: 'Réessayer ce qui est bloqué, ou dire que cela a été fait à la main.',
  },
  steps: {
    en: 'Say that a replacement, a repair or a sending back was done.',
    fr: 'Dire qu’un remplacement, une réparation ou un renvoi a été fait.',
  },
} as const satisfies Record<string, Text>;
