CREATE TABLE "claim_decisions" (
	"claim_id" text NOT NULL,
	"no" integer NOT NULL,
	"lines" jsonb NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reason" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"approval_id" text,
	"state" text NOT NULL,
	CONSTRAINT "claim_decisions_claim_id_no_pk" PRIMARY KEY("claim_id","no"),
	CONSTRAINT "claim_decisions_state" CHECK ("claim_decisions"."state" in ('proposed','in_force','dropped'))
);
--> statement-breakpoint
CREATE TABLE "claim_evaluations" (
	"claim_id" text NOT NULL,
	"round" integer NOT NULL,
	"line_no" integer NOT NULL,
	"table_id" text NOT NULL,
	"table_version" integer NOT NULL,
	"inputs" jsonb NOT NULL,
	"decision" jsonb NOT NULL,
	CONSTRAINT "claim_evaluations_claim_id_round_line_no_table_id_pk" PRIMARY KEY("claim_id","round","line_no","table_id")
);
--> statement-breakpoint
CREATE TABLE "claim_evidence" (
	"claim_id" text NOT NULL,
	"no" integer NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "claim_evidence_claim_id_no_pk" PRIMARY KEY("claim_id","no")
);
--> statement-breakpoint
CREATE TABLE "claim_lines" (
	"claim_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"sku" text NOT NULL,
	"units" integer NOT NULL,
	"held" integer NOT NULL,
	"serial" text,
	"worth_minor" bigint NOT NULL,
	"verdict" jsonb,
	"granted" integer,
	"outcome" text,
	"refunded" integer DEFAULT 0 NOT NULL,
	"credited" integer DEFAULT 0 NOT NULL,
	"replaced" integer DEFAULT 0 NOT NULL,
	"repaired" integer DEFAULT 0 NOT NULL,
	"sent_back" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "claim_lines_claim_id_line_no_pk" PRIMARY KEY("claim_id","line_no"),
	CONSTRAINT "claim_lines_units" CHECK ("claim_lines"."units" >= 1 and "claim_lines"."held" between 0 and "claim_lines"."units"),
	CONSTRAINT "claim_lines_granted" CHECK ("claim_lines"."granted" between 0 and "claim_lines"."held"),
	CONSTRAINT "claim_lines_done" CHECK (least("claim_lines"."refunded", "claim_lines"."credited", "claim_lines"."replaced", "claim_lines"."repaired", "claim_lines"."sent_back") >= 0
        and "claim_lines"."refunded" + "claim_lines"."credited" + "claim_lines"."replaced" <= coalesce("claim_lines"."granted", 0))
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"cause" text,
	"description" text,
	"versions" jsonb NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"decision" text,
	"decided_at" timestamp with time zone,
	"decided_by_rules" boolean DEFAULT false NOT NULL,
	"appealed_at" timestamp with time zone,
	"appeal_reason" text,
	"withdrawn_at" timestamp with time zone,
	"reminded_at" timestamp with time zone,
	CONSTRAINT "claims_kind" CHECK ("claims"."kind" in ('return','warranty','damaged','missing','lost_parcel','wrong_item','service')),
	CONSTRAINT "claims_decision" CHECK ("claims"."decision" in ('approved','partly_approved','rejected') and ("claims"."decision" is null) = ("claims"."decided_at" is null))
);
--> statement-breakpoint
CREATE TABLE "customer_credits" (
	"claim_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"no" integer NOT NULL,
	"customer_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "customer_credits_claim_id_line_no_no_pk" PRIMARY KEY("claim_id","line_no","no"),
	CONSTRAINT "customer_credits_amount" CHECK ("customer_credits"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "return_inspections" (
	"return_id" text NOT NULL,
	"no" integer NOT NULL,
	"line_no" integer NOT NULL,
	"units" integer NOT NULL,
	"accepted" boolean NOT NULL,
	"disposition" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"inspected_by" text NOT NULL,
	CONSTRAINT "return_inspections_return_id_no_pk" PRIMARY KEY("return_id","no"),
	CONSTRAINT "return_inspections_disposition" CHECK ("return_inspections"."disposition" in ('restock','quarantine','scrap','send_back'))
);
--> statement-breakpoint
CREATE TABLE "return_lines" (
	"return_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"sku" text NOT NULL,
	"units" integer NOT NULL,
	"received" integer DEFAULT 0 NOT NULL,
	"inspected" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "return_lines_return_id_line_no_pk" PRIMARY KEY("return_id","line_no"),
	CONSTRAINT "return_lines_units" CHECK (0 <= "return_lines"."accepted" and "return_lines"."accepted" <= "return_lines"."inspected" and "return_lines"."inspected" <= "return_lines"."received" and "return_lines"."received" <= "return_lines"."units")
);
--> statement-breakpoint
CREATE TABLE "return_receipts" (
	"return_id" text NOT NULL,
	"no" integer NOT NULL,
	"received" jsonb NOT NULL,
	"unauthorised" jsonb NOT NULL,
	"foreign" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "return_receipts_return_id_no_pk" PRIMARY KEY("return_id","no")
);
--> statement-breakpoint
CREATE TABLE "returns" (
	"id" text PRIMARY KEY NOT NULL,
	"claim_id" text NOT NULL,
	"status" text NOT NULL,
	"authorised_at" timestamp with time zone,
	"due_at" timestamp with time zone NOT NULL,
	"tracking_code" text,
	CONSTRAINT "returns_claim_id_unique" UNIQUE("claim_id"),
	CONSTRAINT "returns_status" CHECK ("returns"."status" in ('authorised','in_transit','received','inspected','expired'))
);
--> statement-breakpoint
CREATE TABLE "decision_tables" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"hit_policy" text NOT NULL,
	"inputs" jsonb NOT NULL,
	"outputs" jsonb NOT NULL,
	"rules" jsonb NOT NULL,
	"effective_from" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"activated_by" text,
	CONSTRAINT "decision_tables_id_version_pk" PRIMARY KEY("id","version"),
	CONSTRAINT "decision_tables_activated" CHECK (("decision_tables"."effective_from" is null) = ("decision_tables"."activated_by" is null))
);
--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "order_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "process_id" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "claim_id" text;--> statement-breakpoint
ALTER TABLE "claim_decisions" ADD CONSTRAINT "claim_decisions_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_evaluations" ADD CONSTRAINT "claim_evaluations_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_evidence" ADD CONSTRAINT "claim_evidence_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_lines" ADD CONSTRAINT "claim_lines_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_id_processes_id_fk" FOREIGN KEY ("id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_credits" ADD CONSTRAINT "customer_credits_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_credits" ADD CONSTRAINT "customer_credits_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_inspections" ADD CONSTRAINT "return_inspections_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_receipts" ADD CONSTRAINT "return_receipts_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_decisions_recent" ON "claim_decisions" USING btree ("proposed_at");--> statement-breakpoint
CREATE INDEX "claim_evaluations_table" ON "claim_evaluations" USING btree ("table_id","claim_id");--> statement-breakpoint
CREATE INDEX "claims_order" ON "claims" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "customer_credits_customer" ON "customer_credits" USING btree ("customer_id");--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_process_id_processes_id_fk" FOREIGN KEY ("process_id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_claim_id_processes_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_process" ON "approvals" USING btree ("process_id","no");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_one_open_per_process" ON "approvals" USING btree ("process_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "refunds_claim" ON "refunds" USING btree ("claim_id") WHERE claim_id is not null;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_of_one" CHECK (num_nonnulls("approvals"."order_id", "approvals"."process_id") = 1);--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_claimed" CHECK ("order_lines"."claimed" + "order_lines"."returned" <= "order_lines"."shipped");--> statement-breakpoint
insert into process_moves values
  ('claim', 'submitted', 'validating'), ('claim', 'submitted', 'withdrawn'),
  ('claim', 'validating', 'need_info'), ('claim', 'validating', 'assessed'), ('claim', 'validating', 'withdrawn'),
  ('claim', 'need_info', 'validating'), ('claim', 'need_info', 'withdrawn'),
  ('claim', 'assessed', 'auto_approved'), ('claim', 'assessed', 'in_review'), ('claim', 'assessed', 'rejected'), ('claim', 'assessed', 'withdrawn'),
  ('claim', 'auto_approved', 'resolving'),
  ('claim', 'in_review', 'need_info'), ('claim', 'in_review', 'approved'), ('claim', 'in_review', 'partly_approved'), ('claim', 'in_review', 'rejected'), ('claim', 'in_review', 'withdrawn'),
  ('claim', 'approved', 'resolving'),
  ('claim', 'partly_approved', 'resolving'), ('claim', 'partly_approved', 'appealed'),
  ('claim', 'rejected', 'appealed'), ('claim', 'rejected', 'closed'),
  ('claim', 'appealed', 'in_review'), ('claim', 'appealed', 'withdrawn'),
  ('claim', 'resolving', 'settled'),
  ('claim', 'settled', 'appealed'), ('claim', 'settled', 'closed');
--> statement-breakpoint
create function keep_decision_table() returns trigger language plpgsql as $$
begin
  if old.effective_from is not null or (to_jsonb(new) - '{effective_from,activated_by}'::text[]) <> (to_jsonb(old) - '{effective_from,activated_by}'::text[]) then
    raise exception 'decision table % version %: a version never changes, write a new one', old.id, old.version using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger decision_tables_kept before update on decision_tables for each row execute function keep_decision_table();
--> statement-breakpoint
-- The rules an installation begins with; whoever owns them writes the next version.
insert into decision_tables (id, version, hit_policy, inputs, outputs, rules, effective_from, created_by, activated_by) values
  ('claim-coverage', 1, 'FIRST', '[{"name":"kind","type":"string"},{"name":"sku","type":"string"}]', '[{"name":"startsAt"},{"name":"days"},{"name":"needsSerial"},{"name":"exclusions"}]', '[{"id":"never-arrived","when":{"kind":"\"missing\",\"lost_parcel\""},"gives":{"startsAt":"invoice","days":90,"needsSerial":false,"exclusions":""}},{"id":"warranty","when":{"kind":"\"warranty\""},"gives":{"startsAt":"delivery","days":730,"needsSerial":false,"exclusions":"wear,misuse"}},{"id":"change-of-mind","when":{"kind":"\"return\""},"gives":{"startsAt":"delivery","days":30,"needsSerial":false,"exclusions":""}},{"id":"anything-else","when":{},"gives":{"startsAt":"delivery","days":90,"needsSerial":false,"exclusions":"misuse"}}]', '2000-01-01T00:00Z', 'parcours', 'parcours'),
  ('claim-evidence', 1, 'FIRST', '[{"name":"kind","type":"string"},{"name":"sku","type":"string"},{"name":"currency","type":"string"},{"name":"valueMinor","type":"number"},{"name":"daysSinceDelivery","type":"number"}]', '[{"name":"needs"}]', '[{"id":"seen","when":{"kind":"\"damaged\",\"wrong_item\""},"gives":{"needs":"photo"}},{"id":"declared","when":{"kind":"\"missing\",\"lost_parcel\"","valueMinor":"> 50000"},"gives":{"needs":"statement"}},{"id":"nothing","when":{},"gives":{"needs":""}}]', '2000-01-01T00:00Z', 'parcours', 'parcours'),
  ('claim-risk', 1, 'COLLECT sum', '[{"name":"kind","type":"string"},{"name":"sku","type":"string"},{"name":"currency","type":"string"},{"name":"valueMinor","type":"number"},{"name":"daysSinceDelivery","type":"number"},{"name":"claimsInYear","type":"number"},{"name":"customerDays","type":"number"},{"name":"orderRisk","type":"number"}]', '[{"name":"points"}]', '[{"id":"often","when":{"claimsInYear":">= 3"},"gives":{"points":30}},{"id":"very-often","when":{"claimsInYear":">= 6"},"gives":{"points":30}},{"id":"new-and-dear","when":{"customerDays":"< 30","valueMinor":"> 100000"},"gives":{"points":25}},{"id":"risky-order","when":{"orderRisk":">= 60"},"gives":{"points":25}}]', '2000-01-01T00:00Z', 'parcours', 'parcours'),
  ('claim-outcome', 1, 'FIRST', '[{"name":"kind","type":"string"},{"name":"sku","type":"string"},{"name":"currency","type":"string"},{"name":"valueMinor","type":"number"},{"name":"daysSinceDelivery","type":"number"}]', '[{"name":"outcome"}]', '[{"id":"small-damage","when":{"kind":"\"damaged\",\"wrong_item\"","valueMinor":"<= 5000"},"gives":{"outcome":"refund_only"}},{"id":"never-arrived","when":{"kind":"\"missing\",\"lost_parcel\""},"gives":{"outcome":"refund_only"}},{"id":"come-back","when":{"kind":"\"return\",\"wrong_item\",\"damaged\""},"gives":{"outcome":"return_then_refund"}},{"id":"repair","when":{"kind":"\"warranty\""},"gives":{"outcome":"repair"}},{"id":"service","when":{"kind":"\"service\""},"gives":{"outcome":"credit"}}]', '2000-01-01T00:00Z', 'parcours', 'parcours'),
  ('claim-approval', 1, 'PRIORITY', '[{"name":"kind","type":"string"},{"name":"currency","type":"string"},{"name":"totalMinor","type":"number"},{"name":"riskPoints","type":"number"}]', '[{"name":"level","priorities":["admin","supervisor","agent","none"]}]', '[{"id":"small","when":{"totalMinor":"<= 5000"},"gives":{"level":"none"}},{"id":"middle","when":{"totalMinor":"> 5000"},"gives":{"level":"agent"}},{"id":"large","when":{"totalMinor":"> 250000"},"gives":{"level":"supervisor"}},{"id":"risky","when":{"riskPoints":">= 80"},"gives":{"level":"supervisor"}},{"id":"huge","when":{"totalMinor":"> 2500000"},"gives":{"level":"admin"}}]', '2000-01-01T00:00Z', 'parcours', 'parcours');
