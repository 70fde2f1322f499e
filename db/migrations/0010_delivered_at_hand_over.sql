-- The carrier may report a parcel delivered or lost before the warehouse hands it over: the hand-over then ends it at once.
insert into order_moves values ('confirmed', 'delivered');
