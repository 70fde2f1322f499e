CREATE TABLE "claim_service_levels" (
	"version" integer PRIMARY KEY NOT NULL,
	"calendar_id" text NOT NULL,
	"targets" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "claim_service_levels_version" CHECK ("claim_service_levels"."version" >= 1)
);
--> statement-breakpoint
-- What was a constant until now: a working day to acknowledge, five to decide, ten to settle.
insert into claim_service_levels (version, calendar_id, targets, created_by) values
  (1, 'claims', '{"acknowledge": 28800000, "decide": 144000000, "settle": 288000000}', 'parcours');
