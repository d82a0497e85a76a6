import type { TSchema } from 'typebox';

interface Node {
  type?: string;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
}

/** A copy of the schema in which no object takes a field it does not name. Producers are held to it. */
export function closed<Schema extends TSchema>(schema: Schema): Schema {
  return close(schema as Node) as unknown as Schema;
}

function close(node: Node): Node {
  // The descriptors carry what is not enumerable, such as refinements.
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(node)) as Node & {
    additionalProperties?: boolean;
  };
  if (node.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(node.properties).map(([name, field]) => [name, close(field)]),
    );
    copy.additionalProperties = false;
  }
  if (node.items) copy.items = close(node.items);
  if (node.anyOf) copy.anyOf = node.anyOf.map(close);
  return copy;
}

/** The value without the fields its schema does not name, so that nothing unknown is stored or passed on. */
export function knownFields(schema: TSchema, value: unknown): unknown {
  return strip(schema as Node, value);
}

function strip(node: Node, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return node.items ? value.map((item) => strip(node.items as Node, item)) : value;
  if (node.anyOf) {
    const branch = node.anyOf.find(({ type }) => type === 'object');
    return branch ? strip(branch, value) : value;
  }
  if (!node.properties) return value;
  const known: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(node.properties)) {
    if (Object.hasOwn(value, name)) known[name] = strip(field, (value as Record<string, unknown>)[name]);
  }
  return known;
}
