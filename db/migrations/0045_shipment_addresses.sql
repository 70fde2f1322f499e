ALTER TABLE "shipments" ADD COLUMN "ship_to" jsonb;--> statement-breakpoint
-- Until now an order's address could not change once a parcel of it had a label.
UPDATE "shipments" s SET "ship_to" = o."ship_to" FROM "orders" o
WHERE o."id" = s."order_id" AND (s."labelled_at" IS NOT NULL OR s."provider_shipment_id" IS NOT NULL);
