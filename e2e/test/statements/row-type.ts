import pg from 'pg';
import ts from 'typescript';

const { builtins } = pg.types;

/** The TypeScript type in which the pg driver hands over values of each type; those not named here are not compared. */
const handedOverAs = new Map<number, string>([
  ...[builtins.INT2, builtins.INT4, builtins.INT8, builtins.FLOAT4, builtins.FLOAT8].map(
    (type) => [type, 'number'] as const,
  ),
  ...[builtins.TEXT, builtins.VARCHAR, builtins.UUID, builtins.NUMERIC, builtins.BPCHAR].map(
    (type) => [type, 'string'] as const,
  ),
  [builtins.BOOL, 'boolean'],
  [builtins.TIMESTAMPTZ, 'Date'],
  [builtins.BYTEA, 'Buffer'],
]);

/** A property of a row type: its name, whether every row has it, and what it is in the driver's terms (undefined: anything). */
export interface RowProperty {
  readonly name: string;
  readonly optional: boolean;
  readonly kinds: ReadonlySet<string> | undefined;
}

/** The properties of the rows that `query<Row>(...)` answers; undefined where the call names no row type. */
export function rowProperties(
  checker: ts.TypeChecker,
  call: ts.CallExpression,
): readonly RowProperty[] | undefined {
  // The type as it is written: to resolve the call would mean to compile all that its receiver is made of.
  const row = call.typeArguments?.[0] && checker.getTypeFromTypeNode(call.typeArguments[0]);
  if (!row || row.flags & (ts.TypeFlags.Any | ts.TypeFlags.TypeParameter)) return undefined;
  const properties = checker.getPropertiesOfType(row);
  if (properties.length === 0) return undefined;
  return properties.map((property) => ({
    name: property.name,
    optional: Boolean(property.flags & ts.SymbolFlags.Optional),
    kinds: kindsOf(checker.getTypeOfSymbolAtLocation(property, call)),
  }));
}

function kindsOf(type: ts.Type): ReadonlySet<string> | undefined {
  const parts = (type.isUnion() ? type.types : [type]).filter(
    (part) => !(part.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)),
  );
  const kinds = parts.map((part) => {
    if (part.flags & ts.TypeFlags.StringLike) return 'string';
    if (part.flags & ts.TypeFlags.NumberLike) return 'number';
    if (part.flags & ts.TypeFlags.BooleanLike) return 'boolean';
    const name = part.symbol?.name;
    if (name === 'Date') return 'Date';
    if (name === 'Buffer' || name === 'Uint8Array') return 'Buffer';
    return part.flags & ts.TypeFlags.Object ? 'object' : undefined;
  });
  return kinds.includes(undefined) || kinds.length === 0 ? undefined : new Set(kinds as string[]);
}

/** What is wrong with reading these columns as such rows. */
export function misread(
  properties: readonly RowProperty[],
  columns: ReadonlyArray<{ name: string; type: number }>,
): string[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return properties.flatMap(({ name, optional, kinds }) => {
    const type = types.get(name);
    if (type === undefined) return optional ? [] : [`no column "${name}"`];
    const kind = handedOverAs.get(type);
    if (!kind || !kinds || kinds.has(kind)) return [];
    return [`column "${name}" is a ${kind}, read as ${[...kinds].join(' or ')}`];
  });
}
