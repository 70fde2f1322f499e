DROP INDEX "incoming_receipts_sku";--> statement-breakpoint
ALTER TABLE "incoming_receipts" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "incoming_receipts" ADD COLUMN "missed_on" date;--> statement-breakpoint
CREATE INDEX "incoming_receipts_sku" ON "incoming_receipts" USING btree ("sku","expected_on") WHERE received_at is null and withdrawn_at is null;--> statement-breakpoint
ALTER TABLE "incoming_receipts" ADD CONSTRAINT "incoming_receipts_end" CHECK ("incoming_receipts"."received_at" is null or "incoming_receipts"."withdrawn_at" is null);