DROP INDEX "commands_undelivered";--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "unheard" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "commands_undelivered" ON "commands" USING btree ("next_delivery_at") WHERE state = 'accepted' or unheard;