import { handWritten } from '../prepared.ts';
import type { Tx } from '../transaction.ts';

/** Columns of the ledger of a line. */
type UnitPlace = 'reserved' | 'backordered' | 'shipped' | 'delivered' | 'written_off' | 'prepaid';
type Move = { readonly from?: UnitPlace | null; readonly to?: UnitPlace | null };

/**
 * Moves units of lines from one place of the ledger to another, all lines in one statement; each line is named once. The
 * table's CHECKs refuse what does not add up.
 */
export async function moveUnits(
  tx: Tx,
  orderId: string,
  lines: readonly { readonly lineNo: number; readonly quantity: number }[],
  move: Move,
): Promise<void> {
  if (lines.length === 0) return;
  await statementOf(move)(
    tx,
    orderId,
    lines.map((line) => line.lineNo),
    lines.map((line) => line.quantity),
  );
}

const statements = new Map<string, ReturnType<typeof handWritten>>();

/** The names of columns are our own, never a caller's. */
function statementOf({ from, to }: Move): ReturnType<typeof handWritten> {
  const set = [from && `${from} = l.${from} - m.quantity`, to && `${to} = l.${to} + m.quantity`]
    .filter(Boolean)
    .join(', ');
  const known =
    statements.get(set) ??
    handWritten(`update order_lines l set ${set} from unnest($2::int[], $3::int[]) m (no, quantity)
      where l.order_id = $1 and l.line_no = m.no`);
  statements.set(set, known);
  return known;
}
