/** Why a claim, its return or what it owes cannot be changed like this. */
import type { ErrorEntry } from './error-entry.ts';

export const claimErrors = {
  not_entitled: {
    status: 409,
    retryable: false,
    en: 'The units of line {line} of order {order} cannot be claimed now: they are claimed, returned or not delivered. Grant none of them, or settle the other claim first.',
    fr: 'Les unités de la ligne {line} de la commande {order} ne peuvent pas être réclamées : elles sont déjà réclamées, retournées ou non livrées. N’en accordez aucune, ou réglez d’abord l’autre réclamation.',
  },
  outcome_not_possible: {
    status: 409,
    retryable: false,
    en: 'Line {line} cannot be decided like this: {why}',
    fr: 'La ligne {line} ne peut pas être décidée ainsi : {why}',
  },
  appeal_closed: {
    status: 409,
    retryable: false,
    en: 'Claim {claim} cannot be appealed now: it was granted in full, appealed before, its 30 days are over, or what was granted is not done yet. Wait until it is, or open a new claim if something else is wrong.',
    fr: 'La réclamation {claim} ne peut pas faire l’objet d’un appel à présent : acceptée en entier, déjà en appel, les 30 jours sont passés, ou ce qui a été accordé n’est pas encore fait. Attendez que ce le soit, ou ouvrez-en une nouvelle si autre chose ne va pas.',
  },
  claim_granted: {
    status: 409,
    retryable: false,
    en: 'Claim {claim} was granted in part, and what was granted stands: it cannot be withdrawn. To end the appeal, have it decided again with the same lines.',
    fr: 'La réclamation {claim} a été acceptée en partie, et ce qui a été accordé reste acquis : elle ne peut pas être retirée. Pour fermer l’appel, faites-la décider à nouveau avec les mêmes lignes.',
  },
  step_not_owed: {
    status: 409,
    retryable: false,
    en: 'Claim {claim} owes no {step} of {units} unit(s) on line {line} now. Read its lines for the next step.',
    fr: 'La réclamation {claim} ne doit pas l’étape « {step} » pour {units} unité(s) sur la ligne {line} maintenant. Lisez ses lignes pour l’étape suivante.',
  },
  original_not_missing: {
    status: 409,
    retryable: false,
    en: 'Claim {claim}: {units} unit(s) of line {line} are asked about, but {open} were replaced, have not come back in time and wait for a decision. Read the claim’s `unreturned`.',
    fr: 'Réclamation {claim} : {units} unité(s) de la ligne {line} sont visées, mais {open} ont été remplacées, ne sont pas revenues à temps et attendent une décision. Lisez `unreturned` de la réclamation.',
  },
  approval_waits: {
    status: 409,
    retryable: false,
    en: 'Claim {claim}: approval {approval} waits for an answer, and a claim asks for one at a time. Decide it first at /v1/approvals/{approval}/decision.',
    fr: 'Réclamation {claim} : l’approbation {approval} attend une réponse, et une réclamation n’en demande qu’une à la fois. Décidez-la d’abord à /v1/approvals/{approval}/decision.',
  },
  nobody_to_send_to: {
    status: 409,
    retryable: false,
    en: 'Claim {claim}: its customer is erased, and there is no address to send goods back to. Restock, quarantine or scrap them.',
    fr: 'Réclamation {claim} : son client est effacé, il n’y a plus d’adresse où renvoyer des articles. Remettez-les en stock, en quarantaine ou au rebut.',
  },
  goods_to_repair: {
    status: 409,
    retryable: false,
    en: 'Claim {claim}: what is accepted of line {line} is repaired and goes back to its customer, so it is neither put on a shelf nor scrapped. Put it in quarantine; what cannot be repaired is not accepted.',
    fr: 'Réclamation {claim} : ce qui est accepté de la ligne {line} est réparé puis renvoyé à son client, et ne va donc ni en stock ni au rebut. Mettez-le en quarantaine ; ce qui n’est pas réparable n’est pas accepté.',
  },
  goods_put_away: {
    status: 409,
    retryable: false,
    en: 'Claim {claim}: {units} unit(s) of line {line} came back and stand on a shelf or are scrap, so nobody can repair them. Grant another outcome.',
    fr: 'Réclamation {claim} : {units} unité(s) de la ligne {line} sont revenues et sont en stock ou au rebut ; personne ne peut donc les réparer. Accordez une autre issue.',
  },
  original_worth_nothing: {
    status: 409,
    retryable: false,
    en: 'Claim {claim}: what line {line} was sold for is nothing, so nothing can be charged. Write it off.',
    fr: 'Réclamation {claim} : la ligne {line} a été vendue pour rien, rien ne peut donc être facturé. Passez-la en perte.',
  },
  not_received: {
    status: 409,
    retryable: false,
    en: 'Line {line}: {asked} unit(s) inspected, but {possible} received and not inspected yet. Record the receipt first.',
    fr: 'Ligne {line} : {asked} unité(s) inspectée(s), mais {possible} reçue(s) et non inspectée(s). Enregistrez d’abord la réception.',
  },
  units_claimed: {
    status: 409,
    retryable: false,
    en: 'Line {line}: these units are claimed. Withdraw or decide the claim, or record the parcel as a receipt of its return.',
    fr: 'Ligne {line} : ces unités sont réclamées. Retirez ou décidez la réclamation, ou enregistrez le colis comme réception de son retour.',
  },
} as const satisfies Record<string, ErrorEntry>;
