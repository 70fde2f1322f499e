-- Why somebody voted as they did is said of a customer: the exit that forgets them overwrites it, long after that was decided.
-- A vote was taken for a new one then, on something that is closed: nobody was forgotten of whom anything was ever approved.
drop trigger approval_votes_own on approval_votes;
--> statement-breakpoint
create trigger approval_votes_own before insert on approval_votes for each row execute function refuse_own_vote();
--> statement-breakpoint
create function keep_votes() returns trigger language plpgsql as $$
begin
  if is_erasing() and (to_jsonb(new) - 'reason') = (to_jsonb(old) - 'reason') then return new; end if;
  raise exception 'approval %: a vote stays as it was given', old.approval_id using errcode = 'check_violation';
end $$;
--> statement-breakpoint
create trigger approval_votes_stay before update on approval_votes for each row execute function keep_votes();
