ALTER TABLE "orders" ADD COLUMN "nudged_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "processes" ADD COLUMN "nudged_since" timestamp with time zone;