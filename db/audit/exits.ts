import { sql } from 'drizzle-orm';
import { overwrites, personalTables } from '../exit/personal/tables.ts';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I13: an exit is settled exactly once, when it has come that far, its items add up to its balances, and who has left is even. */
export const auditSettlements = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I13', [settledOnce, addsUp, leftUnpaid]);

/** I14: of a customer who was erased nothing personal is left in any column that can hold it. */
export const auditErased = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I14', [erasedByAnExit, documentsLeft, ...columnsLeft()]);

const settledOnce: FindingQuery = {
  violations: sql`
    select p.id as subject, 'It is ' || p.status || case when s.exit_id is null then ' without' else ' with' end || ' a settlement.' as detail
    from processes p left join exit_settlements s on s.exit_id = p.id
    where p.kind = 'exit'
      and (p.status in ('exporting', 'confirmed', 'retention_hold', 'erased', 'won_back')) <> (s.exit_id is not null)`,
  next: 'Read the exit’s timeline: settle it by hand, or find who wrote a settlement past its process.',
};

const addsUp: FindingQuery = {
  violations: sql`
    select coalesce(i.exit_id, b.exit_id) || '/' || coalesce(i.currency, b.currency) as subject,
      'Its items come to ' || coalesce(i.owes, 0) || ' owed to us and ' || coalesce(i.owed, 0) || ' by us, its balance says '
        || coalesce(b.customer_owes_minor, 0) || ' and ' || coalesce(b.we_owe_minor, 0) || '.' as detail
    from (
      select exit_id, currency, coalesce(sum(amount_minor) filter (where kind in ('invoice', 'open_order')), 0) as owes,
        coalesce(sum(amount_minor) filter (where kind not in ('invoice', 'open_order')), 0) as owed
      from exit_items where terms = 'account' group by 1, 2
    ) i full join exit_balances b on b.exit_id = i.exit_id and b.currency = i.currency
    where coalesce(i.owes, 0) <> coalesce(b.customer_owes_minor, 0) or coalesce(i.owed, 0) <> coalesce(b.we_owe_minor, 0)`,
  next: 'Compare the statement that the customer has with the rows, and correct by a credit or an invoice, never the rows.',
};

const leftUnpaid: FindingQuery = {
  violations: sql`
    select b.exit_id || '/' || b.currency as subject, 'It is ' || p.status || ', and ' || t.kind || ' is open.' as detail
    from exit_balances b join processes p on p.id = b.exit_id
      join tasks t on t.subject = b.exit_id || '/' || b.currency and t.state = 'open' and t.kind in ('collect_exit_balance', 'pay_exit_balance')
    where p.status in ('confirmed', 'retention_hold', 'erased')`,
  next: 'Pay or collect what the task says and complete it with the reference of the transfer, before the customer is erased.',
};

const erasedByAnExit: FindingQuery = {
  violations: sql`
    select c.id as subject, 'They are erased, and no exit of theirs says so.' as detail
    from customers c where c.lifecycle = 'erased' and not exists (
      select 1 from exits e where e.customer_id = c.id and e.erased_at is not null)`,
  next: 'Find who moved the customer past their exit; what is left of them is listed with the other findings.',
};

const documentsLeft: FindingQuery = {
  violations: sql`
    select d.exit_id || '/' || d.name as subject, 'A document of an erased customer is still there.' as detail
    from exit_documents d join exits e on e.id = d.exit_id join customers c on c.id = e.customer_id
    where c.lifecycle = 'erased'`,
  next: 'Delete it.',
};

/** Where one customer's id stands in `personalTables`: the ids of all who are erased, so that each table is read once for all of them. */
const everyErased = sql`unnest(array(select id from customers where lifecycle = 'erased'))`;

/** So many rows of a table are told apart by customer: with more, the rest is found once these are mended. */
const mostTold = 500;

/** Each column is compared with what the erasure would write there now: it changes nothing the second time. */
function columnsLeft(): FindingQuery[] {
  return personalTables.flatMap((table) => {
    const columns = overwrites(table);
    if (columns.length === 0) return [];
    const left = columns.map(([column, by]) => {
      const now = sql.identifier(column);
      return sql`case when ${now}::text is distinct from (${sql.raw(by)})::text then ${column}::text end`;
    });
    const name = sql.identifier(table.table);
    // Whose a row is, is asked of the few that are wrong: asked of every row for every customer it took 3.6 s a customer
    // beside 240,000 events.
    const violations = sql`
      with wrong as materialized (
        select * from (
          select *, nullif(concat_ws(', ', ${sql.join(left, sql`, `)}), '') as columns_left
          from ${name} where ${table.rows(everyErased)}
        ) looked_at where columns_left is not null limit ${mostTold}::int
      )
      select erased.id || ' in ' || ${table.table}::text as subject,
        'Not overwritten in ' || count(*) || ' rows: ' || string_agg(distinct found.columns_left, ', ') || '.' as detail
      from customers erased cross join lateral (select columns_left from wrong as ${name} where ${table.rows(sql`erased.id`)}) found
      where erased.lifecycle = 'erased' group by erased.id`;
    return [
      {
        violations,
        next: 'Something was written about them after the erasure, or past it: overwrite it, and find the writer.',
      },
    ];
  });
}
