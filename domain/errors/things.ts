/** What a refusal can be about. The key is the English word, the value the French one with its article. */
const things = {
  acknowledgement: 'l’accusé de réception',
  amendment: 'la modification',
  announcement: 'l’annonce',
  approval: 'l’approbation',
  'approval plan': 'le plan d’approbation',
  cadence: 'la cadence',
  calendar: 'le calendrier',
  case: 'le dossier',
  claim: 'la réclamation',
  command: 'la demande',
  contact: 'le contact',
  customer: 'le client',
  decision: 'votre décision',
  'decision table': 'la table de décision',
  document: 'le document',
  enrolment: 'l’inscription',
  exit: 'le départ',
  key: 'la clé',
  lead: 'la piste',
  line: 'la ligne',
  location: 'l’emplacement',
  merge: 'une fusion',
  'onboarding template': 'le modèle d’accueil',
  onboarding: 'l’accueil',
  opportunity: 'l’opportunité',
  order: 'la commande',
  product: 'le produit',
  quote: 'le devis',
  rating: 'la note',
  return: 'le retour',
  'service level': 'le niveau de service',
  shipment: 'l’envoi',
  staff: 'la personne',
  'stuck refund': 'le remboursement bloqué',
  'stuck work': 'le travail bloqué',
  task: 'la tâche',
  unit: 'l’unité',
  version: 'la version',
} as const satisfies Record<string, string>;

type Noun = keyof typeof things;
type Named = Noun | Capitalize<Noun> | `${'A' | 'An' | 'The' | 'This' | 'Your'} ${Noun}`;
/** "Order ORD-1", "Line 2 of order ORD-1": a word without French does not compile. */
export type Thing = Named | `${Named} ${string}`;

export function thingInEnglish(thing: string): string {
  return capitalised(thing);
}

/** "La ligne 2 de la commande ORD-1". */
export function thingInFrench(thing: string): string {
  const parts = thing.split(' of ').map(nounInFrench);
  return capitalised(parts.join(' de ').replaceAll(' de le ', ' du '));
}

// The longest words first: "stuck refund" before any shorter one it may begin with.
const nouns = Object.keys(things).sort((one, other) => other.length - one.length) as Noun[]; // its own keys
const leading = new RegExp(`^(?:(?:an?|the|this|your) )?(${nouns.join('|')})\\b`, 'i');

/** An id alone stays as it is. */
function nounInFrench(part: string): string {
  return part.replace(leading, (_match, noun: string) => things[noun.toLowerCase() as Noun]); // one of the expression's words
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
