/** What is wrong with an order before it is accepted: every problem at once, each with the place in the request. */
export type IntakeProblem = { readonly pointer: string; readonly code: string; readonly detail: string };

export type IntakeFacts = {
  readonly customer: { readonly lifecycle: string } | null;
  readonly products: readonly { readonly sku: string; readonly sold: boolean; readonly priceMinor: number | null }[];
};

type Asked = {
  readonly customerId: string;
  readonly currency: string;
  readonly lines: readonly { readonly sku: string }[];
};

export function checkIntake(asked: Asked, known: IntakeFacts): IntakeProblem[] {
  const problems: IntakeProblem[] = [];
  if (known.customer === null) {
    const detail = `Customer ${asked.customerId} does not exist. Create it with POST /v1/customers first.`;
    problems.push({ pointer: '/customerId', code: 'unknown_customer', detail });
  } else if (['exited', 'erased'].includes(known.customer.lifecycle)) {
    const detail = `Customer ${asked.customerId} is ${known.customer.lifecycle} and cannot order.`;
    problems.push({ pointer: '/customerId', code: 'customer_gone', detail });
  }
  asked.lines.forEach(({ sku }, index) => {
    const problem = problemOf(sku, asked.currency, known);
    if (problem) problems.push({ pointer: `/lines/${index}/sku`, ...problem });
  });
  return problems;
}

function problemOf(sku: string, currency: string, known: IntakeFacts): Omit<IntakeProblem, 'pointer'> | null {
  const product = known.products.find((p) => p.sku === sku);
  if (!product)
    return {
      code: 'unknown_sku',
      detail: `SKU ${sku} does not exist. Check it, or add it with PUT /v1/products/${sku}.`,
    };
  if (!product.sold) return { code: 'not_sold', detail: `SKU ${sku} is not sold any more. Take it off the order.` };
  if (product.priceMinor === null)
    return { code: 'no_price', detail: `SKU ${sku} has no price in ${currency}. Choose another currency.` };
  return null;
}
