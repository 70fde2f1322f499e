/** What is wrong with an order before it is accepted: every problem at once, each with the place in the request. */
import { type Lifecycle, mayOrder } from '../customers/lifecycle.ts';
import type { RefusalReason } from '../errors/error-codes.ts';
import { valueInFrench } from '../errors/french-values.ts';
import type { Text } from './wording.ts';

export type IntakeFacts = {
  readonly customer: { readonly lifecycle: Lifecycle } | null;
  readonly products: readonly { readonly sku: string; readonly sold: boolean; readonly priceMinor: number | null }[];
};

type Asked = {
  readonly customerId: string;
  readonly currency: string;
  readonly lines: readonly { readonly sku: string }[];
};

export function checkIntake(asked: Asked, known: IntakeFacts): RefusalReason[] {
  const problems: RefusalReason[] = [];
  if (known.customer === null) {
    const detail = {
      en: `Customer ${asked.customerId} does not exist. Create it with POST /v1/customers first.`,
      fr: `Le client ${asked.customerId} n’existe pas. Créez-le d’abord avec POST /v1/customers.`,
    };
    problems.push({ pointer: '/customerId', code: 'unknown_customer', detail });
  } else if (mayOrder(known.customer.lifecycle) === 'refused') {
    const detail = gone(asked.customerId, known.customer.lifecycle);
    problems.push({ pointer: '/customerId', code: 'customer_gone', detail });
  }
  asked.lines.forEach(({ sku }, index) => {
    const problem = problemOf(sku, asked.currency, known);
    if (problem) problems.push({ pointer: `/lines/${index}/sku`, ...problem });
  });
  return problems;
}

const gone = (id: string, lifecycle: Lifecycle): Text => ({
  en: `Customer ${id} is ${lifecycle} and cannot order.`,
  fr: `Le client ${id} est à l’état « ${valueInFrench('lifecycle', lifecycle)} » et ne peut pas commander.`,
});

function problemOf(sku: string, currency: string, known: IntakeFacts): Omit<RefusalReason, 'pointer'> | null {
  const product = known.products.find((p) => p.sku === sku);
  if (!product) return { code: 'unknown_sku', detail: sentences.unknown(sku) };
  if (!product.sold) return { code: 'not_sold', detail: sentences.notSold(sku) };
  return product.priceMinor === null ? { code: 'no_price', detail: sentences.noPrice(sku, currency) } : null;
}

const sentences = {
  unknown: (sku) => ({
    en: `SKU ${sku} does not exist. Check it, or add it with PUT /v1/products/${sku}.`,
    fr: `Le SKU ${sku} n’existe pas. Vérifiez-le, ou ajoutez-le avec PUT /v1/products/${sku}.`,
  }),
  notSold: (sku) => ({
    en: `SKU ${sku} is not sold any more. Take it off the order.`,
    fr: `Le SKU ${sku} n’est plus vendu. Retirez-le de la commande.`,
  }),
  noPrice: (sku, currency) => ({
    en: `SKU ${sku} has no price in ${currency}. Choose another currency.`,
    fr: `Le SKU ${sku} n’a pas de prix en ${currency}. Choisissez une autre devise.`,
  }),
} as const satisfies Record<string, (sku: string, currency: string) => Text>;
