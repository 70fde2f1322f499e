import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export type IntentRow = {
  readonly id: string;
  readonly chargeId: string;
  readonly created: number;
  readonly status: 'requires_payment_method' | 'requires_capture' | 'succeeded' | 'canceled';
  readonly amount: number;
  readonly amountReceived: number;
  readonly currency: string;
  readonly paymentMethod: string;
  readonly captureBefore: number;
  readonly cancellationReason: string | null;
  readonly declineCode: string | null;
  readonly metadata: Readonly<Record<string, string>>;
};

export type RefundRow = {
  readonly id: string;
  readonly intentId: string;
  readonly chargeId: string;
  readonly created: number;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amount: number;
  readonly currency: string;
  readonly failureReason: string | null;
  readonly metadata: Readonly<Record<string, string>>;
};

/** An answer kept under an idempotency key. */
export type AnswerRow = {
  readonly id: string;
  readonly digest: string;
  readonly status: number;
  readonly body: string;
  readonly forgotten?: true;
};

/** An event and whether its receiver has answered 2xx; `body` is posted byte for byte. */
export type EventRow = { readonly id: string; readonly body: string; readonly delivered: boolean };

type Tables = { intents: IntentRow; refunds: RefundRow; answers: AnswerRow; events: EventRow };

/** The simulator's book: what the vendor would know. Rows are replaced whole, never changed. */
export type Book = {
  readonly [T in keyof Tables]: ReadonlyMap<string, Tables[T]>;
} & {
  readonly put: <T extends keyof Tables>(table: T, row: Tables[T]) => void;
  /** Writes what was put since the last commit in one go, so a kill never leaves a payment without its kept answer. */
  readonly commit: () => void;
};

/**
 * Opens the book. With a file, the rows of a call are appended to it before its answer leaves, so they outlive a
 * `kill -9`; a last line that a kill cut short is dropped, as its answer was never sent.
 */
export function openBook(file: string | undefined): Book {
  const tables = {
    intents: new Map<string, IntentRow>(),
    refunds: new Map<string, RefundRow>(),
    answers: new Map<string, AnswerRow>(),
    events: new Map<string, EventRow>(),
  };
  const keep = <T extends keyof Tables>(table: T, row: Tables[T]) => {
    // A cast: TypeScript cannot see that the map under `table` holds the rows of that table.
    (tables[table] as unknown as Map<string, Tables[T]>).set(row.id, row);
  };
  if (file !== undefined) readRows(file, keep);
  const lines: string[] = [];
  return {
    ...tables,
    put: (table, row) => {
      keep(table, row);
      if (file !== undefined) lines.push(`${JSON.stringify({ table, row })}\n`);
    },
    commit: () => {
      if (file !== undefined && lines.length > 0) appendFileSync(file, lines.splice(0).join(''));
    },
  };
}

function readRows(file: string, keep: Book['put']): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  for (const line of text.split('\n').filter((l) => l !== '')) {
    try {
      const { table, row } = JSON.parse(line); // written by `put` above
      keep(table, row);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
}
