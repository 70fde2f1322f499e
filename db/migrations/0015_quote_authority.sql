-- Quotes from before hold the discount alone.
ALTER TABLE "quotes" ADD COLUMN "authority_minor" bigint;--> statement-breakpoint
update quotes set authority_minor = discount_minor;--> statement-breakpoint
ALTER TABLE "quotes" ALTER COLUMN "authority_minor" SET NOT NULL;
