import { columns } from './outbox-row.js';

/** First key of the relay's advisory locks; the second is the lane. Locks are per database. */
export const lockSpace = 0x0b0b_0b0b & 0x7fff_ffff;
/** Channel on which processes tell each other's relays of new rows; the payload lists the lanes, empty for any. */
export const wakeChannel = 'switchboard_outbox';

export const tryLane = { name: 'relay_try_lane', text: 'select pg_try_advisory_lock($1, $2) as held' };

export const notify = { name: 'relay_notify', text: 'select pg_notify($1, $2)' };

/** Oldest unpublished row of each lane, by index. */
export const oldestPerLane = {
  name: 'relay_oldest',
  text: `select l.lane, extract(epoch from switchboard_now() - oldest.created_at)::float8 as age
    from generate_series(0, $1::int - 1) as l (lane)
    cross join lateral (
      select o.created_at from outbox o where o.lane = l.lane::smallint and o.published_at is null
      order by o.seq limit 1
    ) as oldest`,
};

/** The next rows of several lanes, without those that wait for their hooks or marks; each lane's in their order. */
export const nextRows = {
  name: 'relay_next',
  text: `select l.lane, o.* from unnest($1::smallint[]) as l (lane)
    cross join lateral (
      select ${columns} from outbox o
      where o.lane = l.lane and o.published_at is null and o.seq <> all ($2::bigint[])
      order by o.seq limit $3
    ) as o`, // not `order by seq`: that is the text of the column list, and '10' < '9'
};

export const mark = {
  name: 'relay_mark',
  text: `update outbox set published_at = switchboard_now()
    where lane = any ($1::smallint[]) and published_at is null and seq = any ($2::bigint[])`,
};

/** States whose last record on Kafka may be overtaken by a late older one: rows given by seq. */
export const republishLater = {
  name: 'relay_republish_later',
  text: `insert into outbox_republish (topic, key, lane, from_seq, due_at)
    select topic, key, $1::smallint, min(seq), clock_timestamp() + make_interval(secs => $4::float8 / 1000)
    from outbox where lane = $1::smallint and published_at is null and topic = any ($3::text[])
      and ($2::bigint[] is null or seq = any ($2::bigint[]))
    group by topic, key
    on conflict (topic, key) do update
    set from_seq = least(outbox_republish.from_seq, excluded.from_seq), due_at = excluded.due_at`,
};

/** The newest row that Kafka has got of each key that is due: marked, or waiting for its mark. */
export const dueStates = {
  name: 'relay_due_states',
  text: `select r.topic as due_topic, r.key as due_key, newest.* from outbox_republish r
    left join lateral (
      select ${columns} from outbox o
      where o.seq >= r.from_seq and o.topic = r.topic and o.key = r.key
        and (o.published_at is not null or o.seq = any ($2::bigint[]))
      order by o.seq desc limit 1
    ) as newest on true
    where r.lane = $1::smallint and r.due_at <= clock_timestamp() limit 100`,
};

export const republished = {
  name: 'relay_republished',
  text: 'delete from outbox_republish where (topic, key) in (select * from unnest($1::text[], $2::text[])) and due_at <= clock_timestamp()',
};
