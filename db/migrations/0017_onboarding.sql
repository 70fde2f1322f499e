CREATE TABLE "customer_news" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "customer_news_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "onboarding_check_ins" (
	"onboarding_id" text NOT NULL,
	"day" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "onboarding_check_ins_onboarding_id_day_pk" PRIMARY KEY("onboarding_id","day"),
	CONSTRAINT "onboarding_check_ins_outcome" CHECK ("onboarding_check_ins"."outcome" in ('told','withheld','missed'))
);
--> statement-breakpoint
CREATE TABLE "onboarding_tasks" (
	"onboarding_id" text NOT NULL,
	"task_id" text NOT NULL,
	"no" integer NOT NULL,
	"title" jsonb NOT NULL,
	"phase" text NOT NULL,
	"side" text NOT NULL,
	"due_in_days" integer NOT NULL,
	"depends_on" jsonb NOT NULL,
	"evidence" text,
	"ladder" jsonb NOT NULL,
	"promise" boolean NOT NULL,
	"completed_at" timestamp with time zone,
	"completed_by" text,
	"brought" text,
	"reopened_at" timestamp with time zone,
	"round" integer DEFAULT 1 NOT NULL,
	"told" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "onboarding_tasks_onboarding_id_task_id_pk" PRIMARY KEY("onboarding_id","task_id"),
	CONSTRAINT "onboarding_tasks_side" CHECK ("onboarding_tasks"."side" in ('us','customer')),
	CONSTRAINT "onboarding_tasks_completed" CHECK (("onboarding_tasks"."completed_at" is null) = ("onboarding_tasks"."completed_by" is null)),
	CONSTRAINT "onboarding_tasks_evidence" CHECK ("onboarding_tasks"."evidence" is null or "onboarding_tasks"."completed_at" is null or length(trim(coalesce("onboarding_tasks"."brought", ''))) > 0)
);
--> statement-breakpoint
CREATE TABLE "onboarding_templates" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"name" jsonb NOT NULL,
	"stall_after_days" integer NOT NULL,
	"tasks" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "onboarding_templates_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "onboardings" (
	"id" text PRIMARY KEY NOT NULL,
	"template_id" text NOT NULL,
	"template_version" integer NOT NULL,
	"owner" text NOT NULL,
	"calendar" text NOT NULL,
	"customer_calendar" text NOT NULL,
	"contact_no" integer,
	"opportunity_id" text,
	"start_at" timestamp with time zone NOT NULL,
	"welcomed_at" timestamp with time zone,
	"task_done_at" timestamp with time zone,
	"stalled_at" timestamp with time zone,
	"stalls" integer DEFAULT 0 NOT NULL,
	"activated_at" timestamp with time zone,
	"activated_by" text,
	"completed_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"cancel_reason" text,
	"policy" jsonb NOT NULL,
	CONSTRAINT "onboardings_activated" CHECK (("onboardings"."activated_at" is null) = ("onboardings"."activated_by" is null)),
	CONSTRAINT "onboardings_one_end" CHECK ("onboardings"."completed_at" is null or "onboardings"."cancelled_at" is null),
	CONSTRAINT "onboardings_completed" CHECK ("onboardings"."completed_at" is null or "onboardings"."activated_at" is not null),
	CONSTRAINT "onboardings_cancelled" CHECK (("onboardings"."cancelled_at" is null) = ("onboardings"."cancel_reason" is null))
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "contact_no" integer;--> statement-breakpoint
ALTER TABLE "onboarding_check_ins" ADD CONSTRAINT "onboarding_check_ins_onboarding_id_onboardings_id_fk" FOREIGN KEY ("onboarding_id") REFERENCES "public"."onboardings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "onboarding_tasks" ADD CONSTRAINT "onboarding_tasks_onboarding_id_onboardings_id_fk" FOREIGN KEY ("onboarding_id") REFERENCES "public"."onboardings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "onboardings" ADD CONSTRAINT "onboardings_id_processes_id_fk" FOREIGN KEY ("id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "onboardings" ADD CONSTRAINT "onboardings_template" FOREIGN KEY ("template_id","template_version") REFERENCES "public"."onboarding_templates"("id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "onboardings_owner" ON "onboardings" USING btree ("owner");--> statement-breakpoint
CREATE UNIQUE INDEX "processes_one_onboarding" ON "processes" USING btree ("customer_id") WHERE kind = 'onboarding' and status not in ('completed','cancelled');--> statement-breakpoint
insert into process_moves values
  ('onboarding', 'created', 'kickoff'), ('onboarding', 'created', 'stalled'), ('onboarding', 'created', 'cancelled'),
  ('onboarding', 'kickoff', 'provisioning'), ('onboarding', 'kickoff', 'stalled'), ('onboarding', 'kickoff', 'cancelled'),
  ('onboarding', 'provisioning', 'kickoff'), ('onboarding', 'provisioning', 'training'), ('onboarding', 'provisioning', 'stalled'), ('onboarding', 'provisioning', 'cancelled'),
  ('onboarding', 'training', 'kickoff'), ('onboarding', 'training', 'provisioning'), ('onboarding', 'training', 'go_live'), ('onboarding', 'training', 'stalled'), ('onboarding', 'training', 'cancelled'),
  ('onboarding', 'go_live', 'kickoff'), ('onboarding', 'go_live', 'provisioning'), ('onboarding', 'go_live', 'training'), ('onboarding', 'go_live', 'verification'), ('onboarding', 'go_live', 'stalled'), ('onboarding', 'go_live', 'cancelled'),
  ('onboarding', 'verification', 'kickoff'), ('onboarding', 'verification', 'provisioning'), ('onboarding', 'verification', 'training'), ('onboarding', 'verification', 'go_live'), ('onboarding', 'verification', 'completed'), ('onboarding', 'verification', 'stalled'), ('onboarding', 'verification', 'cancelled'),
  ('onboarding', 'stalled', 'created'), ('onboarding', 'stalled', 'kickoff'), ('onboarding', 'stalled', 'provisioning'), ('onboarding', 'stalled', 'training'), ('onboarding', 'stalled', 'go_live'), ('onboarding', 'stalled', 'verification'), ('onboarding', 'stalled', 'cancelled');
--> statement-breakpoint
-- A version of a template never changes: onboardings say by which one they run.
create function refuse_template_change() returns trigger language plpgsql as $$
begin
  raise exception 'onboarding_templates is append-only' using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger onboarding_templates_append_only before update or delete on onboarding_templates
  for each row execute function refuse_template_change();
--> statement-breakpoint
insert into onboarding_templates (id, version, name, stall_after_days, created_by, tasks) values
  ('standard', 1, '{"en": "Standard onboarding", "fr": "Accueil standard"}', 14, 'parcours', '[
  {"id": "welcome-call", "title": {"en": "Welcome call", "fr": "Appel de bienvenue"}, "phase": "kickoff", "side": "us", "dueInDays": 2, "dependsOn": [], "evidence": null, "ladder": [{"afterDays": 1, "tell": "owner"}, {"afterDays": 5, "tell": "manager"}]},
  {"id": "contacts", "title": {"en": "Name who decides, who orders and who pays", "fr": "Indiquer qui décide, qui commande et qui paie"}, "phase": "kickoff", "side": "customer", "dueInDays": 3, "dependsOn": ["welcome-call"], "evidence": "note", "ladder": [{"afterDays": 2, "tell": "customer"}, {"afterDays": 5, "tell": "customer"}, {"afterDays": 7, "tell": "owner"}, {"afterDays": 10, "tell": "manager"}]},
  {"id": "account", "title": {"en": "Set up the account, its prices and its terms", "fr": "Ouvrir le compte, ses tarifs et ses conditions"}, "phase": "provisioning", "side": "us", "dueInDays": 2, "dependsOn": ["welcome-call"], "evidence": null, "ladder": [{"afterDays": 1, "tell": "owner"}, {"afterDays": 5, "tell": "manager"}]},
  {"id": "addresses", "title": {"en": "Send the delivery and billing addresses", "fr": "Envoyer les adresses de livraison et de facturation"}, "phase": "provisioning", "side": "customer", "dueInDays": 5, "dependsOn": ["welcome-call"], "evidence": "file", "ladder": [{"afterDays": 2, "tell": "customer"}, {"afterDays": 5, "tell": "customer"}, {"afterDays": 7, "tell": "owner"}, {"afterDays": 10, "tell": "manager"}]},
  {"id": "training", "title": {"en": "Training session", "fr": "Séance de formation"}, "phase": "training", "side": "us", "dueInDays": 5, "dependsOn": ["contacts", "account"], "evidence": "date", "ladder": [{"afterDays": 1, "tell": "owner"}, {"afterDays": 5, "tell": "manager"}]},
  {"id": "first-order", "title": {"en": "Choose what the first order holds", "fr": "Choisir le contenu de la première commande"}, "phase": "go_live", "side": "customer", "dueInDays": 5, "dependsOn": ["training", "addresses"], "evidence": null, "ladder": [{"afterDays": 2, "tell": "customer"}, {"afterDays": 5, "tell": "customer"}, {"afterDays": 7, "tell": "owner"}, {"afterDays": 10, "tell": "manager"}]},
  {"id": "review", "title": {"en": "Go through the set-up together", "fr": "Revoir la mise en place ensemble"}, "phase": "verification", "side": "us", "dueInDays": 3, "dependsOn": ["first-order"], "evidence": null, "ladder": [{"afterDays": 1, "tell": "owner"}, {"afterDays": 5, "tell": "manager"}]}
]');
--> statement-breakpoint
-- What an onboarding must look at; the argument names the column that holds the customer. Its own row is not touched here: processes are locked before customers and orders.
create function tell_news_of_customer() returns trigger language plpgsql as $$
begin
  insert into customer_news (customer_id) values (to_jsonb(new) ->> tg_argv[0]);
  return null;
end $$;
--> statement-breakpoint
create trigger customers_news after update of lifecycle on customers for each row
  when (old.lifecycle is distinct from new.lifecycle and new.lifecycle in ('exiting', 'exited', 'erased'))
  execute function tell_news_of_customer('id');
--> statement-breakpoint
create trigger interactions_news after insert on interactions for each row
  execute function tell_news_of_customer('customer_id');
--> statement-breakpoint
-- Unconditional: an onboarding that is opened at this instant would not be seen from here.
create trigger orders_delivered_news after update of delivered_at on orders for each row
  when (new.delivered_at is not null and old.delivered_at is null) execute function tell_news_of_customer('customer_id');
--> statement-breakpoint
-- A sign of life is no loss when it is seen late, so the order's intake pays for a look-up alone.
create function tell_news_of_placed_order() returns trigger language plpgsql as $$
begin
  insert into customer_news (customer_id) select new.customer_id where exists (
    select 1 from processes p where p.customer_id = new.customer_id and p.kind = 'onboarding' and p.status = 'stalled'
  );
  return null;
end $$;
--> statement-breakpoint
create trigger orders_placed_news after insert on orders for each row execute function tell_news_of_placed_order();
