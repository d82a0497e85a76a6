import type { OpenAPIObject } from '@nestjs/swagger';

/** A class `ChatDto` is the schema `Chat`. Throws where two classes would share a name. */
export function nameSchemas(document: OpenAPIObject): OpenAPIObject {
  const renamed = JSON.parse(
    JSON.stringify(document).replaceAll(/"#\/components\/schemas\/(\w+?)Dto"/g, '"#/components/schemas/$1"'),
  ) as OpenAPIObject;
  const entries = Object.entries(renamed.components?.schemas ?? {}).map(
    ([name, schema]) => [name.replace(/Dto$/, ''), schema] as const,
  );
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`two classes would be the schema ${twice}`);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  renamed.components = { ...renamed.components, schemas: Object.fromEntries(entries) };
  return renamed;
}
