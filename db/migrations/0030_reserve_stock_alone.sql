-- A request for one line that comes alone, as an idle call's is, is decided in three plans of one row: its key, the stock if
-- it suffices, its reservation. Everything else, and what is short or was answered before, goes to `reserve_many`, the
-- function of before. Keys first and stock second, as there.
alter function reserve_stock(text[], text[], int[], text[], timestamptz[], int[], int[], int[], text[], text[], int[]) rename to reserve_many;
--> statement-breakpoint
create function reserve_stock(
  p_order text[], p_purpose text[], p_generation int[], p_digest text[], p_lease timestamptz[],
  l_request int[], l_line int[], l_shipment int[], l_sku text[], l_location text[], l_quantity int[]
) returns int[] language plpgsql as $$
begin
  if cardinality(l_line) = 1 then
    insert into reservation_requests (order_id, purpose, generation, digest, accepted)
    values (p_order[1], p_purpose[1], p_generation[1], p_digest[1], true)
    on conflict do nothing;
    if found then
      update stock s set reserved = s.reserved + l_quantity[1]
      where s.sku = l_sku[1] and s.location_id = l_location[1] and s.on_hand - s.reserved - s.safety >= l_quantity[1];
      if found then
        insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until)
        values (p_order[1], l_line[1], l_shipment[1], l_sku[1], l_location[1], l_quantity[1], 'held', p_generation[1], p_lease[1]);
        return '{}';
      end if;
      delete from reservation_requests r
      where r.order_id = p_order[1] and r.purpose = p_purpose[1] and r.generation = p_generation[1];
    end if;
  end if;
  return reserve_many(p_order, p_purpose, p_generation, p_digest, p_lease, l_request, l_line, l_shipment, l_sku, l_location, l_quantity);
end $$;
