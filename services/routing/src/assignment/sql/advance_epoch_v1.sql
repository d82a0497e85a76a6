-- Redis knows a version that this database does not: a backup was restored. A new epoch makes it forget.
create or replace function advance_epoch_v1(p_shop uuid) returns bigint
language sql
begin atomic
  update shop set epoch = epoch + 1 where id = p_shop returning epoch;
end;
