-- What an order captures or gives back on account is news of its customer: an exit that is settled already asks somebody for
-- it. The exit's own row is not touched here: processes are locked before customers and orders. Unconditional: an exit that is
-- settled at this instant would not be seen from here.
create function tell_news_of_account() returns trigger language plpgsql as $$
begin
  insert into customer_news (customer_id) select o.customer_id from orders o where o.id = new.order_id;
  return null;
end $$;
--> statement-breakpoint
create trigger payments_account_news after update of captured_minor, refunded_minor on payments for each row
  when (new.method = 'account' and new.captured_minor - new.refunded_minor <> old.captured_minor - old.refunded_minor)
  execute function tell_news_of_account();
