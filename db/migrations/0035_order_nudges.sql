ALTER TABLE "orders" ADD COLUMN "nudge_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "orders_nudge" ON "orders" USING btree ("nudge_at") WHERE nudge_at is not null;