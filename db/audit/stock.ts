import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I1: on hand = Σ movements, reserved = Σ held and committed reservations, 0 ≤ reserved ≤ on hand, for every place. */
export const auditStock = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I1', [onHandIsMovements, reservedIsRows, neverNegative]);

// Full joins: units that moved or are held at a place without a stock row are drift too.
const onHandIsMovements: FindingQuery = {
  violations: sql`
    select sku || '@' || location_id as subject,
      'On hand is ' || coalesce(s.on_hand, 0) || ', the movements add up to ' || coalesce(m.moved, 0) || '.' as detail
    from stock s
    full join (select sku, location_id, sum(quantity) as moved from stock_movements group by 1, 2) m
      using (sku, location_id)
    where coalesce(s.on_hand, 0) <> coalesce(m.moved, 0)`,
  next: 'Count the shelf and send a stock count; look for a writer that went round the movements.',
};

const reservedIsRows: FindingQuery = {
  violations: sql`
    select sku || '@' || location_id as subject,
      'Reserved is ' || coalesce(s.reserved, 0) || ', open reservations hold ' || coalesce(r.held, 0) || '.' as detail
    from stock s
    full join (
      select sku, location_id, sum(quantity) as held from reservations
      where state in ('held', 'committed') group by 1, 2
    ) r using (sku, location_id)
    where coalesce(s.reserved, 0) <> coalesce(r.held, 0)`,
  next: 'Compare the reservations of this SKU and place with their orders, then correct the counter.',
};

const neverNegative: FindingQuery = {
  violations: sql`
    select sku || '@' || location_id as subject,
      'On hand is ' || on_hand || ', reserved ' || reserved || ', safety ' || safety || '.' as detail
    from stock
    where on_hand < 0 or reserved < 0 or reserved > on_hand or safety < 0`,
  next: 'Count the shelf and send a stock count; see which check constraint of stock is missing.',
};
