-- Trusted: whoever owns the database may create it.
create extension if not exists pg_trgm;
--> statement-breakpoint
CREATE TABLE "lead_merges" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lead_merges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kept_id" text NOT NULL,
	"absorbed_id" text NOT NULL,
	"filled" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"merged_by" text NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" text
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"company" text,
	"email" text,
	"phone" text,
	"locale" text NOT NULL,
	"country" text,
	"territory" text,
	"factors" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"owner" text,
	"merged_into" text,
	"customer_id" text,
	"opportunity_id" text,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "leads_state" CHECK ("leads"."state" in ('open','merged','converted')),
	CONSTRAINT "leads_merged" CHECK (("leads"."state" = 'merged') = ("leads"."merged_into" is not null)),
	CONSTRAINT "leads_converted" CHECK (("leads"."state" = 'converted') = ("leads"."customer_id" is not null)),
	CONSTRAINT "leads_locale" CHECK ("leads"."locale" in ('en','fr')),
	CONSTRAINT "leads_reachable" CHECK ("leads"."email" is not null or "leads"."phone" is not null)
);
--> statement-breakpoint
CREATE TABLE "seller_turns" (
	"staff_id" text PRIMARY KEY NOT NULL,
	"turns" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "opportunities" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"team" text NOT NULL,
	"owner" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"factors" jsonb NOT NULL,
	"goal" text NOT NULL,
	"calendar" text NOT NULL,
	"clock" jsonb NOT NULL,
	"fired_levels" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"snoozed_until" timestamp with time zone,
	"snooze_reason" text,
	"next_step" text,
	"next_step_due_at" timestamp with time zone,
	"next_step_told" boolean DEFAULT false NOT NULL,
	"recycled_until" timestamp with time zone,
	"close_reason" text,
	"promises" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "opportunities_amount" CHECK ("opportunities"."amount_minor" >= 0),
	CONSTRAINT "opportunities_next_step" CHECK (("opportunities"."next_step" is null) = ("opportunities"."next_step_due_at" is null)),
	CONSTRAINT "opportunities_recycled" CHECK ("opportunities"."goal" <> 'recycled' or "opportunities"."recycled_until" is not null)
);
--> statement-breakpoint
CREATE TABLE "quote_lines" (
	"opportunity_id" text NOT NULL,
	"quote_no" integer NOT NULL,
	"line_no" integer NOT NULL,
	"sku" text NOT NULL,
	"quantity" integer NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"net_minor" bigint NOT NULL,
	CONSTRAINT "quote_lines_opportunity_id_quote_no_line_no_pk" PRIMARY KEY("opportunity_id","quote_no","line_no")
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"opportunity_id" text NOT NULL,
	"no" integer NOT NULL,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"discount_bps" integer NOT NULL,
	"net_minor" bigint NOT NULL,
	"discount_minor" bigint NOT NULL,
	"terms" jsonb NOT NULL,
	"digest" text NOT NULL,
	"approver_role" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"order_id" text,
	CONSTRAINT "quotes_opportunity_id_no_pk" PRIMARY KEY("opportunity_id","no"),
	CONSTRAINT "quotes_state" CHECK ("quotes"."state" in ('awaiting_approval','open','accepted','rejected','expired','replaced')),
	CONSTRAINT "quotes_not_by_author" CHECK ("quotes"."decided_by" is distinct from "quotes"."created_by"),
	CONSTRAINT "quotes_discount" CHECK ("quotes"."discount_bps" between 0 and 10000)
);
--> statement-breakpoint
CREATE TABLE "stage_evidence" (
	"opportunity_id" text NOT NULL,
	"criterion" text NOT NULL,
	"reference" text NOT NULL,
	"given_by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "stage_evidence_opportunity_id_criterion_pk" PRIMARY KEY("opportunity_id","criterion")
);
--> statement-breakpoint
CREATE TABLE "stage_log" (
	"opportunity_id" text NOT NULL,
	"no" integer NOT NULL,
	"kind" text NOT NULL,
	"stage" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "stage_log_opportunity_id_no_pk" PRIMARY KEY("opportunity_id","no"),
	CONSTRAINT "stage_log_kind" CHECK ("stage_log"."kind" in ('entered','snoozed','woken')),
	CONSTRAINT "stage_log_stage" CHECK (("stage_log"."kind" = 'entered') = ("stage_log"."stage" is not null))
);
--> statement-breakpoint
ALTER TABLE "lead_merges" ADD CONSTRAINT "lead_merges_kept_id_leads_id_fk" FOREIGN KEY ("kept_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_merges" ADD CONSTRAINT "lead_merges_absorbed_id_leads_id_fk" FOREIGN KEY ("absorbed_id") REFERENCES "public"."leads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_opportunity_id_processes_id_fk" FOREIGN KEY ("opportunity_id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seller_turns" ADD CONSTRAINT "seller_turns_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opportunities" ADD CONSTRAINT "opportunities_id_processes_id_fk" FOREIGN KEY ("id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_lines" ADD CONSTRAINT "quote_lines_opportunity_id_quote_no_quotes_opportunity_id_no_fk" FOREIGN KEY ("opportunity_id","quote_no") REFERENCES "public"."quotes"("opportunity_id","no") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_opportunity_id_opportunities_id_fk" FOREIGN KEY ("opportunity_id") REFERENCES "public"."opportunities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_evidence" ADD CONSTRAINT "stage_evidence_opportunity_id_opportunities_id_fk" FOREIGN KEY ("opportunity_id") REFERENCES "public"."opportunities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stage_log" ADD CONSTRAINT "stage_log_opportunity_id_opportunities_id_fk" FOREIGN KEY ("opportunity_id") REFERENCES "public"."opportunities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lead_merges_kept" ON "lead_merges" USING btree ("kept_id");--> statement-breakpoint
CREATE UNIQUE INDEX "lead_merges_absorbed" ON "lead_merges" USING btree ("absorbed_id") WHERE undone_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "leads_source" ON "leads" USING btree ("source","external_id");--> statement-breakpoint
CREATE INDEX "leads_list" ON "leads" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "leads_email" ON "leads" USING btree ("email");--> statement-breakpoint
CREATE INDEX "leads_phone" ON "leads" USING btree ("phone");--> statement-breakpoint
CREATE INDEX "leads_name_trgm" ON "leads" USING gin ("name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "opportunities_owner" ON "opportunities" USING btree ("owner");--> statement-breakpoint
insert into process_moves values
  ('opportunity', 'new', 'contacted'),
  ('opportunity', 'new', 'lost'),
  ('opportunity', 'new', 'recycled'),
  ('opportunity', 'contacted', 'new'),
  ('opportunity', 'contacted', 'qualified'),
  ('opportunity', 'contacted', 'lost'),
  ('opportunity', 'contacted', 'recycled'),
  ('opportunity', 'qualified', 'new'),
  ('opportunity', 'qualified', 'contacted'),
  ('opportunity', 'qualified', 'proposal'),
  ('opportunity', 'qualified', 'lost'),
  ('opportunity', 'qualified', 'recycled'),
  ('opportunity', 'proposal', 'new'),
  ('opportunity', 'proposal', 'contacted'),
  ('opportunity', 'proposal', 'qualified'),
  ('opportunity', 'proposal', 'negotiation'),
  ('opportunity', 'proposal', 'lost'),
  ('opportunity', 'proposal', 'recycled'),
  ('opportunity', 'negotiation', 'new'),
  ('opportunity', 'negotiation', 'contacted'),
  ('opportunity', 'negotiation', 'qualified'),
  ('opportunity', 'negotiation', 'proposal'),
  ('opportunity', 'negotiation', 'won'),
  ('opportunity', 'negotiation', 'lost'),
  ('opportunity', 'negotiation', 'recycled'),
  ('opportunity', 'recycled', 'new'),
  ('opportunity', 'recycled', 'lost');
