/** From what is stored about an order to what a role reads of it. */

import type { OrderView } from '../../db/orders/view-order.ts';
import { seesPrices } from '../../domain/access/roles.ts';
import { expectedDate } from '../../domain/inventory/expected-date.ts';
import { planReasonText } from '../../domain/inventory/plan-reasons.ts';
import { withSpaces } from '../../domain/messages/french-spaces.ts';
import { actionsFor } from '../../domain/orders/actions.ts';
import { fulfilmentState, paymentStatus } from '../../domain/orders/derived-state.ts';
import type { WaitingOptions } from '../../domain/orders/wait.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { withoutAmounts } from '../events/event-resource.ts';
import { iso, isoOrNull } from '../instant.ts';
import { shownWait } from '../processes/process-resource.ts';
import type { Caller } from '../route.ts';
import {
  amendmentOf,
  approvalOf,
  detailsOf,
  lineOf,
  offerOf,
  paymentsOf,
  refundsOf,
  shipmentOf,
} from './order-parts.ts';
import type { OrderResource } from './order-view-schemas.ts';
import { pricing } from './pricing.ts';

type Reader = Pick<Caller, 'role' | 'actor'>;

/** The order as this reader sees it: amounts are left out for roles without prices, `actions` are the reader's own. */
export function orderResourceOf(view: OrderView, reader: Reader): OrderResource {
  const { facts, details } = view;
  const amounts = seesPrices(reader.role);
  const expectedOn = expectedDate(details.shortages);
  const price = pricing(facts.currency, amounts);
  const { id, customerId, status, version, placedBy, shortagePolicy, shipComplete, paymentMethod, riskPoints } = facts;
  return {
    ...{ id, customerId, channel: details.channel, status, statusSince: iso(facts.statusSince) },
    fulfilment: fulfilmentState(facts),
    paymentStatus: paymentStatus(facts),
    waiting: waitingOf(view, { amounts, expectedOn }),
    actions: actionsFor(facts, { ...reader, amendments: details.amendments }).map(shownAction),
    ...{ version, placedBy, placedAt: iso(facts.placedAt) },
    confirmedAt: isoOrNull(facts.confirmedAt),
    deliveredAt: isoOrNull(facts.deliveredAt),
    promiseOn: isoOrNull(details.promiseOn),
    expectedOn,
    ...{ shortagePolicy, priority: details.priority, shipComplete, paymentMethod, riskPoints, shipTo: details.shipTo },
    // Known to be of the table since the order was accepted.
    currency: facts.currency as OrderResource['currency'],
    ...(amounts && { discountBps: facts.discountBps }),
    net: price(facts.netMinor),
    tax: price(facts.taxMinor),
    total: price(facts.totalMinor),
    lines: facts.lines.map((line) => lineOf(line, view, price)),
    shipments: facts.shipments.map((s) => shipmentOf(id, s, detailsOf(details.shipments, 'id', s.id), amounts)),
    payments: paymentsOf(view, price),
    refunds: refundsOf(view, price),
    holds: holdsOf(view, amounts),
    offer: offerOf(view),
    approval: approvalOf(view, price),
    amendments: details.amendments.map((amendment) => amendmentOf(amendment, price)),
    interventions: interventionsOf(view, amounts),
    planReasons: details.planReasons.map((reason) => ({
      ...reason,
      text: withSpaces({ en: planReasonText(reason, 'en'), fr: planReasonText(reason, 'fr') }),
    })),
    links: { self: `/v1/orders/${id}`, events: `/v1/orders/${id}/events` },
  };
}

const shownAction = <Action extends { readonly hint: Text }>(action: Action) => ({
  ...action,
  hint: withSpaces(action.hint),
});

function waitingOf({ facts }: OrderView, options: WaitingOptions): OrderResource['waiting'] {
  const waiting = waitingFor(facts, options);
  if (waiting === null) return null;
  return shownWait({ ...waiting, since: iso(waiting.since), until: isoOrNull(waiting.until) });
}

function holdsOf({ facts, details }: OrderView, amounts: boolean): OrderResource['holds'] {
  return facts.holds.map(({ kind, reason, ownerRole, atDeadline, raisedAt, deadline, details: why }) => ({
    ...{ kind, reason, ownerRole, atDeadline },
    details: { ...(amounts ? why : (withoutAmounts(why) as typeof why)) }, // an object stays one
    raisedBy: detailsOf(details.holds, 'kind', kind).raisedBy,
    raisedAt: iso(raisedAt),
    deadline: iso(deadline),
  }));
}

/** The provider's own words may name amounts. */
function interventionsOf({ facts }: OrderView, amounts: boolean): OrderResource['interventions'] {
  return facts.interventions.map(({ detail, raisedAt, ...stuck }) => ({
    ...stuck,
    ...(amounts && { detail }),
    raisedAt: iso(raisedAt),
  }));
}
