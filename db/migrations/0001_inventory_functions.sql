-- Every function that touches stock locks the stock rows first, sorted by (sku, location), then reservation rows.
-- Callers that change an order hold that order's row before they come here.

-- Locks the rows of what an order holds or held, so that all that follows in the transaction finds them locked in order.
create function lock_stock_of(p_order text) returns void language sql as $$
  select 1 from (
    select s.sku from stock s
    where (s.sku, s.location_id) in (select r.sku, r.location_id from reservations r where r.order_id = p_order)
    order by s.sku, s.location_id
    for no key update of s
  ) locked
$$;
--> statement-breakpoint
-- Decides many reservation requests in one call. Arrays l_* are the lines, l_request points into the p_* arrays (from 1),
-- which are in arrival order. Each request is all or nothing; its answer is stored and given again to a repetition.
-- Same key with another digest raises. Safe to call by any number of processes at once.
create function reserve_stock(
  p_order text[], p_purpose text[], p_generation int[], p_digest text[], p_lease timestamptz[],
  l_request int[], l_line int[], l_shipment int[], l_sku text[], l_location text[], l_quantity int[]
) returns table (request int, accepted boolean) language plpgsql as $$
declare
  fresh int[];       -- requests that no earlier call has answered
  refused int[] := '{}';
  short boolean;
begin
  perform 1 from stock s
  where (s.sku, s.location_id) in (select distinct u.sku, u.loc from unnest(l_sku, l_location) u (sku, loc))
  order by s.sku, s.location_id
  for no key update of s;

  -- ON CONFLICT, not NOT EXISTS, whose plan collapses without statistics.
  with asked as (
    select a.no, a.o, a.p, a.g, a.d from unnest(p_order, p_purpose, p_generation, p_digest) with ordinality a (o, p, g, d, no)
    order by a.o, a.p, a.g
  ), inserted as (
    insert into reservation_requests (order_id, purpose, generation, digest, accepted)
    select o, p, g, d, true from asked
    on conflict do nothing
    returning order_id, purpose, generation
  )
  select coalesce(array_agg(a.no::int order by a.no), '{}') into fresh
  from inserted i join asked a on a.o = i.order_id and a.p = i.purpose and a.g = i.generation;

  if cardinality(fresh) < cardinality(p_order) and exists (
    select 1 from unnest(p_order, p_purpose, p_generation, p_digest) a (o, p, g, d)
    join reservation_requests r on r.order_id = a.o and r.purpose = a.p and r.generation = a.g
    where r.digest <> a.d
  ) then
    raise exception 'reservation request was made before with other lines' using errcode = 'P0R01';
  end if;

  select exists (
    select 1 from (
      select l.sku, l.loc, sum(l.q) as wanted
      from unnest(l_request, l_sku, l_location, l_quantity) l (req, sku, loc, q)
      where l.req = any (fresh) group by 1, 2
    ) d left join stock s on s.sku = d.sku and s.location_id = d.loc
    where d.wanted > coalesce(s.on_hand - s.reserved - s.safety, 0)
  ) into short;

  if short then
    refused := refuse_short(fresh, l_request, l_sku, l_location, l_quantity);
    update reservation_requests r set accepted = false
    from unnest(refused) u (no)
    where r.order_id = p_order[u.no] and r.purpose = p_purpose[u.no] and r.generation = p_generation[u.no];
    select coalesce(array_agg(f.no), '{}') into fresh from unnest(fresh) f (no) where f.no <> all (refused);
  end if;

  if cardinality(fresh) > 0 then
    update stock s set reserved = s.reserved + d.wanted
    from (
      select l.sku, l.loc, sum(l.q) as wanted
      from unnest(l_request, l_sku, l_location, l_quantity) l (req, sku, loc, q)
      where l.req = any (fresh) group by 1, 2
    ) d where s.sku = d.sku and s.location_id = d.loc;

    insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until)
    select p_order[l.req], l.line, l.shipment, l.sku, l.loc, l.q, 'held', p_generation[l.req], p_lease[l.req]
    from unnest(l_request, l_line, l_shipment, l_sku, l_location, l_quantity) l (req, line, shipment, sku, loc, q)
    where l.req = any (fresh);
  end if;

  return query
    select a.no::int, r.accepted
    from unnest(p_order, p_purpose, p_generation) with ordinality a (o, p, g, no)
    join reservation_requests r on r.order_id = a.o and r.purpose = a.p and r.generation = a.g;
