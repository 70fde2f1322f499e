CREATE TABLE "processes" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"customer_id" text,
	"status" text NOT NULL,
	"status_since" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"opened_by" text NOT NULL,
	"closed_at" timestamp with time zone,
	"wake_at" timestamp with time zone,
	"alarm_at" timestamp with time zone,
	"nudge_at" timestamp with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "processes_kind" CHECK ("processes"."kind" in ('opportunity','enrolment','onboarding','case','claim','exit')),
	CONSTRAINT "processes_closed" CHECK ("processes"."closed_at" is null or "processes"."wake_at" is null)
);
--> statement-breakpoint
CREATE TABLE "stuck_work" (
	"process_id" text NOT NULL,
	"no" integer NOT NULL,
	"work" text NOT NULL,
	"subject" text NOT NULL,
	"code" text NOT NULL,
	"detail" text NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"resolution" text,
	"resolved_by" text,
	"reason" text,
	CONSTRAINT "stuck_work_process_id_no_pk" PRIMARY KEY("process_id","no"),
	CONSTRAINT "stuck_work_resolution" CHECK ("stuck_work"."resolution" in ('retry','skip'))
);
--> statement-breakpoint
ALTER TABLE "processes" ADD CONSTRAINT "processes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stuck_work" ADD CONSTRAINT "stuck_work_process_id_processes_id_fk" FOREIGN KEY ("process_id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "processes_list" ON "processes" USING btree ("kind","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "processes_status" ON "processes" USING btree ("kind","status","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "processes_customer" ON "processes" USING btree ("customer_id","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "processes_nudge" ON "processes" USING btree ("nudge_at") WHERE nudge_at is not null;--> statement-breakpoint
CREATE INDEX "processes_wake" ON "processes" USING btree ("wake_at") WHERE wake_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "stuck_work_one_open" ON "stuck_work" USING btree ("process_id","work","subject") WHERE resolution is null;--> statement-breakpoint
-- The legal moves of every kind of process, from the tables in domain/; a test compares them.
create table process_moves (
  kind text not null, from_status text not null, to_status text not null, primary key (kind, from_status, to_status)
);
--> statement-breakpoint
create function refuse_illegal_process_move() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from process_moves m where m.kind = old.kind and m.from_status = old.status and m.to_status = new.status
  ) then
    raise exception '% %: no move from % to %', new.kind, new.id, old.status, new.status using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger processes_legal_move before update of status on processes for each row
  when (old.status is distinct from new.status) execute function refuse_illegal_process_move();
