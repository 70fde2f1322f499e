CREATE TABLE "late_originals" (
	"claim_id" text NOT NULL,
	"no" integer NOT NULL,
	"answer_no" integer NOT NULL,
	"units" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"customer_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "late_originals_claim_id_no_pk" PRIMARY KEY("claim_id","no"),
	CONSTRAINT "late_originals_amounts" CHECK ("late_originals"."units" > 0 and "late_originals"."amount_minor" >= 0)
);
--> statement-breakpoint
ALTER TABLE "claims" ADD COLUMN "wound_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD COLUMN "state" text DEFAULT 'in_force' NOT NULL;--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD COLUMN "approval_id" text;--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD COLUMN "taken_back" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "late_originals" ADD CONSTRAINT "late_originals_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_originals" ADD CONSTRAINT "late_originals_answer" FOREIGN KEY ("claim_id","answer_no") REFERENCES "public"."unreturned_originals"("claim_id","no") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "late_originals_customer" ON "late_originals" USING btree ("customer_id");--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD CONSTRAINT "unreturned_originals_approval_id_approvals_id_fk" FOREIGN KEY ("approval_id") REFERENCES "public"."approvals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "unreturned_originals_one_proposed" ON "unreturned_originals" USING btree ("claim_id") WHERE state = 'proposed';--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD CONSTRAINT "unreturned_originals_state" CHECK ("unreturned_originals"."state" in ('proposed','in_force','dropped'));--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD CONSTRAINT "unreturned_originals_asked" CHECK ("unreturned_originals"."state" <> 'proposed' or "unreturned_originals"."approval_id" is not null);--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD CONSTRAINT "unreturned_originals_taken_back" CHECK ("unreturned_originals"."taken_back" between 0 and "unreturned_originals"."units" and ("unreturned_originals"."taken_back" = 0 or "unreturned_originals"."state" = 'in_force'));--> statement-breakpoint
-- Charges count too: what one person charges, or one customer is charged, within a day.
create or replace view approval_requests as
  select 'order' as subject, a.id, customer_now(o.customer_id) as customer, a.requester, a.amount_minor, a.currency, a.raised_at as at
  from approvals a join orders o on o.id = a.order_id where a.state in ('open', 'approved')
  union all
  select 'claim', d.claim_id || '/' || d.no, customer_now(p.customer_id), d.proposed_by, d.amount_minor, c.currency, d.proposed_at
  from claim_decisions d join claims c on c.id = d.claim_id join processes p on p.id = d.claim_id
  where d.state in ('proposed', 'in_force')
  union all
  select 'charge', u.claim_id || '/charge-' || u.no, customer_now(u.customer_id), u.decided_by, u.amount_minor, u.currency, u.decided_at
  from unreturned_originals u where u.state in ('proposed', 'in_force') and u.answer = 'charge'
  union all
  select 'quote', q.opportunity_id || '/' || q.no, customer_now(p.customer_id), q.created_by, q.discount_minor, q.currency, q.created_at
  from quotes q join processes p on p.id = q.opportunity_id where q.state in ('open', 'awaiting_approval', 'accepted')
  union all
  select 'exit', f.exit_id, customer_now(f.customer_id), v.asked_by, f.value_minor, f.currency, v.at
  from exit_offers f join exit_evaluations v on v.exit_id = f.exit_id where f.state in ('awaiting_approval', 'open', 'accepted');
