/** What is wrong with an event of a provider. */
import type { ErrorEntry } from './error-entry.ts';

export const webhookErrors = {
  webhook_forged: {
    status: 400,
    retryable: false,
    en: 'The signature does not match the body. Check the webhook secret.',
    fr: 'La signature ne correspond pas au corps. Vérifiez le secret du webhook.',
  },
  webhook_malformed: {
    status: 400,
    retryable: false,
    en: 'The event cannot be read, because {why}. Check which version of its API the provider posts with.',
    fr: 'L’événement est illisible : {why}. Vérifiez avec quelle version de son API le prestataire envoie.',
  },
  unknown_tracking_code: {
    status: 404,
    retryable: true,
    en: 'No parcel of ours has the tracking code {code} yet. Post the event again later.',
    fr: 'Aucun colis n’a encore le code de suivi {code}. Renvoyez l’événement plus tard.',
  },
} as const satisfies Record<string, ErrorEntry>;
