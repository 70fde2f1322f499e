/** What a request names and nobody knows: said alike wherever it is named. */
import type { Text } from '../domain/orders/wording.ts';

export const noCustomer = (id: string): Text => ({
  en: `There is no customer ${id}. Check the id.`,
  fr: `Il n’y a pas de client ${id}. Vérifiez l’identifiant.`,
});

export const noCalendar = (id: string): Text => ({
  en: `Calendar ${id} does not exist. Publish it with PUT /v1/calendars/${id}.`,
  fr: `Le calendrier ${id} n’existe pas. Publiez-le avec PUT /v1/calendars/${id}.`,
});

/** Nobody said whose working days count, and this person has none of their own. */
export const noCalendarOf = (person: string): Text => ({
  en: `${person} has no calendar of their own: say whose working days count; GET /v1/calendars lists them.`,
  fr: `${person} n’a pas de calendrier à soi : dites de qui comptent les jours ouvrés ; GET /v1/calendars en donne la liste.`,
});

export const noSku = (sku: string): Text => ({
  en: `SKU ${sku} does not exist. Add it with PUT /v1/products/${sku} first.`,
  fr: `Le SKU ${sku} n’existe pas. Ajoutez-le d’abord avec PUT /v1/products/${sku}.`,
});
