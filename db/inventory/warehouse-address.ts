import { sql } from 'drizzle-orm';

/** The location `w` as an end of a parcel's way: we keep no street of it. */
export const warehouseAddress = sql`jsonb_build_object('name', w.name, 'line1', w.name, 'city', w.region, 'region', w.region,
  'postalCode', w.postal_code, 'country', w.country)`;
