/** Serial numbers of units that were sold, and when their owners registered them. */
import { foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { orderLines } from './orders.ts';
import { instant } from './spine.ts';

export const soldSerials = pgTable(
  'sold_serials',
  {
    orderId: text('order_id').notNull(),
    lineNo: integer('line_no').notNull(),
    serial: text('serial').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    recordedBy: text('recorded_by').notNull(),
    /** Some cover starts here. */
    registeredAt: instant('registered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.lineNo, t.serial] }),
    foreignKey({ columns: [t.orderId, t.lineNo], foreignColumns: [orderLines.orderId, orderLines.lineNo] }),
    index('sold_serials_serial').on(t.serial),
  ],
);
