import type { Locale, Text } from '../orders/wording.ts';
import { valueInFrench } from './french-values.ts';
import { type Thing, thingInEnglish, thingInFrench } from './things.ts';

/**
 * Every refusal the engine can give: HTTP status, whether repeating the same request can help, and what the
 * reader is told. `{name}` placeholders are filled from the refusal's details.
 */
type ErrorEntry = { readonly status: number; readonly retryable: boolean; readonly en: string; readonly fr: string };

export const errorCodes = {
  malformed_json: {
    status: 400,
    retryable: false,
    en: 'The body is not valid JSON. Send a JSON object.',
    fr: "Le corps n'est pas du JSON valide. Envoyez un objet JSON.",
  },
  malformed_http: {
    status: 400,
    retryable: false,
    en: 'This cannot be read as an HTTP/1.1 request. Check the client that sent it, or the proxy in between.',
    fr: 'Ceci n’est pas lisible comme requête HTTP/1.1. Vérifiez le client qui l’a envoyée, ou le mandataire entre les deux.',
  },
  headers_too_large: {
    status: 431,
    retryable: false,
    en: 'The address and the headers together are larger than 16 KiB. Send shorter ones.',
    fr: 'L’adresse et les en-têtes dépassent ensemble 16 KiB. Envoyez-en de plus courts.',
  },
  request_too_slow: {
    status: 408,
    retryable: true,
    en: 'The request did not arrive whole in time. Send the same one again.',
    fr: 'La requête n’est pas arrivée entière à temps. Renvoyez la même.',
  },
  invalid_request: {
    status: 422,
    retryable: false,
    en: 'The request has {count} problem(s); each is listed with a pointer. Correct them and send it again.',
    fr: 'La requête a {count} problème(s), chacun avec un pointeur. Corrigez-les et renvoyez-la.',
  },
  number_too_large: {
    status: 422,
    retryable: false,
    en: 'With this a number would grow beyond what can be counted, so nothing was written. Send a smaller one.',
    fr: 'Avec cela un nombre dépasserait ce qui peut être compté : rien n’a été écrit. Envoyez-en un plus petit.',
  },
  body_too_large: {
    status: 413,
    retryable: false,
    en: 'The body is larger than {limit}. Send less in one request.',
    fr: 'Le corps dépasse {limit}. Envoyez-en moins par requête.',
  },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    en: 'Send the body as application/json, in UTF-8, uncompressed or as gzip, and say so in Content-Type.',
    fr: 'Envoyez le corps en application/json, en UTF-8, non compressé ou en gzip, et dites-le dans Content-Type.',
  },
  missing_idempotency_key: {
    status: 400,
    retryable: false,
    en: 'Add an Idempotency-Key header (1 to 200 characters), one per thing you want done, and send the same one when you retry.',
    fr: 'Ajoutez un en-tête Idempotency-Key (1 à 200 caractères), un par action voulue, et renvoyez le même quand vous réessayez.',
  },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    en: 'Idempotency-Key {key} was used before with another body. Use a new key for a new request.',
    fr: 'La clé Idempotency-Key {key} a déjà servi avec un autre corps. Prenez une nouvelle clé pour une nouvelle requête.',
  },
  unauthenticated: {
    status: 401,
    retryable: false,
    en: 'Send a valid API key as "Authorization: Bearer …". Ask an administrator for one.',
    fr: 'Envoyez une clé API valide dans « Authorization: Bearer … ». Demandez-en une à un administrateur.',
  },
  forbidden: {
    status: 403,
    retryable: false,
    en: 'The role {role} may not do this. Ask someone with one of the roles: {needed}.',
    fr: 'Le rôle « {role} » ne peut pas faire cela. Demandez à quelqu’un ayant l’un de ces rôles : {needed}.',
  },
  requester_cannot_decide: {
    status: 403,
    retryable: false,
    en: '{approval} was requested by you, so someone else must decide it.',
    fr: 'Vous avez demandé {approval} ; une autre personne doit en décider.',
  },
  above_authority: {
    status: 403,
    retryable: false,
    en: '{amount} is above what the role {role} may approve ({limit}). Ask a supervisor.',
    fr: '{amount} dépasse ce que le rôle « {role} » peut approuver ({limit}). Demandez à un superviseur.',
  },
  not_found: {
    status: 404,
    retryable: false,
    en: '{thing} does not exist. Check the id.',
    fr: "{thing} n'existe pas. Vérifiez l'identifiant.",
  },
  unknown_address: {
    status: 404,
    retryable: false,
    en: 'Nothing answers {method} at this address. Check its spelling; /openapi.json lists what there is.',
    fr: 'Rien ne répond à {method} à cette adresse. Vérifiez son orthographe ; /openapi.json liste ce qui existe.',
  },
  method_not_allowed: { status: 405, retryable: false, en: 'Use {allowed} here.', fr: 'Utilisez {allowed} ici.' },
  already_exists: {
    status: 409,
    retryable: false,
    en: '{thing} already exists. Read it, or choose another id.',
    fr: '{thing} existe déjà. Lisez-le ou choisissez un autre identifiant.',
  },
  order_closed: {
    status: 409,
    retryable: false,
    en: 'Order {order} is {status}; nothing more can be changed on it. Place a new order, or open a claim for what was shipped.',
    fr: 'La commande {order} est à l’état « {status} » ; plus rien ne peut y être changé. Passez une nouvelle commande, ou ouvrez une réclamation pour ce qui a été expédié.',
  },
  not_in_this_status: {
    status: 409,
    retryable: false,
    en: 'Order {order} is {status}; this is possible in: {possible}. Read its "actions" for what can be done now.',
    fr: 'La commande {order} est à l’état « {status} » ; ceci est possible à l’état {possible}. Lisez « actions » pour ce qui peut être fait.',
  },
  stale_version: {
    status: 412,
    retryable: false,
    en: '{thing} has changed since version {expected} (now {actual}). Read it again and decide on what it says now.',
    fr: '{thing} a changé depuis la version {expected} (maintenant {actual}). Relisez et décidez sur cette base.',
  },
  missing_if_match: {
    status: 428,
    retryable: false,
    en: 'Send If-Match with the ETag of what you read.',
    fr: "Envoyez If-Match avec l'ETag de ce que vous avez lu.",
  },
  too_many_units: {
    status: 409,
    retryable: false,
    en: 'Line {line}: {asked} unit(s) asked, {possible} can be cancelled; {shipped} left the warehouse. Open a claim for units already shipped.',
    fr: "Ligne {line} : {asked} unité(s) demandée(s), {possible} annulable(s) ; {shipped} ont quitté l'entrepôt. Ouvrez une réclamation pour les unités expédiées.",
  },
  nothing_to_cancel: {
    status: 409,
    retryable: false,
    en: 'Order {order} is handed over; open a claim instead of cancelling.',
    fr: "La commande {order} est remise au transporteur ; ouvrez une réclamation au lieu d'annuler.",
  },
  hold_not_open: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no open {kind} hold. Open holds: {kinds}.',
    fr: "La commande {order} n'a pas de blocage « {kind} » ouvert. Blocages ouverts : {kinds}.",
  },
  hold_already_open: {
    status: 409,
    retryable: false,
    en: 'Order {order} already has an open {kind} hold. Release it, or leave it.',
    fr: 'La commande {order} a déjà un blocage « {kind} » ouvert. Levez-le ou laissez-le.',
  },
  offer_not_open: {
    status: 409,
    retryable: false,
    en: 'Offer {version} of order {order} is no longer open. Read the order for the current one.',
    fr: "L'offre {version} de la commande {order} n'est plus ouverte. Lisez la commande pour l'offre actuelle.",
  },
  choice_not_offered: {
    status: 422,
    retryable: false,
    en: '{choice} is not among the options: {options}. Send one of them.',
    fr: 'Le choix {choice} ne fait pas partie des options : {options}. Envoyez l’une d’elles.',
  },
  approval_closed: {
    status: 409,
    retryable: false,
    en: '{approval} is already {state}; there is nothing to decide on it any more. Read what it was about for what came of it.',
    fr: '{approval} est déjà à l’état « {state} » ; il n’y a plus rien à décider. Lisez ce qu’elle concernait pour en connaître la suite.',
  },
  digest_mismatch: {
    status: 409,
    retryable: false,
    en: 'What {approval} shows has changed since you read it. Read it again and decide on that.',
    fr: 'Ce que montre {approval} a changé depuis votre lecture. Relisez et décidez sur cette base.',
  },
  no_payment_wanted: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no declined payment to replace.',
    fr: "La commande {order} n'a aucun paiement refusé à remplacer.",
  },
  no_intervention: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no stuck step number {no}. Read its "interventions".',
    fr: "La commande {order} n'a pas d'étape bloquée numéro {no}. Lisez « interventions ».",
  },
  cannot_skip: {
    status: 409,
    retryable: false,
    en: 'The step "{work}" cannot be skipped. Retry it or compensate.',
    fr: "L'étape « {work} » ne peut pas être sautée. Réessayez-la ou compensez.",
  },
  shipment_not_ready: {
    status: 409,
    retryable: false,
    en: 'Shipment {shipment} is {state}; it must be {needed}. Read the shipment, and do this when it is.',
    fr: "L'envoi {shipment} est à l’état « {state} » ; il doit être à l’état « {needed} ». Lisez l’envoi, et faites-le à ce moment-là.",
  },
  process_closed: {
    status: 409,
    retryable: false,
    en: '{thing} is {status}: nothing changes it any more. Read it for what came of it, or open a new one.',
    fr: '{thing} est à l’état « {status} » : plus rien n’y change. Lisez ce qu’il en est advenu, ou commencez-en un autre.',
  },
  process_not_in_status: {
    status: 409,
    retryable: false,
    en: '{thing} is {status}; this is possible while it is {possible}. Read its "actions" for what can be done now.',
    fr: '{thing} est à l’état « {status} » ; ceci est possible à l’état {possible}. Lisez « actions » pour ce qui peut être fait.',
  },
  stage_criteria_missing: {
    status: 409,
    retryable: false,
    en: 'Opportunity {id} cannot go to {to} yet: it lacks {missing}. Send the evidence with the same request.',
    fr: 'L’opportunité {id} ne peut pas encore passer à {to} ; il manque {missing}. Envoyez les preuves avec la même requête.',
  },
  stage_not_reachable: {
    status: 409,
    retryable: false,
    en: 'Opportunity {id} is {status} and cannot go to {to} this way. Advance goes forward, regress goes back.',
    fr: 'L’opportunité {id} est {status} et ne peut pas aller à {to} ainsi. « advance » avance, « regress » recule.',
  },
  already_snoozed: {
    status: 409,
    retryable: false,
    en: 'Opportunity {id} sleeps until {until} already. Advance or regress wakes it up.',
    fr: 'L’opportunité {id} dort déjà jusqu’au {until}. « advance » ou « regress » la réveille.',
  },
  bill_to_missing: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} has no billing address. Send billTo with the same request.',
    fr: 'Le client {customer} n’a pas d’adresse de facturation. Envoyez billTo avec la même requête.',
  },
  customer_cannot_buy: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle}; nothing is sold to them now. Settle that first.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » ; rien ne lui est vendu actuellement. Réglez cela d’abord.',
  },
  customer_is_erased: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is erased; nothing is kept about them any more. Add a new customer.',
    fr: 'Le client {customer} est effacé ; plus rien n’est conservé à son sujet. Ajoutez un nouveau client.',
  },
  customer_merged: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is merged into {into}. Do this with {into}, or undo the merge first.',
    fr: 'Le client {customer} est fusionné dans {into}. Faites-le avec {into}, ou annulez d’abord la fusion.',
  },
  customer_not_merged: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is not merged into another one. Name the one that was absorbed.',
    fr: 'Le client {customer} n’est fusionné dans aucun autre. Nommez celui qui a été absorbé.',
  },
  merge_of_merged: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} has absorbed {others}. Undo that first, then merge each of them.',
    fr: 'Le client {customer} a absorbé {others}. Annulez cela d’abord, puis fusionnez chacun d’eux.',
  },
  merge_of_leaving: {
    status: 409,
    retryable: false,
    en: 'Customers who leave or have left are not merged: {kept} is {keptLifecycle}, {absorbed} is {absorbedLifecycle}. End or rescind the exit first.',
    fr: 'On ne fusionne pas un client qui part ou est parti : {kept} est à l’état « {keptLifecycle} », {absorbed} à l’état « {absorbedLifecycle} ». Terminez ou annulez d’abord le départ.',
  },
  merge_other_way_round: {
    status: 409,
    retryable: false,
    en: '{absorbed} is {absorbedLifecycle} and came further than {kept} ({keptLifecycle}). Merge {kept} into {absorbed} instead.',
    fr: '{absorbed} est à l’état « {absorbedLifecycle} », plus avancé que {kept} (« {keptLifecycle} »). Fusionnez plutôt {kept} dans {absorbed}.',
  },
  merge_of_two_processes: {
    status: 409,
    retryable: false,
    en: 'Both run through the same: {processes}. End one of each pair first, then merge.',
    fr: 'Les deux suivent le même parcours : {processes}. Terminez-en un de chaque paire, puis fusionnez.',
  },
  lifecycle_not_possible: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle} and cannot become {to} now. Read the customer, and do what its stage allows.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » et ne peut pas passer à l’état {to} maintenant. Lisez la fiche du client, et faites ce que son état permet.',
  },
  quote_not_in_state: {
    status: 409,
    retryable: false,
    en: 'Quote {quote} is {state}; this is possible while it is {needed}. Make a new quote.',
    fr: 'Le devis {quote} est à l’état « {state} » ; ceci est possible à l’état « {needed} ». Faites un nouveau devis.',
  },
  lead_not_open: {
    status: 409,
    retryable: false,
    en: 'Lead {lead} is {state}; this is possible while it is {needed}. Read it for where it went.',
    fr: 'La piste {lead} est à l’état « {state} » ; ceci est possible à l’état « {needed} ». Lisez-la pour savoir où elle est allée.',
  },
  absence_overlaps: {
    status: 409,
    retryable: false,
    en: '{staff} is away within that time already. Send a time that does not overlap it.',
    fr: '{staff} est déjà absent pendant cette période. Envoyez une période qui ne la chevauche pas.',
  },
  delegation_circle: {
    status: 409,
    retryable: false,
    en: 'Nobody would answer in that time: {circle}. Name another delegate.',
    fr: 'Personne ne répondrait pendant ce temps : {circle}. Nommez un autre remplaçant.',
  },
  case_cannot_move: {
    status: 409,
    retryable: false,
    en: 'Case {case} is {status} and cannot become {to}. Possible now: {possible}.',
    fr: 'Le dossier {case} est à l’état « {status} » et ne peut pas passer à l’état {to}. Possible maintenant : {possible}.',
  },
  case_window_over: {
    status: 409,
    retryable: false,
    en: 'Case {case} could be reopened until {until}. Open a new case instead.',
    fr: 'Le dossier {case} pouvait être rouvert jusqu’au {until}. Ouvrez plutôt un nouveau dossier.',
  },
  case_cannot_merge: {
    status: 409,
    retryable: false,
    en: 'Case {case} ({status}) cannot be merged into {into}: both must be open, and of the same customer. Read both.',
    fr: 'Le dossier {case} (à l’état « {status} ») ne peut pas être fusionné dans {into} : les deux doivent être ouverts et du même client. Relisez-les.',
  },
  capture_pending: {
    status: 409,
    retryable: true,
    en: 'The payment of shipment {shipment} is not captured yet, so nothing can be given back. Try again in a minute; if order {order} needs an intervention, settle that first.',
    fr: "Le paiement de l'envoi {shipment} n'est pas encore encaissé : rien ne peut être remboursé. Réessayez dans une minute ; si la commande {order} demande une intervention, réglez-la d'abord.",
  },
  amendment_closed: {
    status: 409,
    retryable: false,
    en: 'Amendment {no} of order {order} is already {state}. Ask for a new one, on the order as it is now.',
    fr: 'La modification {no} de la commande {order} est déjà à l’état « {state} ». Demandez-en une nouvelle, sur la commande telle qu’elle est.',
  },
  amendment_impossible: {
    status: 409,
    retryable: false,
    en: 'This change is not possible: {why}',
    fr: 'Ce changement est impossible : {why}',
  },
  count_below_reserved: {
    status: 409,
    retryable: false,
    en: '{counted} of {sku} counted at {location}, but {reserved} are promised to orders. Nothing was changed. Count again and send what is there; if units are really missing, report them with a short pick or cancel orders first. Then complete the task ({task}).',
    fr: '{counted} de {sku} comptés à {location}, mais {reserved} sont promis à des commandes. Rien n’a été changé. Recomptez et envoyez ce qui est là ; s’il en manque vraiment, signalez-les à la préparation (short-pick) ou annulez d’abord des commandes. Terminez ensuite la tâche ({task}).',
  },
  line_not_on_order: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no line {line}. Read the order, and name its lines.',
    fr: "La commande {order} n'a pas de ligne {line}. Lisez la commande et nommez ses lignes.",
  },
  not_entitled: {
    status: 409,
    retryable: false,
    en: 'The units of line {line} of order {order} cannot be claimed now: they are claimed, returned or not delivered. Grant none of them, or settle the other claim first.',
    fr: "Les unités de la ligne {line} de la commande {order} ne peuvent pas être réclamées : elles sont déjà réclamées, retournées ou non livrées. N'en accordez aucune, ou réglez d'abord l'autre réclamation.",
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
    en: 'Claim {claim} cannot be appealed: it was granted in full, appealed before, or its 30 days are over. Open a new claim if something else is wrong.',
    fr: "La réclamation {claim} ne peut pas faire l'objet d'un appel : acceptée en entier, déjà en appel, ou les 30 jours sont passés. Ouvrez-en une nouvelle si autre chose ne va pas.",
  },
  step_not_owed: {
    status: 409,
    retryable: false,
    en: 'Claim {claim} owes no {step} of {units} unit(s) on line {line} now. Read its lines for the next step.',
    fr: "La réclamation {claim} ne doit pas l’étape « {step} » pour {units} unité(s) sur la ligne {line} maintenant. Lisez ses lignes pour l'étape suivante.",
  },
  original_not_missing: {
    status: 409,
    retryable: false,
    en: 'Claim {claim}: {units} unit(s) of line {line} are asked about, but {open} were replaced, have not come back in time and wait for a decision. Read the claim’s `unreturned`.',
    fr: 'Réclamation {claim} : {units} unité(s) de la ligne {line} sont visées, mais {open} ont été remplacées, ne sont pas revenues à temps et attendent une décision. Lisez `unreturned` de la réclamation.',
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
    fr: "Ligne {line} : {asked} unité(s) inspectée(s), mais {possible} reçue(s) et non inspectée(s). Enregistrez d'abord la réception.",
  },
  units_claimed: {
    status: 409,
    retryable: false,
    en: 'Line {line}: these units are claimed. Withdraw or decide the claim, or record the parcel as a receipt of its return.',
    fr: 'Ligne {line} : ces unités sont réclamées. Retirez ou décidez la réclamation, ou enregistrez le colis comme réception de son retour.',
  },
  customer_leaving: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle}, so onboarding {onboarding} goes no further; it is being cancelled. If they stay, open a new one.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » : l’accueil {onboarding} s’arrête là et va être annulé. S’il reste, ouvrez-en un nouveau.',
  },
  template_cycle: {
    status: 422,
    retryable: false,
    en: 'These tasks wait for each other in a circle: {cycle}. Take one of these dependencies away.',
    fr: 'Ces tâches s’attendent en rond : {cycle}. Retirez l’une de ces dépendances.',
  },
  task_blocked: {
    status: 409,
    retryable: false,
    en: 'Task {task} of {onboarding} waits for {open}. Complete that first.',
    fr: 'La tâche {task} de {onboarding} attend {open}. Terminez d’abord cela.',
  },
  task_done_before: {
    status: 409,
    retryable: false,
    en: 'Task {task} of {onboarding} is done. Reopen it if that did not hold.',
    fr: 'La tâche {task} de {onboarding} est faite. Rouvrez-la si cela ne tient pas.',
  },
  task_not_done: {
    status: 409,
    retryable: false,
    en: 'Task {task} of {onboarding} is not done, so there is nothing to reopen. Read the onboarding.',
    fr: 'La tâche {task} de {onboarding} n’est pas faite : rien à rouvrir. Relisez l’accueil.',
  },
  task_evidence_missing: {
    status: 422,
    retryable: false,
    en: 'Task {task} is done only with evidence ({kind}). Send it as `evidence`.',
    fr: 'La tâche {task} exige une preuve ({kind}). Envoyez-la dans `evidence`.',
  },
  task_evidence_wrong: {
    status: 422,
    retryable: false,
    en: 'The evidence of task {task} must be a {kind}: a date is 2026-06-24, a file a name with an ending or an address.',
    fr: 'La preuve de la tâche {task} doit être de type {kind} : une date s’écrit 2026-06-24, un fichier est un nom avec extension ou une adresse.',
  },
  table_not_sound: {
    status: 422,
    retryable: false,
    en: 'The table cannot be used: {problems} Correct it and send it again.',
    fr: 'La table est inutilisable : {problems} Corrigez-la et renvoyez-la.',
  },
  table_in_force: {
    status: 409,
    retryable: false,
    en: 'Version {version} of {table} was activated before; a version never changes. Write a new one.',
    fr: 'La version {version} de {table} a déjà été activée ; une version ne change jamais. Écrivez-en une nouvelle.',
  },
  effective_in_past: {
    status: 422,
    retryable: false,
    en: 'A version takes effect now or later: what was submitted before was decided by the older one.',
    fr: "Une version prend effet maintenant ou plus tard : ce qui a été soumis avant relève de l'ancienne.",
  },
  customer_cannot_exit: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle} and cannot start to leave. Somebody who is exiting has an open exit: look it up under /v1/exits.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » et ne peut pas entamer un départ. S’il est déjà en train de partir, son départ se trouve sous /v1/exits.',
  },
  exit_notice_over: {
    status: 409,
    retryable: false,
    en: 'The notice of exit {exit} has ended; it can no longer be rescinded. Win the customer back once it is confirmed.',
    fr: 'Le préavis du départ {exit} est terminé ; il ne peut plus être annulé. Le client pourra être reconquis après confirmation.',
  },
  exit_offer_closed: {
    status: 409,
    retryable: false,
    en: 'Exit {exit} has no open offer (it is {state}). Read the exit for what is possible.',
    fr: 'Le départ {exit} n’a pas d’offre ouverte (état : {state}). Lisez le départ pour voir ce qui est possible.',
  },
  offer_accepted_lately: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} accepted an offer within the last 12 months. Refuse this one.',
    fr: 'Le client {customer} a accepté une offre au cours des 12 derniers mois. Refusez celle-ci.',
  },
  exit_balance_open: {
    status: 409,
    retryable: true,
    en: 'Exit {exit} has a balance that is not paid. Complete {task} with the reference of the transfer first.',
    fr: 'Le départ {exit} a un solde qui n’est pas payé. Terminez d’abord {task} avec la référence du virement.',
  },
  documents_missing: {
    status: 409,
    retryable: true,
    en: 'The documents of exit {exit} are not there yet. Send the same request again when the exit waits for the confirmation.',
    fr: 'Les documents du départ {exit} ne sont pas encore prêts. Renvoyez la même requête quand le départ attend la confirmation.',
  },
  no_surviving_consent: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} has no consent that survives, or is being erased: they cannot be won back. Wait until they come by themselves.',
    fr: 'Le client {customer} n’a pas de consentement qui subsiste, ou est en cours d’effacement : il ne peut pas être reconquis. Attendez qu’il revienne de lui-même.',
  },
  request_erased: {
    status: 409,
    retryable: false,
    en: 'What this request held was erased with its customer. Nothing of it can be given again.',
    fr: 'Ce que contenait cette requête a été effacé avec son client. Rien n’en peut être redonné.',
  },
  task_of_another: {
    status: 403,
    retryable: false,
    en: 'Task {task} is for {person}. Leave it to them, or ask a supervisor.',
    fr: 'La tâche {task} revient à {person}. Laissez-la-lui ou demandez à un superviseur.',
  },
  task_closed: {
    status: 409,
    retryable: false,
    en: 'Task {task} is already {state}. Nothing is left to do on it.',
    fr: 'La tâche {task} est déjà à l’état « {state} ». Il n’y a plus rien à y faire.',
  },
  webhook_forged: {
    status: 400,
    retryable: false,
    en: 'The signature does not match the body. Check the webhook secret.',
    fr: 'La signature ne correspond pas au corps. Vérifiez le secret du webhook.',
  },
  webhook_malformed: {
    status: 400,
    retryable: false,
    en: 'The event cannot be read: {why}',
    fr: "L'événement est illisible : {why}",
  },
  unknown_tracking_code: {
    status: 404,
    retryable: true,
    en: 'No parcel of ours has the tracking code {code} yet. Post the event again later.',
    fr: "Aucun colis n'a encore le code de suivi {code}. Renvoyez l'événement plus tard.",
  },
  too_many_requests: {
    status: 429,
    retryable: true,
    en: 'Too many requests. Wait {seconds} s and send the same one again.',
    fr: 'Trop de requêtes. Attendez {seconds} s et renvoyez la même.',
  },
  unavailable: {
    status: 503,
    retryable: true,
    en: 'A part of the engine is not reachable. Send the same request with the same Idempotency-Key again.',
    fr: "Une partie du moteur n'est pas joignable. Renvoyez la même requête avec la même Idempotency-Key.",
  },
  internal: {
    status: 500,
    retryable: true,
    en: 'Something unexpected happened (reference {reference}). Send the same request again; tell an engineer if it persists.',
    fr: "Un imprévu s'est produit (référence {reference}). Renvoyez la même requête ; prévenez un ingénieur si cela persiste.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;
/** A text in both languages is told in the reader's. */
export type Details = Readonly<Record<string, string | number | Text>> & { readonly thing?: Thing };

/** One of several things that stand in the way: listed under `errors`, beside the sentence that names them all. */
export type RefusalReason = { readonly pointer: string; readonly code: string; readonly detail: Text };

/** An expected refusal: a value, not an exception. */
export type Refusal = {
  readonly code: ErrorCode;
  readonly details: Details;
  readonly reasons?: readonly RefusalReason[];
};

export function refusal(code: ErrorCode, details: Details = {}, reasons?: readonly RefusalReason[]): Refusal {
  return { code, details, ...(reasons && { reasons }) };
}

export function errorText(code: ErrorCode, details: Details, locale: Locale): string {
  const { thing } = details;
  const named = thing && { thing: locale === 'fr' ? thingInFrench(thing) : thingInEnglish(thing) };
  return fill(errorCodes[code][locale], { ...details, ...named }, locale);
}

type Filling = Readonly<Record<string, string | number | Text>>;

/** Replaces `{name}` by the detail of that name; an unknown name stays visible rather than vanishing. */
export function fill(text: string, details: Filling, locale: Locale = 'en'): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const detail = details[name] ?? placeholder;
    if (typeof detail === 'object') return detail[locale];
    return locale === 'fr' ? valueInFrench(name, String(detail)) : String(detail);
  });
}
