/** One lead as it was told, made comparable: small letters, E.164, no empty texts. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { z } from 'zod';
import type { ToldLead } from '../../db/sales/store-leads.ts';
import type { Text } from '../../domain/orders/wording.ts';
import type { leadBody } from './lead-schemas.ts';

export type LeadProblem = { readonly field: string; readonly detail: Text };

/** A number without a country code is read in the lead's country, else as North American. */
export function readLead(told: z.output<typeof leadBody>): ToldLead | LeadProblem {
  const { email = null, phone = null, company = null, country = null, territory = null, ...rest } = told;
  if (email === null && phone === null)
    return {
      field: 'email',
      detail: {
        en: 'Give an e-mail address or a phone number.',
        fr: 'Donnez une adresse e-mail ou un numéro de téléphone.',
      },
    };
  const region = country !== null && isSupportedCountry(country) ? country : 'CA';
  const number = phone === null ? null : parsePhoneNumberFromString(phone, region);
  if (phone !== null && !number?.isPossible()) {
    return {
      field: 'phone',
      detail: {
        en: 'This is no phone number. Write it with its country code, like +1 514 555 0142.',
        fr: 'Ce n’est pas un numéro de téléphone. Écrivez-le avec son indicatif, comme +1 514 555 0142.',
      },
    };
  }
  return { ...rest, email, phone: number?.number ?? null, company, country, territory };
}
