CREATE SEQUENCE "public"."readable_ids" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "kit_parts" (
	"sku" text NOT NULL,
	"part_sku" text NOT NULL,
	"quantity" integer NOT NULL,
	CONSTRAINT "kit_parts_sku_part_sku_pk" PRIMARY KEY("sku","part_sku"),
	CONSTRAINT "kit_parts_quantity" CHECK ("kit_parts"."quantity" >= 1 and "kit_parts"."sku" <> "kit_parts"."part_sku")
);
--> statement-breakpoint
CREATE TABLE "product_prices" (
	"sku" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "product_prices_sku_currency_pk" PRIMARY KEY("sku","currency"),
	CONSTRAINT "product_prices_amount" CHECK ("product_prices"."amount_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "products" (
	"sku" text PRIMARY KEY NOT NULL,
	"name_en" text NOT NULL,
	"name_fr" text NOT NULL,
	"tax_class" text NOT NULL,
	"weight_grams" integer NOT NULL,
	"sold" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tax_rates" (
	"region" text NOT NULL,
	"tax_class" text NOT NULL,
	"rate_ppm" integer NOT NULL,
	CONSTRAINT "tax_rates_region_tax_class_pk" PRIMARY KEY("region","tax_class"),
	CONSTRAINT "tax_rates_rate" CHECK ("tax_rates"."rate_ppm" between 0 and 1000000)
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text,
	"locale" text NOT NULL,
	"lifecycle" text DEFAULT 'active' NOT NULL,
	"bill_to" jsonb NOT NULL,
	"credit_limit_minor" bigint,
	"credit_currency" text,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customers_locale" CHECK ("customers"."locale" in ('en','fr')),
	CONSTRAINT "customers_lifecycle" CHECK ("customers"."lifecycle" in ('prospect','onboarding','active','at_risk','exiting','exited','erased')),
	CONSTRAINT "customers_credit" CHECK (("customers"."credit_limit_minor" is null) = ("customers"."credit_currency" is null))
);
--> statement-breakpoint
CREATE TABLE "incoming_receipts" (
	"id" text PRIMARY KEY NOT NULL,
	"sku" text NOT NULL,
	"location_id" text NOT NULL,
	"quantity" integer NOT NULL,
	"expected_on" date NOT NULL,
	"received_at" timestamp with time zone,
	CONSTRAINT "incoming_receipts_quantity" CHECK ("incoming_receipts"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "locations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"country" text NOT NULL,
	"region" text NOT NULL,
	"postal_code" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reservation_requests" (
	"order_id" text NOT NULL,
	"purpose" text NOT NULL,
	"generation" integer NOT NULL,
	"digest" text NOT NULL,
	"accepted" boolean NOT NULL,
	CONSTRAINT "reservation_requests_order_id_purpose_generation_pk" PRIMARY KEY("order_id","purpose","generation")
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reservations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"order_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"shipment_no" integer,
	"sku" text NOT NULL,
	"location_id" text,
	"quantity" integer NOT NULL,
	"state" text NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"priority" integer DEFAULT 100 NOT NULL,
	"promise_on" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"passed_over" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "reservations_quantity" CHECK ("reservations"."quantity" > 0),
	CONSTRAINT "reservations_state" CHECK ("reservations"."state" in ('backordered','held','committed','consumed','released','expired') and ("reservations"."location_id" is not null or "reservations"."state" in ('backordered','released'))),
	CONSTRAINT "reservations_lease_state" CHECK (("reservations"."state" = 'held') <= ("reservations"."lease_until" is not null))
);
--> statement-breakpoint
CREATE TABLE "stock" (
	"sku" text NOT NULL,
	"location_id" text NOT NULL,
	"on_hand" integer DEFAULT 0 NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"safety" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "stock_sku_location_id_pk" PRIMARY KEY("sku","location_id"),
	CONSTRAINT "stock_reserved" CHECK ("stock"."reserved" between 0 and "stock"."on_hand"),
	CONSTRAINT "stock_safety" CHECK ("stock"."safety" >= 0)
);
--> statement-breakpoint
CREATE TABLE "stock_movements" (
	"key" text PRIMARY KEY NOT NULL,
	"sku" text NOT NULL,
	"location_id" text NOT NULL,
	"kind" text NOT NULL,
	"quantity" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stock_movements_kind" CHECK ("stock_movements"."kind" in ('receipt','count','hand_over','restock','write_off'))
);
--> statement-breakpoint
CREATE TABLE "amendments" (
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"base_version" integer NOT NULL,
	"change" jsonb NOT NULL,
	"preview" jsonb NOT NULL,
	"state" text DEFAULT 'previewed' NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "amendments_order_id_no_pk" PRIMARY KEY("order_id","no"),
	CONSTRAINT "amendments_state" CHECK ("amendments"."state" in ('previewed','confirmed','declined','void'))
);
--> statement-breakpoint
CREATE TABLE "approval_limits" (
	"role" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "approval_limits_role_currency_pk" PRIMARY KEY("role","currency")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"reasons" jsonb NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"digest" text NOT NULL,
	"requester" text NOT NULL,
	"approver_role" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text,
	"raised_at" timestamp with time zone NOT NULL,
	"escalates_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "approvals_state" CHECK ("approvals"."state" in ('open','approved','rejected','expired','void')),
	CONSTRAINT "approvals_decided" CHECK (("approvals"."state" in ('approved','rejected')) = ("approvals"."decided_by" is not null)),
	CONSTRAINT "approvals_not_by_requester" CHECK ("approvals"."decided_by" is distinct from "approvals"."requester")
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"order_id" text NOT NULL,
	"kind" text NOT NULL,
	"no" integer NOT NULL,
	"reason" text NOT NULL,
	"details" jsonb NOT NULL,
	"owner_role" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"at_deadline" text NOT NULL,
	"deadline" timestamp with time zone NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"raised_by" text NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"closed_reason" text,
	CONSTRAINT "holds_order_id_kind_no_pk" PRIMARY KEY("order_id","kind","no"),
	CONSTRAINT "holds_kind" CHECK ("holds"."kind" in ('fraud','credit','address','customer','manual')),
	CONSTRAINT "holds_state" CHECK ("holds"."state" in ('open','released','void')),
	CONSTRAINT "holds_at_deadline" CHECK ("holds"."at_deadline" in ('release','cancel'))
);
--> statement-breakpoint
CREATE TABLE "interventions" (
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"work" text NOT NULL,
	"subject" text NOT NULL,
	"code" text NOT NULL,
	"detail" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"resolution" text,
	"resolved_by" text,
	"reason" text,
	"raised_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "interventions_order_id_no_pk" PRIMARY KEY("order_id","no"),
	CONSTRAINT "interventions_state" CHECK ("interventions"."state" in ('open','closed') and ("interventions"."state" = 'closed') = ("interventions"."resolution" is not null))
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"process" text NOT NULL,
	"step" text NOT NULL,
	"customer_id" text NOT NULL,
	"template" text NOT NULL,
	"params" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "messages_state" CHECK ("messages"."state" in ('queued','sent','failed'))
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"order_id" text NOT NULL,
	"version" integer NOT NULL,
	"short" jsonb NOT NULL,
	"options" jsonb NOT NULL,
	"fallback" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"choice" text,
	"decided_by" text,
	"made_at" timestamp with time zone NOT NULL,
	"deadline" timestamp with time zone NOT NULL,
	CONSTRAINT "offers_order_id_version_pk" PRIMARY KEY("order_id","version"),
	CONSTRAINT "offers_state" CHECK ("offers"."state" in ('open','decided','void') and ("offers"."state" = 'decided') = ("offers"."choice" is not null))
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"order_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"sku" text NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"tax_rate_ppm" integer NOT NULL,
	"discount_minor" bigint NOT NULL,
	"net_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"parts" jsonb NOT NULL,
	"weight_grams" integer NOT NULL,
	"ordered" integer NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"backordered" integer DEFAULT 0 NOT NULL,
	"shipped" integer DEFAULT 0 NOT NULL,
	"delivered" integer DEFAULT 0 NOT NULL,
	"returned" integer DEFAULT 0 NOT NULL,
	"cancelled" integer DEFAULT 0 NOT NULL,
	"written_off" integer DEFAULT 0 NOT NULL,
	"claimed" integer DEFAULT 0 NOT NULL,
	"refunded" integer DEFAULT 0 NOT NULL,
	"prepaid" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "order_lines_order_id_line_no_pk" PRIMARY KEY("order_id","line_no"),
	CONSTRAINT "order_lines_positive" CHECK ("order_lines"."ordered" >= 1 and least("order_lines"."reserved", "order_lines"."backordered", "order_lines"."shipped", "order_lines"."delivered", "order_lines"."returned", "order_lines"."cancelled", "order_lines"."written_off", "order_lines"."claimed", "order_lines"."refunded") >= 0),
	CONSTRAINT "order_lines_ledger" CHECK ("order_lines"."reserved" + "order_lines"."backordered" + "order_lines"."shipped" + "order_lines"."cancelled" <= "order_lines"."ordered"),
	CONSTRAINT "order_lines_shipped" CHECK ("order_lines"."delivered" + "order_lines"."returned" + "order_lines"."written_off" <= "order_lines"."shipped"),
	CONSTRAINT "order_lines_refunded" CHECK ("order_lines"."refunded" <= "order_lines"."ordered")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"channel" text NOT NULL,
	"status" text DEFAULT 'received' NOT NULL,
	"status_since" timestamp with time zone DEFAULT now() NOT NULL,
	"waiting_until" timestamp with time zone,
	"currency" text NOT NULL,
	"net_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"discount_bps" integer DEFAULT 0 NOT NULL,
	"shortage_policy" text NOT NULL,
	"payment_method" text NOT NULL,
	"payment_token" text,
	"ship_to" jsonb NOT NULL,
	"promise_on" timestamp with time zone,
	"policy" jsonb NOT NULL,
	"risk_points" integer DEFAULT 0 NOT NULL,
	"plan_reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"allocation_no" integer DEFAULT 0 NOT NULL,
	"placed_by" text NOT NULL,
	"placed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"screened_at" timestamp with time zone,
	"confirmed_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"ship_complete" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "orders_payment_method" CHECK ("orders"."payment_method" in ('card','account') and ("orders"."payment_method" = 'card') = ("orders"."payment_token" is not null)),
	CONSTRAINT "orders_shortage_policy" CHECK ("orders"."shortage_policy" in ('ask','backorder','partial','cancel')),
	CONSTRAINT "orders_total" CHECK ("orders"."total_minor" = "orders"."net_minor" + "orders"."tax_minor" and "orders"."total_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"order_id" text,
	"role" text NOT NULL,
	"details" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"outcome" text,
	CONSTRAINT "tasks_state" CHECK ("tasks"."state" in ('open','done','void'))
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"shipment_no" integer NOT NULL,
	"method" text NOT NULL,
	"token" text,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"captured_minor" bigint DEFAULT 0 NOT NULL,
	"handed_over_minor" bigint DEFAULT 0 NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'created' NOT NULL,
	"refusal_code" text,
	"provider_ref" text,
	"expires_at" timestamp with time zone,
	"deadline" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payments_provider_ref_unique" UNIQUE("provider_ref"),
	CONSTRAINT "payments_state" CHECK ("payments"."state" in ('created','authorised','declined','unknown','captured','voiding','voided','expired','disputed')),
	CONSTRAINT "payments_captured" CHECK ("payments"."captured_minor" between 0 and "payments"."amount_minor"),
	CONSTRAINT "payments_refunded" CHECK ("payments"."refunded_minor" between 0 and "payments"."captured_minor")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reason" text NOT NULL,
	"state" text DEFAULT 'requested' NOT NULL,
	"failure_code" text,
	"refused_tries" integer DEFAULT 0 NOT NULL,
	"provider_ref" text,
	"requested_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "refunds_provider_ref_unique" UNIQUE("provider_ref"),
	CONSTRAINT "refunds_state" CHECK ("refunds"."state" in ('requested','submitted','settled','failed','unknown')),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "scans" (
	"shipment_id" text NOT NULL,
	"id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"status" text,
	"raw_code" text NOT NULL,
	"message" text DEFAULT '' NOT NULL,
	"correction" boolean DEFAULT false NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scans_shipment_id_id_pk" PRIMARY KEY("shipment_id","id")
);
--> statement-breakpoint
CREATE TABLE "shipment_lines" (
	"shipment_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"quantity" integer NOT NULL,
	"restocked" integer DEFAULT 0 NOT NULL,
	"written_off" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "shipment_lines_shipment_id_line_no_pk" PRIMARY KEY("shipment_id","line_no"),
	CONSTRAINT "shipment_lines_quantity" CHECK ("shipment_lines"."quantity" >= 0 and least("shipment_lines"."restocked", "shipment_lines"."written_off") >= 0 and "shipment_lines"."restocked" + "shipment_lines"."written_off" <= "shipment_lines"."quantity")
);
--> statement-breakpoint
CREATE TABLE "shipments" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"location_id" text NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"prepaid" boolean DEFAULT false NOT NULL,
	"carrier" text,
	"service" text,
	"service_reason" text,
	"rate_minor" bigint,
	"rate_currency" text,
	"provider_shipment_id" text,
	"rate_id" text,
	"tracking_code" text,
	"tracking_url" text,
	"label_url" text,
	"labelled_at" timestamp with time zone,
	"handed_over_at" timestamp with time zone,
	"hand_over_due" timestamp with time zone,
	"promise_on" timestamp with time zone,
	"delay_told" boolean DEFAULT false NOT NULL,
	"tracking" text,
	"tracking_since" timestamp with time zone,
	"tracking_raw" text,
	"failed_attempts" integer DEFAULT 0 NOT NULL,
	"last_scan_at" timestamp with time zone,
	"silent_after" timestamp with time zone,
	"next_poll_at" timestamp with time zone,
	"return_received_at" timestamp with time zone,
	CONSTRAINT "shipments_provider_shipment_id_unique" UNIQUE("provider_shipment_id"),
	CONSTRAINT "shipments_state" CHECK ("shipments"."state" in ('planned','labelling','labelled','handed_over','ended','voiding','cancelled'))
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"role" text NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_secret_hash_unique" UNIQUE("secret_hash"),
	CONSTRAINT "api_keys_role" CHECK ("api_keys"."role" in ('back_office','agent','supervisor','warehouse','engineer','admin'))
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"id" text PRIMARY KEY NOT NULL,
	"caller" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"digest" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"actor" text NOT NULL,
	"role" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text DEFAULT 'accepted' NOT NULL,
	"outcome" jsonb,
	"accepted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	"deliveries" integer DEFAULT 0 NOT NULL,
	"next_delivery_at" timestamp with time zone DEFAULT now() + interval '5 seconds' NOT NULL,
	CONSTRAINT "commands_state" CHECK (("commands"."state" = 'accepted' and "commands"."outcome" is null) or ("commands"."state" = 'settled' and "commands"."outcome" is not null))
);
--> statement-breakpoint
CREATE TABLE "effects" (
	"key" text PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"aggregate" text NOT NULL,
	"aggregate_id" text NOT NULL,
	"seq" integer NOT NULL,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"provider" text NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"subject" text,
	"payload" jsonb NOT NULL,
	CONSTRAINT "inbox_provider_event_id_pk" PRIMARY KEY("provider","event_id")
);
--> statement-breakpoint
ALTER TABLE "kit_parts" ADD CONSTRAINT "kit_parts_sku_products_sku_fk" FOREIGN KEY ("sku") REFERENCES "public"."products"("sku") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kit_parts" ADD CONSTRAINT "kit_parts_part_sku_products_sku_fk" FOREIGN KEY ("part_sku") REFERENCES "public"."products"("sku") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_prices" ADD CONSTRAINT "product_prices_sku_products_sku_fk" FOREIGN KEY ("sku") REFERENCES "public"."products"("sku") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incoming_receipts" ADD CONSTRAINT "incoming_receipts_sku_products_sku_fk" FOREIGN KEY ("sku") REFERENCES "public"."products"("sku") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incoming_receipts" ADD CONSTRAINT "incoming_receipts_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock" ADD CONSTRAINT "stock_sku_products_sku_fk" FOREIGN KEY ("sku") REFERENCES "public"."products"("sku") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock" ADD CONSTRAINT "stock_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amendments" ADD CONSTRAINT "amendments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interventions" ADD CONSTRAINT "interventions_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scans" ADD CONSTRAINT "scans_shipment_id_shipments_id_fk" FOREIGN KEY ("shipment_id") REFERENCES "public"."shipments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipment_lines" ADD CONSTRAINT "shipment_lines_shipment_id_shipments_id_fk" FOREIGN KEY ("shipment_id") REFERENCES "public"."shipments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incoming_receipts_sku" ON "incoming_receipts" USING btree ("sku","expected_on") WHERE received_at is null;--> statement-breakpoint
CREATE INDEX "reservations_order" ON "reservations" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "reservations_lease" ON "reservations" USING btree ("lease_until") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "reservations_queue" ON "reservations" USING btree ("sku","priority","created_at") WHERE state = 'backordered';--> statement-breakpoint
CREATE INDEX "stock_movements_stock" ON "stock_movements" USING btree ("sku","location_id");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_order" ON "approvals" USING btree ("order_id","no");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_one_open" ON "approvals" USING btree ("order_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "approvals_state" ON "approvals" USING btree ("state","raised_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "holds_one_open" ON "holds" USING btree ("order_id","kind") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "interventions_one_open" ON "interventions" USING btree ("order_id","work","subject") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "messages_step" ON "messages" USING btree ("process","step");--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("next_attempt_at") WHERE state = 'queued';--> statement-breakpoint
CREATE UNIQUE INDEX "offers_one_open" ON "offers" USING btree ("order_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "orders_placed" ON "orders" USING btree ("placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_customer" ON "orders" USING btree ("customer_id","placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_status" ON "orders" USING btree ("status","placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_one_open" ON "tasks" USING btree ("kind","subject") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "tasks_open" ON "tasks" USING btree ("role","raised_at","id") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "payments_order" ON "payments" USING btree ("order_id","no");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_live" ON "payments" USING btree ("order_id","shipment_no") WHERE state not in ('declined','voiding','voided','expired');--> statement-breakpoint
CREATE INDEX "payments_expiring" ON "payments" USING btree ("expires_at") WHERE state = 'authorised';--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_payment" ON "refunds" USING btree ("payment_id","no");--> statement-breakpoint
CREATE INDEX "refunds_order" ON "refunds" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "shipments_order" ON "shipments" USING btree ("order_id","no");--> statement-breakpoint
CREATE UNIQUE INDEX "shipments_tracking" ON "shipments" USING btree ("tracking_code") WHERE tracking_code is not null;--> statement-breakpoint
CREATE INDEX "shipments_poll" ON "shipments" USING btree ("next_poll_at") WHERE next_poll_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "commands_idempotency" ON "commands" USING btree ("caller","idempotency_key");--> statement-breakpoint
CREATE INDEX "commands_subject" ON "commands" USING btree ("subject","accepted_at");--> statement-breakpoint
CREATE INDEX "commands_undelivered" ON "commands" USING btree ("next_delivery_at") WHERE state = 'accepted';--> statement-breakpoint
CREATE UNIQUE INDEX "events_sequence" ON "events" USING btree ("aggregate_id","seq");--> statement-breakpoint
CREATE INDEX "inbox_subject" ON "inbox" USING btree ("subject") WHERE subject is not null;