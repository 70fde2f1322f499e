/** What a role may ask of an order now: the commands that its status, its facts and the role's permissions all allow. */
import { may, mayReleaseHold, mayResolveWith, type Role } from '../access/roles.ts';
import { actionHints, type Hint } from './action-hints.ts';
import { skippable } from './due-work.ts';
import { type OrderCommandKind, orderCommands, possibleIn } from './order-commands.ts';
import {
  everythingCancelled,
  everythingLeft,
  hasLeft,
  holdKinds,
  isPending,
  isSecured,
  lacksPayment,
  type OrderFacts,
  type ShipmentFacts,
} from './order-facts.ts';
import type { Text } from './wording.ts';

/** Where to send a command and what it does. `subject` names the row it is about, when there is one. */
export type Action = {
  readonly kind: OrderCommandKind;
  readonly method: 'POST';
  readonly path: string;
  readonly subject: string | null;
  readonly hint: Text;
};

/** An amendment that waits for a yes or no. The version it is bound to goes into If-Match. */
export type OpenAmendment = { readonly no: number; readonly baseVersion: number };

export type ActionContext = {
  readonly role: Role;
  /** Who reads: who asked for an approval, or placed the order, is never offered its decision. */
  readonly actor?: string | undefined;
  readonly amendments?: readonly OpenAmendment[];
};

type Found = { readonly path: string; readonly subject?: string; readonly hint: Hint };
type Rule = (facts: OrderFacts, context: ActionContext) => readonly Found[];

const orderPath = (facts: OrderFacts): string => `/v1/orders/${facts.id}`;

const perShipment =
  (suffix: string, hint: Hint, fits: (shipment: ShipmentFacts, facts: OrderFacts) => boolean): Rule =>
  (facts) =>
    facts.shipments
      .filter((s) => fits(s, facts))
      .map((s) => ({ path: `/v1/shipments/${s.id}/${suffix}`, subject: s.id, hint }));

const once = (facts: OrderFacts, suffix: string, hint: Hint, fits: boolean): Found[] =>
  fits ? [{ path: `${orderPath(facts)}/${suffix}`, hint }] : [];

const notReturnable: readonly (string | null)[] = ['delivered', 'returned', 'lost'];

const rules = {
  cancel: (facts) => once(facts, 'cancel', 'cancel', !everythingLeft(facts)),
  decide: (facts) => once(facts, 'decision', 'decide', facts.offer !== null),
  change_payment_method: (facts) =>
    once(
      facts,
      'payment-method',
      'change_payment_method',
      facts.shipments.some((s) => lacksPayment(facts, s)),
    ),
  resolve_intervention: (facts, { role }) =>
    facts.interventions
      .filter((i) => i.state === 'open')
      .map(({ no, work }) => ({
        path: `${orderPath(facts)}/intervention`,
        subject: String(no),
        hint: hintFor(role, work),
      })),
  raise_hold: (facts) =>
    once(facts, 'holds', 'raise_hold', facts.holds.length < holdKinds.length && !everythingLeft(facts)),
  release_hold: (facts, { role }) =>
    facts.holds
      .filter(({ kind }) => mayReleaseHold(role, kind))
      .map(({ kind }) => ({ path: `${orderPath(facts)}/holds/${kind}/release`, subject: kind, hint: 'release_hold' })),
  preview_amendment: (facts) => once(facts, 'amendments', 'preview_amendment', !everythingCancelled(facts)),
  confirm_amendment: (facts, { amendments = [] }) =>
    amendments
      .filter(({ baseVersion }) => baseVersion === facts.version)
      .map(({ no }) => ({
        path: `${orderPath(facts)}/amendments/${no}/confirm`,
        subject: String(no),
        hint: 'confirm_amendment',
      })),
  decline_amendment: (facts, { amendments = [] }) =>
    amendments.map(({ no }) => ({
      path: `${orderPath(facts)}/amendments/${no}/decline`,
      subject: String(no),
      hint: 'decline_amendment',
    })),
  decide_approval: ({ approval, placedBy }, { actor }) =>
    approval?.state === 'open' && approval.requester !== actor && placedBy !== actor
      ? [{ path: `/v1/approvals/${approval.id}/decision`, subject: approval.id, hint: 'decide_approval' }]
      : [],
  hand_over: perShipment(
    'hand-over',
    'hand_over',
    (s, facts) => s.state === 'labelled' && facts.holds.length === 0 && isSecured(facts, s),
  ),
  short_pick: perShipment('short-pick', 'short_pick', isPending),
  receive_return: perShipment('returns', 'receive_return', (s) => hasLeft(s) && !notReturnable.includes(s.tracking)),
  correct_tracking: perShipment('correction', 'correct_tracking', (s) => hasLeft(s) && s.tracking !== 'returned'),
} as const satisfies Record<OrderCommandKind, Rule>;

function hintFor(role: Role, work: string): Hint {
  if (!mayResolveWith(role, 'compensate')) return 'retry_only';
  return (skippable as readonly string[]).includes(work) ? 'retry_skip_compensate' : 'retry_compensate';
}

const kinds = Object.keys(orderCommands) as OrderCommandKind[]; // Object.keys widens to string[]

/** In the order of the table of commands. The database still has the last word on each of them. */
export function actionsFor(facts: OrderFacts, context: ActionContext): Action[] {
  return kinds.flatMap((kind) => {
    if (!possibleIn(kind).includes(facts.status) || !may(context.role, orderCommands[kind].permission)) return [];
    const rule: Rule = rules[kind];
    return rule(facts, context).map(({ path, subject = null, hint }) => ({
      kind,
      method: 'POST' as const,
      path,
      subject,
      hint: actionHints[hint],
    }));
  });
}
