CREATE TABLE "send_backs" (
	"id" text PRIMARY KEY NOT NULL,
	"return_id" text NOT NULL,
	"lines" jsonb NOT NULL,
	"label" text DEFAULT 'wanted' NOT NULL,
	"provider_shipment_id" text,
	"rate_id" text,
	"carrier" text,
	"service" text,
	"rate_minor" bigint,
	"rate_currency" text,
	"tracking_code" text,
	"tracking_url" text,
	"label_url" text,
	"opened_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "send_backs_label" CHECK ("send_backs"."label" in ('none','wanted','bought')),
	CONSTRAINT "send_backs_bought" CHECK ("send_backs"."label" <> 'bought' or "send_backs"."sent_at" is not null)
);
--> statement-breakpoint
ALTER TABLE "send_backs" ADD CONSTRAINT "send_backs_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "send_backs_return" ON "send_backs" USING btree ("return_id");