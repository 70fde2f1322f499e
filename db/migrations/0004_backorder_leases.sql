-- Units that a receipt gave to a waiting order and that the order did not take in before their lease passed wait again,
-- in their old place of the queue: they were never promised to anybody, and their line still counts them as backordered.
create or replace function expire_leases(p_limit int) returns table (order_id text) language plpgsql as $$
begin
  perform 1 from stock s
  where (s.sku, s.location_id) in (
    select r.sku, r.location_id from reservations r where r.state = 'held' and r.lease_until < now() order by r.lease_until limit p_limit
  )
  order by s.sku, s.location_id for no key update of s;
  return query
  with due as (
    select r.id, r.sku, r.location_id, r.quantity from reservations r where r.state = 'held' and r.lease_until < now()
    order by r.lease_until limit p_limit for update skip locked
  ), freed as (
    update reservations r set
      state = case when r.shipment_no is null then 'backordered' else 'expired' end,
      location_id = case when r.shipment_no is null then null else r.location_id end,
      lease_until = case when r.shipment_no is null then null else r.lease_until end
    from due where r.id = due.id
    returning r.order_id, due.sku, due.location_id, due.quantity
  ), counted as (
    update stock s set reserved = s.reserved - f.q
    from (select f.sku, f.location_id, sum(f.quantity) as q from freed f group by 1, 2) f
    where s.sku = f.sku and s.location_id = f.location_id
  )
  select distinct f.order_id from freed f;
end $$;
