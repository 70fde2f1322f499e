/** What each command carries, as stored in its row. The API's schemas parse into these shapes; the steps read them back. */
import type { Address } from './address.ts';
import type { HoldKind, OfferChoice } from './order-facts.ts';

export type UnitsOfLine = { readonly lineNo: number; readonly quantity: number };

export type CommandPayloads = {
  /** Without lines: every unit not yet handed over. */
  cancel: { lines?: UnitsOfLine[] | undefined; reason: string };
  decide: { version: number; choice: OfferChoice };
  change_payment_method: { paymentMethod: 'card' | 'account'; paymentToken?: string | undefined };
  resolve_intervention: { no: number; resolution: 'retry' | 'skip' | 'compensate'; reason: string };
  raise_hold: { kind: HoldKind; reason: string };
  release_hold: { kind: HoldKind; reason: string };
  preview_amendment: { baseVersion: number; change: AmendmentChange };
  confirm_amendment: { no: number; baseVersion: number };
  decline_amendment: { no: number };
  decide_approval: { approvalId: string; decision: 'approve' | 'reject'; reason: string; digest: string };
  hand_over: { shipmentId: string };
  /** Fewer units were found than the shipment wants: what is missing per line. */
  short_pick: { shipmentId: string; missing: UnitsOfLine[]; reason: string };
  receive_return: {
    shipmentId: string;
    lines: { lineNo: number; restocked: number; writtenOff: number }[];
    then: 'refund' | 'reship';
    reason: string;
  };
  /** A statement of ours that outweighs what the carrier said. */
  correct_tracking: {
    shipmentId: string;
    status: 'in_transit' | 'delivered' | 'returning' | 'lost';
    reason: string;
  };
};

export type AmendmentChange = {
  /** New quantity per existing line (0 removes it). */
  readonly quantities?: UnitsOfLine[] | undefined;
  readonly addLines?: { sku: string; quantity: number }[] | undefined;
  readonly shipTo?: Address | undefined;
};

/** What `POST /v1/orders` asks for, before pricing. */
export type PlaceOrderPayload = {
  readonly customerId: string;
  readonly channel: string;
  readonly currency: string;
  readonly lines: { sku: string; quantity: number }[];
  readonly shipTo: Address;
  readonly shortagePolicy: 'ask' | 'backorder' | 'partial' | 'cancel';
  /** The lower number gets stock first when too little arrives. */
  readonly priority: number;
  readonly payment: { method: 'card'; token: string } | { method: 'account' };
  readonly discountBps: number;
};
