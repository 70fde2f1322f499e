/** The values of our enumerations as a French sentence says them: each follows « à l’état » or stands alone, so none agrees with a noun. */
import type { Role } from '../access/roles.ts';
import type { CaseStatus } from '../assistance/case-states.ts';
import type { ClaimStatus } from '../claims/claim-states.ts';
import type { PeoplesStep } from '../claims/owed-steps.ts';
import type { Lifecycle } from '../customers/lifecycle.ts';
import type { ExitStatus, NotWonBack } from '../exit/exit-states.ts';
import type { ExitOfferState } from '../exit/retention-offer.ts';
import type { EvidenceKind } from '../onboarding/evidence.ts';
import type { OnboardingStatus } from '../onboarding/onboarding-states.ts';
import type { WorkKind } from '../orders/due-work.ts';
import type { ApprovalFacts, HoldKind, OfferChoice, ShipmentFacts } from '../orders/order-facts.ts';
import type { OrderStatus } from '../orders/order-states.ts';
import type { EnrolmentStatus } from '../sales/cadence.ts';
import type { LeadState } from '../sales/lead.ts';
import type { OpportunityStage } from '../sales/opportunity-stages.ts';
import type { QuoteState } from '../sales/quote.ts';
import type { TrackingStatus } from '../shipping/tracking-status.ts';
import type { TaskEvidence } from '../tasks/task-evidence.ts';

type Status =
  | OrderStatus
  | CaseStatus
  | ClaimStatus
  | ExitStatus
  | OnboardingStatus
  | OpportunityStage
  | EnrolmentStatus
  | Lifecycle;
type State =
  | QuoteState
  | LeadState
  | ExitOfferState
  | ApprovalFacts['state']
  | ShipmentFacts['state']
  | TrackingStatus
  /** Of an amendment, and of a task. */
  | 'previewed'
  | 'declined'
  | 'done';
type Kind = Role | NotWonBack | HoldKind | EvidenceKind | TaskEvidence | OfferChoice | WorkKind | PeoplesStep;

