import type { QueryRunner } from 'typeorm';

/**
 * Installs `keep_day_partitions(table, days_ahead, keep, unless)`: creates the partitions of today and
 * of the days ahead, drops those that ended longer than `keep` ago unless a row in them matches `unless`
 * (an SQL condition), and empties the default partition by the same rule. It runs with the rights of the
 * schema's owner, because the running role may not change tables; it takes only tables of its own schema
 * and does nothing when another process is doing it or a lock is not free.
 */
export async function installPartitionKeeping(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create or replace function keep_day_partitions(
      table_name text, days_ahead int, keep interval, unless text default 'false'
    ) returns int language plpgsql security definer set lock_timeout = '2s' as $$
    declare
      changed int := 0;
      day date;
      name text;
      held boolean;
    begin
      if table_name not in ('outbox', 'inbox') or unless not in ('false', 'published_at is null') then
        raise exception 'not a table kept by day: %', table_name;
      end if;
      if not pg_try_advisory_xact_lock(hashtext('switchboard.partitions'), hashtext(table_name)) then
        return 0;
      end if;
      for offset_days in 0..days_ahead loop
        day := (switchboard_now() at time zone 'UTC')::date + offset_days;
        name := table_name || '_d' || to_char(day, 'YYYYMMDD');
        continue when to_regclass(quote_ident(name)) is not null;
        begin
          execute format('create table %I partition of %I for values from (%L) to (%L)', name, table_name,
            day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
          changed := changed + 1;
        exception when lock_not_available or check_violation or duplicate_table then null;
        end;
      end loop;
      for name in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = quote_ident(table_name)::regclass and c.relname ~ '_d[0-9]{8}$'
      loop
        day := to_date(right(name, 8), 'YYYYMMDD');
        continue when (day + 1)::timestamp at time zone 'UTC' > switchboard_now() - keep;
        begin
          execute format('select exists (select from %I where %s)', name, unless) into held;
          continue when held;
          execute format('drop table %I', name);
          changed := changed + 1;
        exception when lock_not_available then null;
        end;
      end loop;
      -- Rows written while their day had no partition, or for a day long past.
      execute format('delete from %I where %I < %L and not (%s)', table_name || '_other',
        case table_name when 'outbox' then 'created_at' else 'day' end, switchboard_now() - keep - interval '1 day', unless);
      return changed;
    end $$`);
  // A caller that gets the owner's rights must not choose what its names mean.
  await queryRunner.query(`
    do $$ begin
      execute format('alter function keep_day_partitions set search_path = %I, pg_temp', current_schema());
    end $$`);
}
