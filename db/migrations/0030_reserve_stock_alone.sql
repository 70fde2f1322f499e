-- Decides many reservation requests in one call. Arrays l_* are the lines, l_request points into the p_* arrays (from 1),
-- which are in arrival order. Each request is all or nothing; its answer is stored and given again to a repetition.
-- Returns the numbers of the refused ones; the stock of all others is held. Same key with another digest raises.
-- Safe to call by any number of processes at once: keys first and stock second, each in sorted order.
--
-- A request that comes alone takes its places one by one, by their keys, and is done in plans of one row each: a quarter
-- of the server's time for the statements that take many at once. Where it was answered before or is short, nothing of it
-- stays and it is decided like any other.
--
-- Requests that are all new and all fit, nearly every call, take three statements. The stock is locked after the keys are
-- written, so that two calls write theirs side by side. Every table is reached by its key, however small it is: a plan of
-- a scan costs an idle call a third of its time at 1,000 places, and a session keeps the plan while the table grows.
create or replace function reserve_stock(
  p_order text[], p_purpose text[], p_generation int[], p_digest text[], p_lease timestamptz[],
  l_request int[], l_line int[], l_shipment int[], l_sku text[], l_location text[], l_quantity int[]
) returns int[] language plpgsql set enable_seqscan = off as $$
declare
  asked constant int := cardinality(p_order);
  new_order text[];      -- keys of the requests that no earlier call has answered
  new_purpose text[];
  new_generation int[];
  fresh int[];           -- their numbers
  refused int[] := '{}';
  taken boolean := false;
  place record;
begin
  -- A request that comes alone, as every idle call does: nothing to number or to sort but its own places.
  if asked = 1 then
    begin
      insert into reservation_requests (order_id, purpose, generation, digest, accepted)
      values (p_order[1], p_purpose[1], p_generation[1], p_digest[1], true);
      for place in
        select l.sku, l.loc, sum(l.q)::int as wanted from unnest(l_sku, l_location, l_quantity) l (sku, loc, q) group by 1, 2 order by 1, 2
      loop
        update stock s set reserved = s.reserved + place.wanted
        where s.sku = place.sku and s.location_id = place.loc and s.on_hand - s.reserved - s.safety >= place.wanted;
        if not found then raise no_data_found; end if;
      end loop;
      insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until)
      select p_order[1], l.line, l.shipment, l.sku, l.loc, l.q, 'held', p_generation[1], p_lease[1]
      from unnest(l_line, l_shipment, l_sku, l_location, l_quantity) l (line, shipment, sku, loc, q);
      return refused;
    exception when unique_violation or no_data_found then
      null; -- answered before, or short: decided below like any other
    end;
  end if;

  -- ON CONFLICT, not NOT EXISTS, whose plan collapses without statistics.
  with inserted as (
    insert into reservation_requests (order_id, purpose, generation, digest, accepted)
    select a.o, a.p, a.g, a.d, true from unnest(p_order, p_purpose, p_generation, p_digest) a (o, p, g, d)
    order by a.o, a.p, a.g
    on conflict do nothing
    returning order_id, purpose, generation
  )
  select coalesce(array_agg(i.order_id), '{}'), array_agg(i.purpose), array_agg(i.generation)
  into new_order, new_purpose, new_generation from inserted i;

  -- Takes all of it or nothing: some place may have too little, or be none. Locks in sorted order.
  if cardinality(new_order) = asked then
    with demand as materialized (
      select l.sku, l.loc, sum(l.q)::int as wanted from unnest(l_sku, l_location, l_quantity) l (sku, loc, q) group by 1, 2
    ), locked as materialized (
      select s.sku, s.location_id, d.wanted, s.on_hand - s.reserved - s.safety >= d.wanted as fits
      from demand d join stock s on s.sku = d.sku and s.location_id = d.loc
      order by s.sku, s.location_id
      for no key update of s
    )
    update stock s set reserved = s.reserved + k.wanted from locked k
    where s.sku = k.sku and s.location_id = k.location_id
      and (select count(*) from locked where fits) = (select count(*) from demand);
    taken := found;
  end if;

  if not taken then
    if exists (
      select 1 from unnest(p_order, p_purpose, p_generation, p_digest) a (o, p, g, d)
      join reservation_requests r on r.order_id = a.o and r.purpose = a.p and r.generation = a.g
      where r.digest <> a.d
    ) then
      raise exception 'reservation request was made before with other lines' using errcode = 'P0R01';
    end if;
    select coalesce(array_agg(a.no::int order by a.no), '{}') into fresh
    from unnest(new_order, new_purpose, new_generation) n (o, p, g)
    join unnest(p_order, p_purpose, p_generation) with ordinality a (o, p, g, no) using (o, p, g);

    perform 1 from stock s where (s.sku, s.location_id) in (select u.sku, u.loc from unnest(l_sku, l_location) u (sku, loc))
    order by s.sku, s.location_id for no key update;
    refused := refuse_short(fresh, l_request, l_sku, l_location, l_quantity);
    update reservation_requests r set accepted = false
    from unnest(refused) u (no)
    where r.order_id = p_order[u.no] and r.purpose = p_purpose[u.no] and r.generation = p_generation[u.no];

    -- Go on with the lines of those that are new and fit.
    select array_agg(l.req), array_agg(l.line), array_agg(l.shipment), array_agg(l.sku), array_agg(l.loc), array_agg(l.q)
    into l_request, l_line, l_shipment, l_sku, l_location, l_quantity
    from unnest(l_request, l_line, l_shipment, l_sku, l_location, l_quantity) l (req, line, shipment, sku, loc, q)
    where l.req = any (fresh) and l.req <> all (refused);
    update stock s set reserved = s.reserved + d.wanted
    from (select l.sku, l.loc, sum(l.q) as wanted from unnest(l_sku, l_location, l_quantity) l (sku, loc, q) group by 1, 2) d
    where s.sku = d.sku and s.location_id = d.loc;

    -- What an earlier call refused stays refused.
    select coalesce(array_agg(a.no::int), '{}') into refused
    from unnest(p_order, p_purpose, p_generation) with ordinality a (o, p, g, no)
    join reservation_requests r on r.order_id = a.o and r.purpose = a.p and r.generation = a.g
    where not r.accepted;
  end if;

  insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until)
  select p_order[l.req], l.line, l.shipment, l.sku, l.loc, l.q, 'held', p_generation[l.req], p_lease[l.req]
  from unnest(l_request, l_line, l_shipment, l_sku, l_location, l_quantity) l (req, line, shipment, sku, loc, q);
  return refused;
end $$;
