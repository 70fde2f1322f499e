CREATE TABLE "customer_merges" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "customer_merges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kept_id" text NOT NULL,
	"absorbed_id" text NOT NULL,
	"filled" jsonb NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"merged_by" text NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" text
);
--> statement-breakpoint
CREATE TABLE "approval_plans" (
	"subject" text NOT NULL,
	"currency" text NOT NULL,
	"from_minor" bigint NOT NULL,
	"steps" jsonb NOT NULL,
	CONSTRAINT "approval_plans_subject_currency_from_minor_pk" PRIMARY KEY("subject","currency","from_minor")
);
--> statement-breakpoint
CREATE TABLE "approval_votes" (
	"approval_id" text NOT NULL,
	"by" text NOT NULL,
	"step" integer NOT NULL,
	"seat" text NOT NULL,
	"stands_for" text,
	"approve" boolean NOT NULL,
	"reason" text NOT NULL,
	"digest" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "approval_votes_approval_id_by_pk" PRIMARY KEY("approval_id","by")
);
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "initiator" text;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "steps" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "progress" jsonb;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "decided_for" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "purpose" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "lifecycle" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "customer_version" integer;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "consents_seen" bigint;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "person" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "customer_id" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "process_id" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "evidence_wanted" text;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "evidence" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "customer_id" text;--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "limits" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_merges" ADD CONSTRAINT "customer_merges_kept_id_customers_id_fk" FOREIGN KEY ("kept_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_merges" ADD CONSTRAINT "customer_merges_absorbed_id_customers_id_fk" FOREIGN KEY ("absorbed_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_votes" ADD CONSTRAINT "approval_votes_approval_id_approvals_id_fk" FOREIGN KEY ("approval_id") REFERENCES "public"."approvals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_merges_kept" ON "customer_merges" USING btree ("kept_id");--> statement-breakpoint
CREATE UNIQUE INDEX "customer_merges_absorbed" ON "customer_merges" USING btree ("absorbed_id") WHERE undone_at is null;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_process_id_processes_id_fk" FOREIGN KEY ("process_id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customers_list" ON "customers" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "customers_merged" ON "customers" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX "customers_search_trgm" ON "customers" USING gin (("name" || ' ' || "email") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "tasks_customer" ON "tasks" USING btree ("customer_id","raised_at","id") WHERE customer_id is not null;--> statement-breakpoint
CREATE INDEX "tasks_customer_closed" ON "tasks" USING btree ("customer_id","closed_at","id") WHERE customer_id is not null;--> statement-breakpoint
CREATE INDEX "tasks_person" ON "tasks" USING btree ("person","raised_at","id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "events_customer" ON "events" USING btree ("customer_id","at","id") WHERE customer_id is not null;--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_merged_into_other" CHECK ("customers"."merged_into" is distinct from "customers"."id");--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_not_for_requester" CHECK ("approvals"."decided_for" is null or ("approvals"."decided_for" <> "approvals"."requester" and "approvals"."decided_for" is distinct from "approvals"."initiator"));--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_not_by_initiator" CHECK ("approvals"."decided_by" is null or "approvals"."decided_by" is distinct from "approvals"."initiator");--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_evidence" CHECK ("tasks"."state" <> 'done' or "tasks"."evidence_wanted" is null or "tasks"."evidence" is not null);--> statement-breakpoint
update events e set customer_id = o.customer_id from orders o where e.aggregate = 'order' and o.id = e.aggregate_id;
--> statement-breakpoint
update events e set customer_id = p.customer_id from processes p where p.kind = e.aggregate and p.id = e.aggregate_id;
--> statement-breakpoint
update events set customer_id = aggregate_id where aggregate = 'customer';
--> statement-breakpoint
update tasks t set customer_id = o.customer_id from orders o where o.id = t.order_id;
--> statement-breakpoint
update messages m set lifecycle = c.lifecycle, customer_version = c.version, purpose = case when m.commercial then 'offer' end,
  consents_seen = (select max(k.id) from consents k where k.customer_id = m.customer_id)
from customers c where c.id = m.customer_id;
--> statement-breakpoint
-- Who answers for a customer: themselves, or the one they were merged into. One step: a merged customer absorbs nobody.
create function customer_now(customer text) returns text language sql stable as
$$ select coalesce((select merged_into from customers where id = customer), customer) $$;
--> statement-breakpoint
-- A customer and everybody merged into them.
create function customer_family(customer text) returns setof text language sql stable rows 2 as
$$ select customer union all select id from customers where merged_into = customer $$;
--> statement-breakpoint
-- Everything that somebody asked for with an amount, whether another had to agree or not: what splitting is seen by.
create view approval_requests as
  select 'order' as subject, a.id, customer_now(o.customer_id) as customer, a.requester, a.amount_minor, a.currency, a.raised_at as at
  from approvals a join orders o on o.id = a.order_id where a.state in ('open', 'approved')
  union all
  select 'claim', d.claim_id || '/' || d.no, customer_now(p.customer_id), d.proposed_by, d.amount_minor, c.currency, d.proposed_at
  from claim_decisions d join claims c on c.id = d.claim_id join processes p on p.id = d.claim_id
  where d.state in ('proposed', 'in_force')
  union all
  select 'quote', q.opportunity_id || '/' || q.no, customer_now(p.customer_id), q.created_by, q.discount_minor, q.currency, q.created_at
  from quotes q join processes p on p.id = q.opportunity_id where q.state in ('open', 'awaiting_approval', 'accepted');
--> statement-breakpoint
create function refuse_own_vote() returns trigger language plpgsql as $$
declare asked approvals;
begin
  select * into asked from approvals where id = new.approval_id;
  if new.by in (asked.requester, asked.initiator) or new.stands_for in (asked.requester, asked.initiator) then
    raise exception 'approval %: % may not decide what they or whom they stand in for asked for', new.approval_id, new.by
      using errcode = 'check_violation';
  end if;
  if asked.state <> 'open' or new.digest <> asked.digest or new.at >= asked.expires_at then
    raise exception 'approval %: a vote on something else, or too late', new.approval_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger approval_votes_own before insert or update on approval_votes for each row execute function refuse_own_vote();
