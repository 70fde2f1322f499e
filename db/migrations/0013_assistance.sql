CREATE TABLE "case_clocks" (
	"case_id" text NOT NULL,
	"clock" text NOT NULL,
	"no" integer NOT NULL,
	"state" text NOT NULL,
	"target_ms" bigint NOT NULL,
	"consumed_ms" bigint NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"calendar" text NOT NULL,
	"reached_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	CONSTRAINT "case_clocks_case_id_clock_no_pk" PRIMARY KEY("case_id","clock","no")
);
--> statement-breakpoint
CREATE TABLE "case_events" (
	"case_id" text NOT NULL,
	"no" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"event" jsonb NOT NULL,
	CONSTRAINT "case_events_case_id_no_pk" PRIMARY KEY("case_id","no")
);
--> statement-breakpoint
CREATE TABLE "case_levels" (
	"case_id" text NOT NULL,
	"clock" text NOT NULL,
	"no" integer NOT NULL,
	"percent" integer NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"fired_at" timestamp with time zone NOT NULL,
	CONSTRAINT "case_levels_case_id_clock_no_percent_pk" PRIMARY KEY("case_id","clock","no","percent")
);
--> statement-breakpoint
CREATE TABLE "case_messages" (
	"case_id" text NOT NULL,
	"no" integer NOT NULL,
	"direction" text NOT NULL,
	"channel" text NOT NULL,
	"author" text NOT NULL,
	"body" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "case_messages_case_id_no_pk" PRIMARY KEY("case_id","no"),
	CONSTRAINT "case_messages_direction" CHECK ("case_messages"."direction" in ('inbound','outbound','internal'))
);
--> statement-breakpoint
CREATE TABLE "case_turns" (
	"team" text NOT NULL,
	"staff_id" text NOT NULL,
	"turns" integer NOT NULL,
	CONSTRAINT "case_turns_team_staff_id_pk" PRIMARY KEY("team","staff_id")
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"channel" text NOT NULL,
	"priority" text NOT NULL,
	"sla_id" text NOT NULL,
	"sla_version" integer NOT NULL,
	"team" text NOT NULL,
	"owner_id" text,
	"order_id" text,
	"merged_into" text,
	"policy" jsonb NOT NULL,
	"waits" integer DEFAULT 0 NOT NULL,
	"reminders_sent" integer DEFAULT 0 NOT NULL,
	"remind_at" timestamp with time zone,
	"satisfaction" smallint,
	"satisfaction_comment" text,
	CONSTRAINT "cases_satisfaction" CHECK ("cases"."satisfaction" between 0 and 10),
	CONSTRAINT "cases_not_into_itself" CHECK ("cases"."merged_into" is distinct from "cases"."id"),
	CONSTRAINT "cases_priority" CHECK ("cases"."priority" in ('low','normal','high','urgent'))
);
--> statement-breakpoint
CREATE TABLE "slas" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"calendar_id" text NOT NULL,
	"targets" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "slas_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
ALTER TABLE "case_clocks" ADD CONSTRAINT "case_clocks_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_events" ADD CONSTRAINT "case_events_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_levels" ADD CONSTRAINT "case_levels_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_messages" ADD CONSTRAINT "case_messages_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_turns" ADD CONSTRAINT "case_turns_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_id_processes_id_fk" FOREIGN KEY ("id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_owner_id_staff_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_merged_into_cases_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_sla_id_sla_version_slas_id_version_fk" FOREIGN KEY ("sla_id","sla_version") REFERENCES "public"."slas"("id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_clocks_due" ON "case_clocks" USING btree ("due_at","case_id") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "cases_owner" ON "cases" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "cases_merged" ON "cases" USING btree ("merged_into") WHERE merged_into is not null;--> statement-breakpoint
insert into process_moves values
  ('case', 'new', 'triaged'), ('case', 'new', 'merged'), ('case', 'new', 'spam'),
  ('case', 'triaged', 'in_progress'), ('case', 'triaged', 'merged'), ('case', 'triaged', 'spam'),
  ('case', 'in_progress', 'waiting_customer'), ('case', 'in_progress', 'waiting_third_party'), ('case', 'in_progress', 'resolved'), ('case', 'in_progress', 'merged'), ('case', 'in_progress', 'spam'),
  ('case', 'waiting_customer', 'in_progress'), ('case', 'waiting_customer', 'waiting_third_party'), ('case', 'waiting_customer', 'resolved'), ('case', 'waiting_customer', 'merged'),
  ('case', 'waiting_third_party', 'in_progress'), ('case', 'waiting_third_party', 'waiting_customer'), ('case', 'waiting_third_party', 'resolved'), ('case', 'waiting_third_party', 'merged'),
  ('case', 'resolved', 'in_progress'), ('case', 'resolved', 'closed');
--> statement-breakpoint
-- What the clocks are folded from is never rewritten.
create function refuse_case_event_change() returns trigger language plpgsql as $$
begin
  raise exception 'case_events is append-only' using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger case_events_append_only before update or delete on case_events for each row execute function refuse_case_event_change();
--> statement-breakpoint
-- Somebody who would advise others against us is not put aside without saying what came of it.
alter table tasks add constraint tasks_detractor_outcome
  check (kind <> 'detractor_follow_up' or state = 'open' or length(trim(coalesce(outcome, ''))) > 0);
