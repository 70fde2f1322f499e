CREATE TABLE "unreturned_originals" (
	"claim_id" text NOT NULL,
	"no" integer NOT NULL,
	"line_no" integer NOT NULL,
	"units" integer NOT NULL,
	"answer" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"customer_id" text NOT NULL,
	"reason" text NOT NULL,
	"decided_by" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "unreturned_originals_claim_id_no_pk" PRIMARY KEY("claim_id","no"),
	CONSTRAINT "unreturned_originals_units" CHECK ("unreturned_originals"."units" > 0),
	CONSTRAINT "unreturned_originals_answer" CHECK ("unreturned_originals"."answer" in ('charge','write_off')),
	CONSTRAINT "unreturned_originals_amount" CHECK (("unreturned_originals"."answer" = 'charge') = ("unreturned_originals"."amount_minor" > 0) and "unreturned_originals"."amount_minor" >= 0)
);
--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD CONSTRAINT "unreturned_originals_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unreturned_originals" ADD CONSTRAINT "unreturned_originals_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "unreturned_originals_customer" ON "unreturned_originals" USING btree ("customer_id");