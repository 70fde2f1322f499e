ALTER TABLE "processes" ADD COLUMN "watch_at" timestamp with time zone;
