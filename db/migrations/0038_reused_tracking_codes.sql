DROP INDEX "returns_tracking";--> statement-breakpoint
DROP INDEX "shipments_tracking";--> statement-breakpoint
CREATE INDEX "returns_tracking" ON "returns" USING btree ("tracking_code");--> statement-breakpoint
CREATE INDEX "shipments_tracking" ON "shipments" USING btree ("tracking_code") WHERE tracking_code is not null;