end $$;
--> statement-breakpoint
-- Of requests that do not all fit, those refused when each is decided in arrival order: a large one that does not fit
-- never keeps smaller ones behind it from what is there.
create function refuse_short(fresh int[], l_request int[], l_sku text[], l_location text[], l_quantity int[])
returns int[] language plpgsql as $$
declare
  available jsonb;
  refused int[] := '{}';
  wanted record;
begin
  select jsonb_object_agg(s.sku || e'\n' || s.location_id, s.on_hand - s.reserved - s.safety) into available
  from stock s where (s.sku, s.location_id) in (select u.sku, u.loc from unnest(l_sku, l_location) u (sku, loc));
  for wanted in
    select g.req, jsonb_object_agg(g.place, g.q) as needs, bool_and(g.q <= coalesce((available ->> g.place)::int, 0)) as fits_alone
    from (
      select l.req, l.sku || e'\n' || l.loc as place, sum(l.q)::int as q
      from unnest(l_request, l_sku, l_location, l_quantity) l (req, sku, loc, q)
      where l.req = any (fresh) group by 1, 2
    ) g group by g.req order by g.req
  loop
    if wanted.fits_alone and not exists (
      select 1 from jsonb_each_text(wanted.needs) n where n.value::int > (available ->> n.key)::int
    ) then
      select available || jsonb_object_agg(n.key, (available ->> n.key)::int - n.value::int) into available
      from jsonb_each_text(wanted.needs) n;
    else
      refused := refused || wanted.req;
    end if;
  end loop;
  return refused;
end $$;
--> statement-breakpoint
-- Moves up to p_quantity units of matching open rows to p_state, splitting the last one, and returns what was moved per
-- place. Stock counters follow for rows that held stock. Rows are matched by shipment (null: not assigned to one yet).
create function take_reserved(
  p_order text, p_shipment int, p_line int, p_sku text, p_quantity int, p_from text[], p_state text
) returns table (location_id text, quantity int) language plpgsql as $$
declare
  rest int := p_quantity;
  r record;
  taken int;
begin
  perform lock_stock_of(p_order);
  for r in
    select * from reservations x
    where x.order_id = p_order and x.shipment_no is not distinct from p_shipment and x.line_no = p_line and x.sku = p_sku
      and x.state = any (p_from)
    order by x.id desc for update
  loop
    exit when rest = 0;
    taken := least(rest, r.quantity);
    rest := rest - taken;
    if taken = r.quantity then
      update reservations x set state = p_state where x.id = r.id;
    else
      update reservations x set quantity = r.quantity - taken where x.id = r.id;
      insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until,
        priority, promise_on, created_at)
      values (r.order_id, r.line_no, r.shipment_no, r.sku, r.location_id, taken, p_state, r.generation, r.lease_until,
        r.priority, r.promise_on, r.created_at);
    end if;
    if r.state in ('held', 'committed') then
      update stock s set reserved = s.reserved - taken where s.sku = r.sku and s.location_id = r.location_id;
    end if;
    location_id := r.location_id;
    quantity := taken;
    return next;
  end loop;
