CREATE TABLE "exit_balances" (
	"exit_id" text NOT NULL,
	"currency" text NOT NULL,
	"customer_owes_minor" bigint NOT NULL,
	"we_owe_minor" bigint NOT NULL,
	"net_minor" bigint NOT NULL,
	CONSTRAINT "exit_balances_exit_id_currency_pk" PRIMARY KEY("exit_id","currency"),
	CONSTRAINT "exit_balances_net" CHECK ("exit_balances"."net_minor" = "exit_balances"."customer_owes_minor" - "exit_balances"."we_owe_minor"),
	CONSTRAINT "exit_balances_sides" CHECK (least("exit_balances"."customer_owes_minor", "exit_balances"."we_owe_minor") >= 0)
);
--> statement-breakpoint
CREATE TABLE "exit_documents" (
	"exit_id" text NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"sha256" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "exit_documents_exit_id_name_pk" PRIMARY KEY("exit_id","name")
);
--> statement-breakpoint
CREATE TABLE "exit_items" (
	"exit_id" text NOT NULL,
	"no" integer NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"terms" text NOT NULL,
	CONSTRAINT "exit_items_exit_id_no_pk" PRIMARY KEY("exit_id","no"),
	CONSTRAINT "exit_items_amount" CHECK ("exit_items"."amount_minor" >= 0),
	CONSTRAINT "exit_items_terms" CHECK ("exit_items"."terms" in ('account','card'))
);
--> statement-breakpoint
CREATE TABLE "exit_offers" (
	"exit_id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"table_version" integer NOT NULL,
	"inputs" jsonb NOT NULL,
	"decision" jsonb NOT NULL,
	"kind" text NOT NULL,
	"value_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"stands_days" integer NOT NULL,
	"state" text NOT NULL,
	"approval_id" text,
	"made_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"accepted_at" timestamp with time zone,
	"again_at" timestamp with time zone,
	CONSTRAINT "exit_offers_state" CHECK ("exit_offers"."state" in ('awaiting_approval','open','accepted','refused','expired','not_approved','void')),
	CONSTRAINT "exit_offers_value" CHECK ("exit_offers"."value_minor" >= 0),
	CONSTRAINT "exit_offers_accepted" CHECK (("exit_offers"."state" = 'accepted') = ("exit_offers"."accepted_at" is not null) and ("exit_offers"."accepted_at" is null) = ("exit_offers"."again_at" is null))
);
--> statement-breakpoint
CREATE TABLE "exit_settlements" (
	"exit_id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"settled_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exits" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"policy" jsonb NOT NULL,
	"zone" text NOT NULL,
	"notice" jsonb NOT NULL,
	"open_orders" text NOT NULL,
	"reason" text,
	"comment" text,
	"offer_answer" text,
	"notice_last_day" date,
	"notice_ends_at" timestamp with time zone,
	"rescinded_at" timestamp with time zone,
	"settling_since" timestamp with time zone,
	"next_check_at" timestamp with time zone,
	"documents_at" timestamp with time zone,
	"confirmed_at" timestamp with time zone,
	"erase_at" timestamp with time zone,
	"erase_started_at" timestamp with time zone,
	"erased_at" timestamp with time zone,
	"won_back_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "exits_kind" CHECK ("exits"."kind" in ('customer_request','non_payment','fraud','death','insolvency')),
	CONSTRAINT "exits_open_orders" CHECK ("exits"."open_orders" in ('cancel','deliver')),
	CONSTRAINT "exits_notice" CHECK (("exits"."notice_ends_at" is null) = ("exits"."notice_last_day" is null)),
	CONSTRAINT "exits_erased_within_30_days" CHECK ("exits"."erase_at" <= "exits"."confirmed_at" + interval '30 days')
);
--> statement-breakpoint
ALTER TABLE "exit_balances" ADD CONSTRAINT "exit_balances_exit_id_exit_settlements_exit_id_fk" FOREIGN KEY ("exit_id") REFERENCES "public"."exit_settlements"("exit_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exit_documents" ADD CONSTRAINT "exit_documents_exit_id_exits_id_fk" FOREIGN KEY ("exit_id") REFERENCES "public"."exits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exit_items" ADD CONSTRAINT "exit_items_exit_id_exit_settlements_exit_id_fk" FOREIGN KEY ("exit_id") REFERENCES "public"."exit_settlements"("exit_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exit_offers" ADD CONSTRAINT "exit_offers_exit_id_exits_id_fk" FOREIGN KEY ("exit_id") REFERENCES "public"."exits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exit_offers" ADD CONSTRAINT "exit_offers_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exit_settlements" ADD CONSTRAINT "exit_settlements_exit_id_exits_id_fk" FOREIGN KEY ("exit_id") REFERENCES "public"."exits"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exit_settlements" ADD CONSTRAINT "exit_settlements_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exits" ADD CONSTRAINT "exits_id_processes_id_fk" FOREIGN KEY ("id") REFERENCES "public"."processes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exits" ADD CONSTRAINT "exits_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "exit_items_once" ON "exit_items" USING btree ("kind","source") WHERE terms = 'account';--> statement-breakpoint
CREATE INDEX "exit_offers_customer" ON "exit_offers" USING btree ("customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "exits_one_open" ON "exits" USING btree ("customer_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "exits_customer" ON "exits" USING btree ("customer_id");
--> statement-breakpoint
-- Of two exits of one customer no two accepted offers lie within 12 months of each other.
create extension if not exists btree_gist;
--> statement-breakpoint
alter table exit_offers add constraint exit_offers_one_a_year
  exclude using gist (customer_id with =, tstzrange(accepted_at, again_at) with &&) where (state = 'accepted');
--> statement-breakpoint
insert into process_moves values
  ('exit', 'requested', 'reason_captured'), ('exit', 'requested', 'rescinded'),
  ('exit', 'reason_captured', 'retention'), ('exit', 'reason_captured', 'notice'), ('exit', 'reason_captured', 'rescinded'),
  ('exit', 'retention', 'retained'), ('exit', 'retention', 'notice'), ('exit', 'retention', 'rescinded'),
  ('exit', 'notice', 'settling'), ('exit', 'notice', 'rescinded'),
  ('exit', 'settling', 'exporting'), ('exit', 'exporting', 'confirmed'), ('exit', 'confirmed', 'retention_hold'),
  ('exit', 'retention_hold', 'erased'), ('exit', 'retention_hold', 'won_back');
--> statement-breakpoint
-- The rules an installation begins with; whoever owns them writes the next version.
insert into decision_tables (id, version, hit_policy, inputs, outputs, rules, effective_from, created_by, activated_by) values
  ('exit-offer', 1, 'FIRST', '[{"name":"reason","type":"string"},{"name":"valueBand","type":"string"},{"name":"tenureMonths","type":"number"},{"name":"currency","type":"string"}]', '[{"name":"offer"},{"name":"valueMinor"},{"name":"standsDays"}]', '[{"id":"cannot-be-kept","when":{"reason":"\"moving\",\"not_needed\",\"not_given\""},"gives":{"offer":"none","valueMinor":0,"standsDays":0}},{"id":"dear-and-long-here","when":{"valueBand":"\"high\"","tenureMonths":">= 12"},"gives":{"offer":"credit","valueMinor":25000,"standsDays":14}},{"id":"price","when":{"reason":"\"price\",\"competitor\"","valueBand":"\"middle\",\"high\""},"gives":{"offer":"discount","valueMinor":10000,"standsDays":14}},{"id":"let-down","when":{"reason":"\"service\",\"quality\",\"delivery\""},"gives":{"offer":"credit","valueMinor":5000,"standsDays":14}},{"id":"talk","when":{},"gives":{"offer":"call","valueMinor":0,"standsDays":7}}]', '2000-01-01T00:00Z', 'parcours', 'parcours');
--> statement-breakpoint
-- A settlement stands: what was netted is neither changed nor taken away.
create function refuse_settled_change() returns trigger language plpgsql as $$
begin
  raise exception '% of exit % is settled and stays', tg_table_name, old.exit_id using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger exit_settlements_stay before update or delete on exit_settlements for each row execute function refuse_settled_change();
--> statement-breakpoint
create trigger exit_balances_stay before update or delete on exit_balances for each row execute function refuse_settled_change();
--> statement-breakpoint
create trigger exit_items_stay before update or delete on exit_items for each row execute function refuse_settled_change();
--> statement-breakpoint
-- What happened is never rewritten, but for what a person said in it, by the exit that erases them while it is due.
create function is_erasing() returns boolean language sql stable as $$
  select exists (select 1 from exits e join processes p on p.id = e.id
    where e.id = nullif(current_setting('parcours.erasing_exit', true), '')
      and p.status = 'retention_hold' and e.erase_started_at is not null and e.erased_at is null);
$$;
--> statement-breakpoint
create function keep_events() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and is_erasing() then
    if (to_jsonb(new) - 'data') = (to_jsonb(old) - 'data') then return new; end if;
  end if;
  raise exception 'events is append-only' using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger events_append_only before update or delete on events for each row execute function keep_events();
--> statement-breakpoint
-- A JSON value with every text taken out that is not a code, an id, an instant or a digest; `p_words` are keys whose text goes in any case.
create function without_texts(p_value jsonb, p_words text[]) returns jsonb language plpgsql immutable as $$
begin
  case jsonb_typeof(p_value)
    when 'object' then
      return coalesce((select jsonb_object_agg(key, case when key = any (p_words) and value <> 'null' then '"erased"'
        else without_texts(value, p_words) end) from jsonb_each(p_value)), '{}');
    when 'array' then
      return coalesce((select jsonb_agg(without_texts(value, p_words) order by no)
        from jsonb_array_elements(p_value) with ordinality as e (value, no)), '[]');
    when 'string' then
      if p_value #>> '{}' ~ '^([a-z][a-z0-9_.]*|[A-Z]{2,3}-[A-Z0-9]+(-[A-Z0-9]+)*|[A-Z0-9_-]{1,12}|\d{4}-\d\d-\d\d(T[0-9:.]+Z)?|[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'
      then return p_value; end if;
      return '"erased"';
    else
      return p_value;
  end case;
end $$;
