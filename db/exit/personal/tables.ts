import { caseTables } from './cases.ts';
import { claimTables } from './claims.ts';
import { customerTables } from './customers.ts';
import { exitTables } from './exits.ts';
import { onboardingTables } from './onboarding.ts';
import { orderTables } from './orders.ts';
import type { PersonalTable } from './personal-table.ts';
import { salesTables } from './sales.ts';
import { spineTables } from './spine.ts';

/** Every table that can hold something about a customer, in the order in which it is overwritten. */
export const personalTables: readonly PersonalTable[] = [
  ...spineTables,
  ...orderTables,
  ...claimTables,
  ...caseTables,
  ...salesTables,
  ...onboardingTables,
  ...exitTables,
  ...customerTables,
];

/** Every other table, with the reason why it cannot. */
export const impersonalTables: Readonly<Record<string, string>> = {
  absences: 'staff',
  api_keys: 'callers of the API',
  approval_limits: 'settings',
  approval_plans: 'settings',
  cadences: 'settings',
  calendars: 'settings',
  case_turns: 'how many cases staff were given',
  customer_moves: 'legal steps',
  customer_news: 'ids of customers, for a moment',
  decision_tables: 'settings',
  effects: 'ids and codes of steps that were done',
  exit_documents: 'made from the other tables, and deleted with the erasure',
  incoming_receipts: 'goods',
  kit_parts: 'goods',
  locations: 'warehouses',
  onboarding_templates: 'settings',
  order_moves: 'legal steps',
  process_moves: 'legal steps',
  product_prices: 'goods',
  products: 'goods',
  reservation_requests: 'goods, by the order’s id',
  reservations: 'goods, by the order’s id',
  seller_turns: 'how many leads staff were given',
  slas: 'settings',
  claim_service_levels: 'settings',
  staff: 'staff',
  stock: 'goods',
  stock_movements: 'goods',
  tax_rates: 'settings',
};

/** The columns that a table's rows are handed out with. */
export function exportedColumns(table: PersonalTable, purpose: 'access' | 'portability'): string[] {
  const inferred = purpose === 'access' ? Object.keys(table.inferred ?? {}) : [];
  return [...table.kept, ...Object.keys(table.erased ?? {}), ...inferred];
}

/** What each column that holds a person is overwritten with. */
export function overwrites({ erased, inferred, withheld }: PersonalTable): [column: string, expression: string][] {
  return [
    ...Object.entries(erased ?? {}),
    ...Object.entries(inferred ?? {}).flatMap(([column, by]): [string, string][] =>
      by === null ? [] : [[column, by]],
    ),
    ...Object.entries(withheld ?? {}).flatMap(([column, { erased: by }]): [string, string][] =>
      by === undefined ? [] : [[column, by]],
    ),
  ];
}
