CREATE TABLE "consents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" text NOT NULL,
	"channel" text NOT NULL,
	"given" boolean NOT NULL,
	"source" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "consents_channel" CHECK ("consents"."channel" in ('email','phone','sms'))
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"customer_id" text NOT NULL,
	"no" integer NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text,
	"locale" text NOT NULL,
	"role" text NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contacts_customer_id_no_pk" PRIMARY KEY("customer_id","no"),
	CONSTRAINT "contacts_locale" CHECK ("contacts"."locale" in ('en','fr'))
);
--> statement-breakpoint
CREATE TABLE "absences" (
	"staff_id" text NOT NULL,
	"no" integer NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"until_at" timestamp with time zone NOT NULL,
	"delegate_id" text,
	CONSTRAINT "absences_staff_id_no_pk" PRIMARY KEY("staff_id","no"),
	CONSTRAINT "absences_order" CHECK ("absences"."from_at" < "absences"."until_at"),
	CONSTRAINT "absences_not_self" CHECK ("absences"."delegate_id" is distinct from "absences"."staff_id")
);
--> statement-breakpoint
CREATE TABLE "calendars" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"zone" text NOT NULL,
	"week" jsonb NOT NULL,
	"holidays" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"half_days" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"leave" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "calendars_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"team" text NOT NULL,
	"languages" jsonb NOT NULL,
	"territories" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"calendar_id" text NOT NULL,
	"capacity" integer DEFAULT 1 NOT NULL,
	"manager_id" text,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "staff_capacity" CHECK ("staff"."capacity" >= 0)
);
--> statement-breakpoint
ALTER TABLE "customers" ALTER COLUMN "bill_to" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "commercial" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_delegate_id_staff_id_fk" FOREIGN KEY ("delegate_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consents_customer" ON "consents" USING btree ("customer_id","channel","at");--> statement-breakpoint
CREATE UNIQUE INDEX "absences_start" ON "absences" USING btree ("staff_id","from_at");--> statement-breakpoint
CREATE INDEX "staff_team" ON "staff" USING btree ("team") WHERE active;--> statement-breakpoint
CREATE INDEX "messages_customer" ON "messages" USING btree ("customer_id","created_at");--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_bill_to" CHECK ("customers"."bill_to" is not null or "customers"."lifecycle" in ('prospect','exited','erased'));--> statement-breakpoint
-- The legal steps of domain/customers/lifecycle.ts; a test compares the two.
create table customer_moves (from_lifecycle text not null, to_lifecycle text not null, primary key (from_lifecycle, to_lifecycle));
--> statement-breakpoint
insert into customer_moves values
  ('prospect', 'onboarding'), ('onboarding', 'active'), ('onboarding', 'exiting'), ('active', 'at_risk'), ('active', 'exiting'),
  ('at_risk', 'active'), ('at_risk', 'exiting'), ('exiting', 'active'), ('exiting', 'exited'), ('exited', 'erased'), ('exited', 'prospect');
--> statement-breakpoint
create function refuse_illegal_lifecycle() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from customer_moves m where m.from_lifecycle = old.lifecycle and m.to_lifecycle = new.lifecycle
  ) then
    raise exception 'customer %: no move from % to %', new.id, old.lifecycle, new.lifecycle using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger customers_legal_move before update of lifecycle on customers for each row
  when (old.lifecycle is distinct from new.lifecycle) execute function refuse_illegal_lifecycle();
