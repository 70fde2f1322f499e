import type { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import type { Address } from '../../domain/orders/address.ts';
import type { TaskTitles } from '../event-details.ts';
import type { ProgramName } from '../stack/local-programs.ts';
import type { DemoApi } from './demo-api.ts';
import type { Followed } from './followed.ts';
import type { FollowedOrder } from './followed-order.ts';
import type { CustomerName, Seeded } from './seed.ts';
import type { Timeline } from './timeline.ts';
import type { Vendors } from './vendors.ts';

/** One story of the demo. `play` rejects with `StoryMissed` when it does not come to its ending. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** The ending, in words: what a reader should look for. */
  readonly expect: string;
  /** Cannot be played beside others: what it breaks, it would break for them too. */
  readonly alone?: true;
  /** Resolves with the order that the story was about. */
  readonly play: (context: StoryContext) => Promise<StoryEnd>;
}

export interface StoryEnd {
  readonly orderId: string;
  readonly status: string;
  /** One line for the table at the end. */
  readonly outcome: string;
}

export interface StoryContext {
  readonly api: DemoApi;
  readonly seeded: Seeded;
  readonly timeline: Timeline;
  readonly vendors: Vendors;
  /** How long something may take that must come. */
  readonly patienceMs: number;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** The shop (or who else may) places an order and its timeline is told from then on. */
  readonly place: (order: NewOrder) => Promise<FollowedOrder>;
  /** Somebody opens a process of a customer's and its timeline is told from then on. */
  readonly open: <Now extends OpenedNow>(process: NewProcess<Now>) => Promise<Followed<Now>>;
  /** A process that began by itself: its timeline is told from its first event on. */
  readonly watch: <Now extends OpenedNow>(process: KnownProcess<Now>) => Followed<Now>;
  /** Parcel `no` is handed over by the warehouse and scanned in by the carrier. */
  readonly handOver: (order: FollowedOrder, no: number) => Promise<void>;
  readonly program: {
    readonly kill: (name: ProgramName) => Promise<void>;
    readonly restart: (name: ProgramName) => Promise<void>;
  };
}

export type OpenedNow = {
  readonly id: string;
  readonly status: string;
  readonly waiting: { readonly message: { readonly en: string } } | null;
};

export interface NewProcess<Now extends OpenedNow> {
  readonly as: Role;
  /** Where it is posted to: `/v1/claims`. */
  readonly path: string;
  /** Where it is read then; without, where it is posted to. */
  readonly place?: string;
  readonly body: object;
  /** What the story reads of it. */
  readonly shape: z.ZodType<Now>;
}

export interface KnownProcess<Now extends OpenedNow> {
  /** `/v1/onboardings`. */
  readonly path: string;
  readonly id: string;
  readonly shape: z.ZodType<Now>;
  /** Of an onboarding. */
  readonly titles?: TaskTitles;
}

/** Somebody who was not there when the demo began. */
export interface Buyer {
  readonly id: string;
  readonly name: string;
  readonly address: Omit<Address, 'name'>;
}

export interface NewOrder {
  readonly as?: 'back_office' | 'admin';
  readonly customer: CustomerName | Buyer;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** A card token of the provider, or the account. */
  readonly pay: `pm_${string}` | 'account';
  /** Of the addressee. The carrier's simulator chooses the parcel's way by it: RETURN comes back. */
  readonly shipToName?: string;
}
