/** Strings that no history may hold. Every story is played by this customer, and every free text names her. */
export const planted = {
  name: 'Wilhelmina Quackenbush',
  email: 'wilhelmina@quackenbush.example',
  street: '77 Zanzibar Mews',
  newStreet: '78 Ypsilanti Terrace',
  city: 'Kuujjuaq',
  postalCode: 'J0M 1C0',
  cardToken: 'pm_card_mastercard',
  declinedCardToken: 'pm_card_chargeDeclined',
} as const;

export const reason = `${planted.name} (${planted.email}) called`;

/** A Canadian address of hers. */
export const addressOfHers = {
  name: planted.name,
  line1: planted.street,
  city: planted.city,
  region: 'QC',
  postalCode: planted.postalCode,
  country: 'CA',
};