end $$;
--> statement-breakpoint
-- Frees everything a shipment still holds.
create function release_shipment(p_order text, p_shipment int) returns void language plpgsql as $$
begin
  perform lock_stock_of(p_order);
  with freed as (
    update reservations r set state = 'released'
    where r.order_id = p_order and r.shipment_no = p_shipment and r.state in ('held', 'committed')
    returning r.sku, r.location_id, r.quantity
  ), summed as (select sku, location_id, sum(quantity) as q from freed group by 1, 2)
  update stock s set reserved = s.reserved - f.q from summed f where s.sku = f.sku and s.location_id = f.location_id;
end $$;
--> statement-breakpoint
-- The goods leave: commitments are consumed and both counters fall, once per key.
create function consume_shipment(p_order text, p_shipment int, p_key text) returns int language plpgsql as $$
declare consumed int;
begin
  perform lock_stock_of(p_order);
  with gone as (
    update reservations r set state = 'consumed', lease_until = null
    where r.order_id = p_order and r.shipment_no = p_shipment and r.state = 'committed'
    returning r.sku, r.location_id, r.quantity
  ), summed as (select sku, location_id, sum(quantity)::int as q from gone group by 1, 2),
  moved as (
    insert into stock_movements (key, sku, location_id, kind, quantity)
    select p_key || '/' || sku || '/' || location_id, sku, location_id, 'hand_over', -q from summed
  ), counted as (
    update stock s set on_hand = s.on_hand - f.q, reserved = s.reserved - f.q
    from summed f where s.sku = f.sku and s.location_id = f.location_id
  )
  select coalesce(sum(q), 0) into consumed from summed;
  return consumed;
end $$;
--> statement-breakpoint
-- Frees held rows whose lease has passed, at most p_limit, and returns their orders. Rows being paid for at this instant
-- are skipped: a commitment and an expiry have one winner.
create function expire_leases(p_limit int) returns table (order_id text) language plpgsql as $$
begin
  perform 1 from stock s
  where (s.sku, s.location_id) in (
    select r.sku, r.location_id from reservations r where r.state = 'held' and r.lease_until < now() order by r.lease_until limit p_limit
  )
  order by s.sku, s.location_id for no key update of s;
  return query
  with due as (
    select r.id from reservations r where r.state = 'held' and r.lease_until < now()
    order by r.lease_until limit p_limit for update skip locked
  ), freed as (
    update reservations r set state = 'expired' from due where r.id = due.id
    returning r.order_id, r.sku, r.location_id, r.quantity
  ), counted as (
    update stock s set reserved = s.reserved - f.q
    from (select f.sku, f.location_id, sum(f.quantity) as q from freed f group by 1, 2) f
    where s.sku = f.sku and s.location_id = f.location_id
  )
  select distinct f.order_id from freed f;
end $$;
--> statement-breakpoint
-- Gives arrived stock to units that wait for it: their rows become held at a location, the last one split. The caller
-- holds the stock row's lock.
create function fill_backorder(p_order text, p_line int, p_sku text, p_location text, p_quantity int, p_lease timestamptz)
returns void language plpgsql as $$
declare
  rest int := p_quantity;
  r record;
  taken int;
begin
  for r in
    select * from reservations x
    where x.order_id = p_order and x.line_no = p_line and x.sku = p_sku and x.state = 'backordered'
    order by x.id for update
  loop
    exit when rest = 0;
    taken := least(rest, r.quantity);
    rest := rest - taken;
    if taken = r.quantity then
      update reservations x set state = 'held', location_id = p_location, lease_until = p_lease where x.id = r.id;
    else
      update reservations x set quantity = r.quantity - taken where x.id = r.id;
      insert into reservations (order_id, line_no, sku, location_id, quantity, state, lease_until, priority, promise_on, created_at)
      values (r.order_id, r.line_no, r.sku, p_location, taken, 'held', p_lease, r.priority, r.promise_on, r.created_at);
    end if;
  end loop;
  update stock s set reserved = s.reserved + p_quantity - rest where s.sku = p_sku and s.location_id = p_location;
end $$;
