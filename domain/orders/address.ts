/** Where a parcel goes or a bill is sent. `region` is the ISO 3166-2 subdivision without its country ('QC'). */
export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
};

export function sameAddress(a: Address, b: Address): boolean {
  const key = (x: Address) => [x.line1, x.line2 ?? '', x.city, x.region, x.postalCode, x.country].map(plain).join('|');
  return key(a) === key(b);
}

const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toUpperCase();