const words = {
  // Of an order.
  received: 'reçu',
  on_hold: 'bloqué',
  allocating: 'en cours d’attribution de stock',
  awaiting_decision: 'en attente d’une décision',
  backordered: 'en attente de réapprovisionnement',
  awaiting_approval: 'en attente d’approbation',
  awaiting_payment: 'en attente de paiement',
  confirmed: 'confirmé',
  fulfilling: 'en cours d’expédition',
  delivered: 'livré',
  completed: 'terminé',
  cancelling: 'en cours d’annulation',
  cancelled: 'annulé',
  needs_intervention: 'en attente d’une intervention',
  // Of a case.
  new: 'nouveau',
  triaged: 'trié',
  in_progress: 'en cours',
  waiting_customer: 'en attente du client',
  waiting_third_party: 'en attente d’un tiers',
  resolved: 'résolu',
  closed: 'fermé',
  merged: 'fusionné',
  spam: 'indésirable',
  // Of a claim.
  submitted: 'déposé',
  validating: 'en cours de vérification',
  need_info: 'à compléter',
  assessed: 'évalué',
  auto_approved: 'accepté automatiquement',
  in_review: 'en cours d’examen',
  approved: 'accepté',
  partly_approved: 'accepté en partie',
  rejected: 'refusé',
  appealed: 'en appel',
  resolving: 'en cours de règlement',
  settled: 'réglé',
  withdrawn: 'retiré',
  // Of an exit.
  requested: 'demandé',
  reason_captured: 'motif recueilli',
  retention: 'offre de fidélité en cours',
  notice: 'préavis en cours',
  settling: 'en cours d’arrêté des comptes',
  exporting: 'en cours de remise des données',
  retention_hold: 'données conservées avant effacement',
  retained: 'resté client',
  won_back: 'reconquis',
  rescinded: 'départ annulé',
  erased: 'effacé',
  // Of an onboarding.
  created: 'créé',
  kickoff: 'lancement',
  provisioning: 'mise en place',
  training: 'formation',
  go_live: 'mise en service',
  verification: 'vérification',
  stalled: 'à l’arrêt',
  // Of an opportunity and an enrolment.
  contacted: 'contacté',
  qualified: 'qualifié',
  proposal: 'proposition',
  negotiation: 'négociation',
  won: 'gagné',
  lost: 'perdu',
  recycled: 'remis à plus tard',
  running: 'en cours',
  finished: 'terminé',
  stopped: 'arrêté',
  // Of a customer.
  prospect: 'prospect',
  onboarding: 'en cours d’accueil',
  active: 'actif',
  at_risk: 'à risque',
  exiting: 'sur le départ',
  exited: 'parti',
  // Of a quote, a lead, an offer, an approval, an amendment, a task.
  open: 'ouvert',
  accepted: 'accepté',
  expired: 'expiré',
  replaced: 'remplacé',
  converted: 'converti',
  refused: 'refusé',
  not_approved: 'non approuvé',
  void: 'sans objet',
  previewed: 'proposé',
  declined: 'refusé',
  done: 'fait',
  none: 'aucun',
  // Of a shipment and its tracking.
  planned: 'prévu',
  labelling: 'en cours d’étiquetage',
  labelled: 'étiqueté',
  handed_over: 'remis au transporteur',
  ended: 'achevé',
  voiding: 'étiquette en cours d’annulation',
  label_created: 'étiqueté',
  in_transit: 'en transit',
  out_for_delivery: 'en cours de livraison',
  attempt_failed: 'livraison manquée',
  available_for_pickup: 'à retirer',
  exception: 'incident signalé',
  returning: 'en retour',
  returned: 'revenu',
  // Who.
  back_office: 'back-office',
  agent: 'agent',
  supervisor: 'superviseur',
  warehouse: 'entrepôt',
  engineer: 'ingénieur',
  admin: 'administrateur',
  // Why an order is held.
  fraud: 'risque de fraude',
  credit: 'crédit',
  address: 'adresse',
  customer: 'client',
  manual: 'manuel',
  // Why nobody is won back.
  death: 'décès',
  // What is chosen of an offer, and what proves something.
  wait: 'tout attendre',
  ship_available: 'expédier le disponible',
  drop_short: 'retirer ce qui manque',
  cancel: 'annuler la commande',
  note: 'note',
  file: 'fichier',
  date: 'date',
  transfer_reference: 'référence du virement',
  credit_reference: 'référence de l’avoir',
  price_agreement: 'accord sur le prix',
  // Steps of an order and of a claim.
  reserve: 'réservation du stock',
  authorise: 'autorisation du paiement',
  buy_label: 'achat de l’étiquette',
  capture: 'encaissement',
  void_label: 'annulation de l’étiquette',
  void_payment: 'annulation du paiement',
  refund: 'remboursement',
  replacement: 'remplacement',
  repair: 'réparation',
  send_back: 'renvoi',
} as const satisfies Record<Status | State | Kind | 'none', string>;

/** Details of a refusal that hold such values, one or several separated by a comma. */
const single = [
  ...['status', 'state', 'lifecycle', 'keptLifecycle', 'absorbedLifecycle'],
  ...['role', 'needed', 'kind', 'work', 'step'],
];
/** What the reader may send: with the code that a request names. */
const offered = ['to', 'possible', 'choice', 'options', 'kinds'];
export const valueNames: readonly string[] = [...single, ...offered];

/** A detail in French; what is no value of ours stays as it is. */
export function valueInFrench(name: string, detail: string): string {
  if (single.includes(name)) return each(detail, (word) => word);
  return offered.includes(name) ? each(detail, (word, code) => `${word} (${code})`) : detail;
}

function each(detail: string, say: (word: string, code: string) => string): string {
  const known = (code: string): code is keyof typeof words => Object.hasOwn(words, code);
  const said = detail.split(', ').map((code) => (known(code) ? say(words[code], code) : code));
  return said.join(', ');
}
