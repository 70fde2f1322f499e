/** What is wrong with a request itself, whatever it asks for. */
import type { ErrorEntry } from './error-entry.ts';

export const requestErrors = {
  malformed_json: {
    status: 400,
    retryable: false,
    en: 'The body is not valid JSON. Send a JSON object.',
    fr: 'Le corps n’est pas du JSON valide. Envoyez un objet JSON.',
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
  not_found: {
    status: 404,
    retryable: false,
    en: '{thing} does not exist. Check the id.',
    fr: '{thing} n’existe pas. Vérifiez l’identifiant.',
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
    fr: 'Envoyez If-Match avec l’ETag de ce que vous avez lu.',
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
    fr: 'Une partie du moteur n’est pas joignable. Renvoyez la même requête avec la même Idempotency-Key.',
  },
  internal: {
    status: 500,
    retryable: true,
    en: 'Something unexpected happened (reference {reference}). Send the same request again; tell an engineer if it persists.',
    fr: 'Un imprévu s’est produit (référence {reference}). Renvoyez la même requête ; prévenez un ingénieur si cela persiste.',
  },
  request_erased: {
    status: 409,
    retryable: false,
    en: 'What this request held was erased with its customer. Nothing of it can be given again.',
    fr: 'Ce que contenait cette requête a été effacé avec son client. Rien n’en peut être redonné.',
  },
} as const satisfies Record<string, ErrorEntry>;
