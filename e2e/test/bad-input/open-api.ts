import type { SuiteAddress } from '@switchboard/testing';
import { v7 as uuid } from 'uuid';

/** The part of JSON Schema that the documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

/** One operation of a service, its references resolved. */
export interface Operation {
  service: ServiceName;
  method: string;
  path: string;
  parameters: Array<{ in: string; name: string; required?: boolean; schema: Schema }>;
  body?: Schema;
  /** By status; null where the answer has no body, or none of JSON. */
  answers: Map<number, Schema | null>;
}

/** The services that serve a document. */
export type ServiceName = 'identity' | 'team' | 'routing' | 'translation';
export const serviceNames: readonly ServiceName[] = ['identity', 'team', 'routing', 'translation'];

type Content = Record<string, { schema?: Schema }>;
interface Document {
  paths: Record<string, Record<string, RawOperation>>;
}
interface RawOperation {
  parameters?: Operation['parameters'];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

/** Reads what each running service serves at /openapi.json. */
export async function readOperations(address: SuiteAddress): Promise<Operation[]> {
  const all = await Promise.all(
    serviceNames.map(async (service) => {
      const document = (await (await fetch(`${address[service]}/openapi.json`)).json()) as Document;
      return operationsOf(service, resolved(document, document) as Document);
    }),
  );
  return all.flat();
}

function operationsOf(service: ServiceName, { paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => {
      const body = requestBody?.content['application/json']?.schema;
      const answers = Object.entries(responses).map(([status, { content = {} }]) => {
        const json = content['application/json'] ?? content['application/problem+json'];
        return [Number(status), json?.schema ?? null] as const;
      });
      const operation = {
        service,
        method: method.toUpperCase(),
        path,
        parameters,
        answers: new Map(answers),
      };
      return body ? { ...operation, body } : operation;
    }),
  );
}

/** The node with every reference replaced by what it names; the documents have no circles. */
function resolved(node: unknown, document: Document): unknown {
  if (Array.isArray(node)) return node.map((item) => resolved(item, document));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref } = node as Schema;
  if ($ref) {
    const names = $ref.slice(2).split('/');
    return resolved(
      names.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], document),
      document,
    );
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, resolved(value, document)]));
}

/** Values that mean something here, by the name of the field or parameter. */
export type Known = Record<string, unknown>;

/** Fields that exclude their neighbours: the other of the two is the valid one. */
const excluded = new Set(['card', 'fromAgentId', 'all']);

/** A value that the schema allows, ids and languages chosen by name. */
export function validValue(schema: Schema, name: string, known: Known): unknown {
  if (name in known) return known[name];
  if (schema.enum) return schema.enum[0];
  const choice = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (choice) return validValue(choice[0]!, name, known);
  const type = [schema.type ?? (schema.properties ? 'object' : 'string')].flat()[0];
  if (type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).filter(([field]) => !excluded.has(field));
    return Object.fromEntries(fields.map(([field, of]) => [field, validValue(of, field, known)]));
  }
  if (type === 'array') return [validValue(schema.items ?? {}, name.replace(/s$/, ''), known)];
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 0, 0);
  if (type === 'boolean') return false;
  return validText(schema, name);
}

function validText({ format, pattern, minLength = 0 }: Schema, name: string): string {
  if (format === 'uuid') return uuid();
  if (format === 'email') return `made-${uuid().slice(-12)}@example.com`;
  if (format === 'date-time') return name === 'expiresAt' ? '2999-01-01T00:00:00Z' : new Date().toISOString();
  if (format === 'date') return new Date().toISOString().slice(0, 10);
  if (/language|^to$|^from$|To$/i.test(name)) return 'en';
  if (name === 'hash') return 'a'.repeat(64);
  return pattern?.startsWith('^[a-z]') ? 'order' : `words ${uuid().slice(-12)}`.padEnd(minLength, '.');
}
