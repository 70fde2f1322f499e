import { z } from 'zod';
import type { TaskTitles, TimelineEvent } from '../event-details.ts';
import { describeError } from '../failure.ts';
import type { DemoApi } from './demo-api.ts';
import { type Follow, type Followed, follow, StoryMissed } from './followed.ts';
import { type FollowedMail, followMail } from './followed-mail.ts';
import { orderNow } from './followed-order.ts';
import { type Seeded, whoIs } from './seed.ts';
import type { Buyer, NewOrder, OpenedNow, Story, StoryContext } from './story.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import type { Vendors } from './vendors.ts';

export interface PlayedStory {
  readonly name: string;
  readonly title: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly orderId: string | null;
  readonly status: string | null;
  /** How it ended, or why it did not. */
  readonly outcome: string;
}

export interface Stage {
  readonly api: DemoApi;
  readonly seeded: Seeded;
  readonly vendors: Vendors;
  readonly program: StoryContext['program'];
  readonly patienceMs: number;
  /** Ends every story at its next wait. */
  readonly signal: AbortSignal;
}

/** Plays one story and tells its timeline. Never rejects: a story that missed its ending is an outcome. */
export async function playStory(stage: Stage, story: Story, print: (line: string) => void): Promise<PlayedStory> {
  const timeline = createTimeline(print);
  const followed: Followed<Standing>[] = [];
  const mails: FollowedMail[] = [];
  const end = (rest: Pick<PlayedStory, 'ok' | 'orderId' | 'status' | 'outcome'>): PlayedStory => {
    const { name, title } = story;
    return { name, title, seconds: Math.round(timeline.seconds() * 10) / 10, ...rest };
  };
  try {
    const ended = await story.play(contextOf(stage, { timeline, followed, mails }));
    await Promise.all(mails.map((mail) => mail.stop()));
    return end({ ok: true, ...ended });
  } catch (error) {
    const outcome = error instanceof StoryMissed ? error.message : describeError(error);
    timeline.wrong(outcome);
    return end({ ok: false, orderId: followed[0]?.id ?? null, status: await statusOf(followed[0]), outcome });
  } finally {
    await Promise.all([...followed, ...mails].map((one) => one.stop()));
  }
}

type Standing = { readonly id: string; readonly status: string };

type Told = {
  readonly timeline: Timeline;
  readonly followed: Followed<Standing>[];
  readonly mails: FollowedMail[];
};

function contextOf(stage: Stage, { timeline, followed, mails }: Told): StoryContext {
  const { api, vendors, patienceMs, signal } = stage;
  const tell = <Now extends OpenedNow>(
    what: Pick<Follow<Now>, 'place' | 'id' | 'currency' | 'shape'>,
    titles?: TaskTitles,
  ) => {
    const { id, currency } = what;
    const onEvent = (event: TimelineEvent) => timeline.event(event, currency, titles);
    const one = follow(api, { ...what, onEvent, patienceMs, signal });
    followed.push(one);
    mails.push(followMail(vendors, id, timeline.mail));
    return one;
  };
  return {
    ...stage,
    timeline,
    place: async (order) => {
      timeline.act(order.as === 'admin' ? 'the manager' : 'the shop', `places an order: ${asText(order)}`);
      const body = bodyOf(order, stage.seeded);
      const { currency } = body;
      const { id } = accepted.parse(await api.must(order.as ?? 'back_office', 'POST /v1/orders', { body }));
      return tell({ place: `/v1/orders/${id}`, id, currency, shape: orderNow });
    },
    open: async ({ as, path, place = path, body, shape }) => {
      const { id } = accepted.parse(await api.must(as, `POST ${path}`, { body }));
      return tell({ place: `${place}/${id}`, id, currency: 'CAD', shape });
    },
    watch: ({ path, id, shape, titles }) => tell({ place: `${path}/${id}`, id, currency: 'CAD', shape }, titles),
    handOver: async (order, no) => {
      const shipmentId = `${order.id}-S${no}`;
      timeline.act('the warehouse', `hands parcel ${no} to the carrier`);
      await api.must('warehouse', `POST /v1/shipments/${shipmentId}/hand-over`, { body: {} });
      const { shipments } = await order.read();
      const code = shipments.find(({ id }) => id === shipmentId)?.trackingCode;
      if (!code) throw new StoryMissed(`${shipmentId} was handed over without a tracking code`);
      await vendors.post(code);
    },
  };
}

const accepted = z.looseObject({ id: z.string() });

function bodyOf({ customer, lines, pay, shipToName }: NewOrder, seeded: Seeded) {
  const { id, name, address } = buyerOf(customer, seeded);
  return {
    customerId: id,
    currency: 'CAD',
    lines,
    shipTo: { name: shipToName ?? name, ...address },
    payment: pay === 'account' ? { method: 'account' } : { method: 'card', token: pay },
  };
}

function buyerOf(customer: NewOrder['customer'], { customers }: Seeded): Buyer {
  return typeof customer === 'string' ? { id: customers[customer], ...whoIs(customer) } : customer;
}

function asText({ customer, lines, pay }: NewOrder): string {
  const { name, address } = typeof customer === 'string' ? whoIs(customer) : customer;
  const wanted = lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(' and ');
  return `${wanted} for ${name} in ${address.city}, ${pay === 'account' ? 'on account' : 'by card'}`;
}

async function statusOf(order: Followed<Standing> | undefined): Promise<string | null> {
  return order
    ? order.read().then(
        ({ status }) => status,
        () => null,
      )
    : null;
}
