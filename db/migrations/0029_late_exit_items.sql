CREATE TABLE "exit_late_items" (
	"exit_id" text NOT NULL,
	"no" integer NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"currency" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "exit_late_items_exit_id_no_pk" PRIMARY KEY("exit_id","no"),
	CONSTRAINT "exit_late_items_amount" CHECK ("exit_late_items"."amount_minor" > 0)
);
--> statement-breakpoint
ALTER TABLE "exit_late_items" ADD CONSTRAINT "exit_late_items_exit_id_exit_settlements_exit_id_fk" FOREIGN KEY ("exit_id") REFERENCES "public"."exit_settlements"("exit_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "exit_late_items_once" ON "exit_late_items" USING btree ("kind","source");--> statement-breakpoint
create trigger exit_late_items_stay before update or delete on exit_late_items for each row execute function refuse_settled_change();
