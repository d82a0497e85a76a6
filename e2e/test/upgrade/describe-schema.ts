import type { TestDatabase } from '@switchboard/testing';

/** Every table, column, constraint, index, function, trigger, view and grant of a schema, each as PostgreSQL writes it. */
const everything = `
  with schema as (select current_schema()::regnamespace as id)
  select 'column' as kind, c.relname::text as of, format('%s %s %s %s %s %s', a.attname, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) as text
    from schema, pg_class c join pg_attribute a on a.attrelid = c.oid
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = schema.id and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
  union all select 'constraint', c.conrelid::regclass::text, c.conname || ' ' || pg_get_constraintdef(c.oid)
    from schema, pg_constraint c where c.connamespace = schema.id and c.conrelid <> 0
  union all select 'index', i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid
    from schema, pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = schema.id
  union all select 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid)
    from schema, pg_proc p where p.pronamespace = schema.id
  union all select 'trigger', t.tgrelid::regclass::text, pg_get_triggerdef(t.oid)
    from schema, pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = schema.id and not t.tgisinternal
  union all select 'view', c.relname, pg_get_viewdef(c.oid)
    from schema, pg_class c where c.relnamespace = schema.id and c.relkind = 'v'
  union all select 'grants', c.relname || ' ' || c.relkind::text, array_to_string(c.relacl, ',')
    from schema, pg_class c where c.relnamespace = schema.id and c.relkind in ('r', 'p', 'v', 'S')
  union all select 'grants', p.oid::regprocedure::text, array_to_string(p.proacl, ',')
    from schema, pg_proc p where p.pronamespace = schema.id
  order by 1, 2, 3`;

/** A schema as lines that can be compared; the order of columns does not count. */
export async function describeSchema(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ kind: string; of: string; text: string | null }>(everything);
  return rows.map(({ kind, of, text }) => `${kind} ${of}: ${text}`);
}
