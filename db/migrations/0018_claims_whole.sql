CREATE TABLE "claim_clock_events" (
	"claim_id" text NOT NULL,
	"no" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"event" jsonb NOT NULL,
	CONSTRAINT "claim_clock_events_claim_id_no_pk" PRIMARY KEY("claim_id","no")
);
--> statement-breakpoint
CREATE TABLE "claim_clocks" (
	"claim_id" text NOT NULL,
	"clock" text NOT NULL,
	"no" integer NOT NULL,
	"state" text NOT NULL,
	"target_ms" bigint NOT NULL,
	"consumed_ms" bigint NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"calendar" text NOT NULL,
	"reached_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	CONSTRAINT "claim_clocks_claim_id_clock_no_pk" PRIMARY KEY("claim_id","clock","no")
);
--> statement-breakpoint
CREATE TABLE "claim_levels" (
	"claim_id" text NOT NULL,
	"clock" text NOT NULL,
	"no" integer NOT NULL,
	"percent" integer NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"fired_at" timestamp with time zone NOT NULL,
	CONSTRAINT "claim_levels_claim_id_clock_no_percent_pk" PRIMARY KEY("claim_id","clock","no","percent")
);
--> statement-breakpoint
CREATE TABLE "claim_replacements" (
	"claim_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"no" integer NOT NULL,
	"units" integer NOT NULL,
	"order_id" text,
	"problem" text,
	"undone" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "claim_replacements_claim_id_line_no_no_pk" PRIMARY KEY("claim_id","line_no","no"),
	CONSTRAINT "claim_replacements_units" CHECK ("claim_replacements"."units" > 0),
	CONSTRAINT "claim_replacements_placed" CHECK (("claim_replacements"."order_id" is null) = ("claim_replacements"."problem" is not null))
);
--> statement-breakpoint
CREATE TABLE "sold_serials" (
	"order_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"serial" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	"registered_at" timestamp with time zone,
	CONSTRAINT "sold_serials_order_id_line_no_serial_pk" PRIMARY KEY("order_id","line_no","serial")
);
--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "product_class" text DEFAULT 'general' NOT NULL;--> statement-breakpoint
ALTER TABLE "claims" ADD COLUMN "case_id" text;--> statement-breakpoint
ALTER TABLE "claims" ADD COLUMN "owner_id" text;--> statement-breakpoint
ALTER TABLE "claims" ADD COLUMN "acknowledged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "label" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "provider_shipment_id" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "rate_id" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "carrier" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "service" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "rate_minor" bigint;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "rate_currency" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "tracking_url" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "label_url" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "tracking" text;--> statement-breakpoint
ALTER TABLE "claim_clock_events" ADD CONSTRAINT "claim_clock_events_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_clocks" ADD CONSTRAINT "claim_clocks_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_levels" ADD CONSTRAINT "claim_levels_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_replacements" ADD CONSTRAINT "claim_replacements_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_replacements" ADD CONSTRAINT "claim_replacements_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sold_serials" ADD CONSTRAINT "sold_serials_order_id_line_no_order_lines_order_id_line_no_fk" FOREIGN KEY ("order_id","line_no") REFERENCES "public"."order_lines"("order_id","line_no") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_clocks_due" ON "claim_clocks" USING btree ("due_at","claim_id") WHERE due_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "claim_replacements_order" ON "claim_replacements" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "sold_serials_serial" ON "sold_serials" USING btree ("serial");--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_owner_id_staff_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claims_case" ON "claims" USING btree ("case_id") WHERE case_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "returns_tracking" ON "returns" USING btree ("tracking_code");--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_label" CHECK ("returns"."label" in ('none','wanted','bought'));
--> statement-breakpoint
create function refuse_claim_clock_event_change() returns trigger language plpgsql as $$
begin
  raise exception 'claim_clock_events is append-only' using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger claim_clock_events_append_only before update or delete on claim_clock_events for each row execute function refuse_claim_clock_event_change();
--> statement-breakpoint
-- The working time that the clocks of claims count; whoever owns it publishes the next version.
insert into calendars (id, version, zone, week, created_by) values
  ('claims', 1, 'America/Toronto', '[[{"fromMinute":540,"untilMinute":1020}],[{"fromMinute":540,"untilMinute":1020}],[{"fromMinute":540,"untilMinute":1020}],[{"fromMinute":540,"untilMinute":1020}],[{"fromMinute":540,"untilMinute":1020}],[],[]]', 'parcours')
  on conflict do nothing;
--> statement-breakpoint
-- The claim that waits for a replacement is told when its order has arrived or was cancelled.
create function tell_claim_of_replacement() returns trigger language plpgsql as $$
begin
  update processes set nudge_at = now() where closed_at is null and id = (select claim_id from claim_replacements where order_id = new.id);
  return null;
end $$;
--> statement-breakpoint
create trigger orders_tell_claim after update of status on orders for each row
  when (new.channel = 'claim' and new.status in ('delivered', 'completed', 'cancelled') and old.status is distinct from new.status)
  execute function tell_claim_of_replacement();
