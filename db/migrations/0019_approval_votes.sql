-- `by` is a word of PL/pgSQL: unquoted, the column was not found and no vote could be written.
create or replace function refuse_own_vote() returns trigger language plpgsql as $$
declare asked approvals;
begin
  select * into asked from approvals where id = new.approval_id;
  if new."by" in (asked.requester, asked.initiator) or new.stands_for in (asked.requester, asked.initiator) then
    raise exception 'approval %: % may not decide what they or whom they stand in for asked for', new.approval_id, new."by"
      using errcode = 'check_violation';
  end if;
  if asked.state <> 'open' or new.digest <> asked.digest or new.at >= asked.expires_at then
    raise exception 'approval %: a vote on something else, or too late', new.approval_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
