DROP INDEX "events_feed";--> statement-breakpoint
ALTER TABLE "events" DROP COLUMN "transaction";