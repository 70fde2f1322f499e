CREATE TABLE "exit_evaluations" (
	"exit_id" text PRIMARY KEY NOT NULL,
	"table_version" integer NOT NULL,
	"inputs" jsonb NOT NULL,
	"decision" jsonb NOT NULL,
	"asked_by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "level_ms" bigint;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "last_ms" bigint;--> statement-breakpoint
ALTER TABLE "exit_evaluations" ADD CONSTRAINT "exit_evaluations_exit_id_exits_id_fk" FOREIGN KEY ("exit_id") REFERENCES "public"."exits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tasks_process" ON "tasks" USING btree ("process_id","raised_at","id") WHERE process_id is not null;--> statement-breakpoint
insert into exit_evaluations (exit_id, table_version, inputs, decision, asked_by, at)
select f.exit_id, f.table_version, f.inputs, f.decision, coalesce(a.requester, p.opened_by), coalesce(a.raised_at, f.made_at, p.opened_at)
from exit_offers f join processes p on p.id = f.exit_id left join approvals a on a.id = f.approval_id;
--> statement-breakpoint
update approvals set level_ms = extract(epoch from escalates_at - raised_at) * 1000, last_ms = extract(epoch from expires_at - escalates_at) * 1000
where escalates_at is not null;
--> statement-breakpoint
-- A task belongs to the process that its subject begins with: whoever does it lets that process look again.
update tasks t set process_id = p.id from processes p where t.process_id is null and p.id = split_part(t.subject, '/', 1);
--> statement-breakpoint
ALTER TABLE "exit_offers" DROP COLUMN "table_version";--> statement-breakpoint
ALTER TABLE "exit_offers" DROP COLUMN "inputs";--> statement-breakpoint
ALTER TABLE "exit_offers" DROP COLUMN "decision";
--> statement-breakpoint
-- Everything that somebody asked for with an amount, whether another had to agree or not: what splitting is seen by.
create or replace view approval_requests as
  select 'order' as subject, a.id, customer_now(o.customer_id) as customer, a.requester, a.amount_minor, a.currency, a.raised_at as at
  from approvals a join orders o on o.id = a.order_id where a.state in ('open', 'approved')
  union all
  select 'claim', d.claim_id || '/' || d.no, customer_now(p.customer_id), d.proposed_by, d.amount_minor, c.currency, d.proposed_at
  from claim_decisions d join claims c on c.id = d.claim_id join processes p on p.id = d.claim_id
  where d.state in ('proposed', 'in_force')
  union all
  select 'quote', q.opportunity_id || '/' || q.no, customer_now(p.customer_id), q.created_by, q.discount_minor, q.currency, q.created_at
  from quotes q join processes p on p.id = q.opportunity_id where q.state in ('open', 'awaiting_approval', 'accepted')
  union all
  select 'exit', f.exit_id, customer_now(f.customer_id), v.asked_by, f.value_minor, f.currency, v.at
  from exit_offers f join exit_evaluations v on v.exit_id = f.exit_id where f.state in ('awaiting_approval', 'open', 'accepted');
