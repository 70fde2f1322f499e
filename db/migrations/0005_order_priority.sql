-- The lower number gets stock first when too little arrives.
ALTER TABLE "orders" ADD COLUMN "priority" integer DEFAULT 100 NOT NULL;