import type { z } from 'zod';
import { readLateItems } from '../../db/exit/late-items.ts';
import { readBalances } from '../../db/exit/read-settlement.ts';
import { listDocuments } from '../../db/exit/store-documents.ts';
import type { Database } from '../../db/pool.ts';
import { type ExitFacts, exitRules, waitsForIds } from '../../domain/exit/exit.ts';
import { type ExitStatus, exitMoves, mayComeBack, mayRescind } from '../../domain/exit/exit-states.ts';
import { exitHints, exitWait } from '../../domain/exit/exit-words.ts';
import type { Currency } from '../../domain/money/money.ts';
import { iso, isoOrNull } from '../instant.ts';
import { processExample, processResource } from '../processes/process-resource.ts';
import type { Caller } from '../route.ts';
import type { exitSchema } from './exit-schemas.ts';

const rescindable = ['requested', 'reason_captured', 'retention', 'notice'] as const satisfies ExitStatus[];

const amountOf = (amountMinor: number, currency: string) => ({ amount: amountMinor, currency: currency as Currency }); // stored ones

export async function exitResource(
  database: Database,
  facts: ExitFacts,
  { role }: Caller,
): Promise<z.input<typeof exitSchema>> {
  const { id, kind, reason, openOrders, offerAnswer, offer, zone } = facts;
  const now = Date.now();
  const permission = 'exits.write';
  return {
    ...processResource(facts, {
      ...{ kind: 'exit', moves: exitMoves, role },
      wait: { ...exitWait(facts), until: exitRules.wakeAt(facts) },
      actions: {
        reason: { path: '/reason', permission, statuses: ['requested'], hint: exitHints.reason },
        offer: {
          ...{ path: '/offer', permission, hint: exitHints.offer },
          statuses: offer?.state === 'open' ? ['retention'] : [],
        },
        rescind: {
          ...{ path: '/rescind', permission, hint: exitHints.rescind },
          statuses: mayRescind(facts.status, facts.noticeEndsAt, now) ? rescindable : [],
        },
        confirm: {
          ...{ path: '/confirm', permission, hint: exitHints.confirm },
          statuses: facts.documentsAt === null || facts.unpaid.length > 0 ? [] : ['exporting'],
        },
        win_back: {
          ...{ path: '/win-back', permission, hint: exitHints.win_back },
          statuses: mayComeBack(kind) ? ['retention_hold'] : [],
        },
        intervention: {
          ...{ path: '/intervention', permission, hint: exitHints.intervention },
          statuses: facts.stuck.length > 0 ? ['exporting', 'retention_hold'] : [],
        },
      },
    }),
    ...{ kind, reason, openOrders, offerAnswer },
    offer: offer && {
      ...{ kind: offer.kind, state: offer.state, tableVersion: offer.tableVersion },
      value: amountOf(offer.valueMinor, offer.currency),
      expiresAt: isoOrNull(offer.expiresAt),
      approval: offer.approval && {
        ...{ id: offer.approval.id, digest: offer.approval.digest, requester: offer.approval.requester },
      },
    },
    notice:
      facts.noticeLastDay === null || facts.noticeEndsAt === null
        ? null
        : { lastDay: facts.noticeLastDay, endsAt: iso(facts.noticeEndsAt), zone },
    waitsFor: waitsForIds(facts),
    settlement: facts.settledAt === null ? null : await settlementOf(database, facts, facts.settledAt),
    documents: (await listDocuments(database, id)).map((one) => ({
      ...one,
      path: `/v1/exits/${id}/documents/${one.name}`,
    })),
    confirmedAt: isoOrNull(facts.confirmedAt),
    eraseAt: isoOrNull(facts.eraseAt),
    erasedAt: isoOrNull(facts.erasedAt),
  };
}

async function settlementOf({ query }: Database, { id, unpaid }: ExitFacts, settledAt: number) {
  const { items, balances } = await readBalances(query, id);
  const late = await readLateItems(query, id);
  return {
    settledAt: iso(settledAt),
    balances: balances.map((balance) => ({
      currency: balance.currency as Currency, // stored ones
      ...{ customerOwes: balance.customerOwesMinor, weOwe: balance.weOweMinor, net: balance.netMinor },
      task: unpaid.find((one) => one.late === null && one.currency === balance.currency)?.task ?? null,
    })),
    items: items.map(({ kind, source, amountMinor, currency, terms }) => ({
      ...{ kind, source, terms, amount: amountOf(amountMinor, currency) },
    })),
    afterwards: late.map(({ no, kind, source, amountMinor, currency, at }) => ({
      ...{ kind, source, amount: amountOf(amountMinor, currency), at: at.toISOString() },
      task: unpaid.find((one) => one.late === no)?.task ?? null,
    })),
  };
}

export const exitExample: z.input<typeof exitSchema> = {
  ...{ ...processExample, id: 'EXT-7K3M2QX', status: 'retention_hold', kind: 'customer_request', reason: 'price' },
  ...{ waiting: null, openOrders: 'deliver', offerAnswer: 'eligible', waitsFor: [] },
  offer: {
    ...{ kind: 'discount', value: { amount: 10_000, currency: 'CAD' }, state: 'refused', tableVersion: 1 },
    ...{ expiresAt: '2026-02-17T15:04:05.678Z', approval: null },
  },
  notice: { lastDay: '2026-03-03', endsAt: '2026-03-04T05:00:00.000Z', zone: 'America/Toronto' },
  settlement: {
    settledAt: '2026-03-04T05:00:00.000Z',
    balances: [{ currency: 'CAD', customerOwes: 2298, weOwe: 3000, net: -702, task: null }],
    items: [
      { kind: 'invoice', source: 'ORD-7K3M2QX-P1', amount: { amount: 2298, currency: 'CAD' }, terms: 'account' },
      { kind: 'credit', source: 'CLM-7K3M2QX/1/1', amount: { amount: 3000, currency: 'CAD' }, terms: 'account' },
    ],
    afterwards: [],
  },
  documents: [
    {
      ...{ name: 'statement-en.pdf', contentType: 'application/pdf', sha256: '0'.repeat(64) },
      path: '/v1/exits/EXT-7K3M2QX/documents/statement-en.pdf',
    },
  ],
  ...{ confirmedAt: '2026-03-05T15:04:05.678Z', eraseAt: '2026-03-30T15:04:05.678Z', erasedAt: null },
};
