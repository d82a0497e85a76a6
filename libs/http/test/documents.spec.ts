import { readFileSync } from 'node:fs';
import { routePolicies } from '@switchboard/permissions';
import { entityTagPattern } from '../src/input/if-match.js';
import { methods, type Operation } from '../src/openapi/operation.js';
import { undescribed } from '../src/openapi/undescribed.js';
import { problemCatalogue } from '../src/problems/problem-catalogue.js';

const services = ['identity', 'team', 'routing', 'translation'] as const;
const documents = services.map((service) => {
  const file = new URL(`../../../services/${service}/openapi.json`, import.meta.url);
  const document = JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof undescribed>[0];
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      return operation ? [{ name: `${method.toUpperCase()} ${path}`, operation }] : [];
    }),
  );
  return { service, document, operations };
});
const everyOperation = documents.flatMap(({ operations }) => operations);

describe.each(documents)('the committed document of $service', ({ service, document, operations }) => {
  it('describes every operation, parameter and field', () => {
    expect(undescribed(document)).toEqual([]);
  });

  it('names exactly the routes of the table', () => {
    const listed = routePolicies.filter((line) => line.service === service && line.policy !== 'internal');
    expect(operations.map(({ name }) => name).sort()).toEqual(
      listed.map(({ method, path }) => `${method} ${path}`).sort(),
    );
  });

  it('names its schemas by what they are, not by classes', () => {
    expect(
      Object.keys(document.components!.schemas!).filter(
        (name) => !/^[A-Z]/.test(name) || /Dto|Query/.test(name),
      ),
    ).toEqual([]);
  });
});

describe('all four documents', () => {
  it('have each operationId once: a verb and what it is about', () => {
    const ids = everyOperation.map(({ operation }) => operation.operationId!);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)*$/.test(id))).toEqual([]);
  });

  it('tag by resource', () => {
    const tags = new Set(everyOperation.flatMap(({ operation }) => operation.tags ?? ['']));
    expect([...tags].filter((tag) => !/^[a-z]+(-[a-z]+)*$/.test(tag))).toEqual([]);
  });

  it('ask for If-Match exactly where its absence is 428, as an entity tag', () => {
    for (const { name, operation } of everyOperation) {
      const ifMatch = (operation.parameters ?? []).find((each) => 'name' in each && each.name === 'If-Match');
      const required = ifMatch !== undefined && 'required' in ifMatch && ifMatch.required === true;
      expect([name, '428' in operation.responses]).toEqual([name, required]);
      if (ifMatch) expect(ifMatch).toMatchObject({ schema: { pattern: entityTagPattern } });
    }
  });

  it('list only problems of the catalogue', () => {
    const codes = new Set<string>(Object.keys(problemCatalogue));
    for (const { operation } of everyOperation) {
      for (const [status, answer] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        const named = [...JSON.stringify(answer).matchAll(/`([a-z_.]+)`:/g)].map(([, code]) => code!);
        expect(named.length).toBeGreaterThan(0);
        expect(named.filter((code) => !codes.has(code))).toEqual([]);
      }
    }
  });
});
