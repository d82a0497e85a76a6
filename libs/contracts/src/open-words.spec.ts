import { readdirSync, readFileSync } from 'node:fs';
import { decodeEvent, eventDefinitions, type EventDefinition, type RawHeaders } from './index.js';

interface Node {
  type?: string;
  pattern?: string;
  enum?: unknown[];
  examples?: unknown[];
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
}
type Path = ReadonlyArray<string | 0>;
interface Word {
  definition: EventDefinition;
  path: Path;
  open: boolean;
}

/** Every place of a schema that holds a word of a list. */
function words(node: Node, path: Path = []): Array<{ path: Path; open: boolean }> {
  if (node.enum) return [{ path, open: false }];
  if (node.type === 'string' && node.examples) return [{ path, open: true }];
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([name, field]) => words(field, [...path, name])),
    ...(node.items ? words(node.items, [...path, 0]) : []),
    ...(node.anyOf ?? []).flatMap((branch) => words(branch, path)),
  ];
}

const every: Word[] = eventDefinitions.flatMap((definition) =>
  words(definition.schema as Node)
    // A card's kind is the frontend's own word.
    .filter(({ path }) => path.at(-2) !== 'card')
    .map((word) => ({ definition, ...word })),
);
const nameOf = ({ definition, path }: Word) => `${definition.ceType} ${path.join('.')}`;

const root = new URL('../golden/', import.meta.url);

/** The golden samples of an event, with a word put in its place. */
function samplesWith({ definition: { ceType }, path }: Word, word: string) {
  return readdirSync(new URL(`${ceType}/`, root)).flatMap((file) => {
    const sample = JSON.parse(readFileSync(new URL(`${ceType}/${file}`, root), 'utf8')) as {
      headers: RawHeaders;
      data: Record<string, unknown>;
    };
    let at: Record<string, unknown> | null = sample.data;
    for (const step of path.slice(0, -1)) at = at?.[step] as Record<string, unknown> | null;
    if (at === null) return [];
    at[path.at(-1)!] = word;
    return [{ headers: sample.headers, value: JSON.stringify(sample.data) }];
  });
}

describe('lists of words', () => {
  it.each(every.filter(({ open }) => open).map((word) => [nameOf(word), word] as const))(
    '%s: a word of a newer release is no dead letter',
    (_name, word) => {
      const results = samplesWith(word, 'word_of_a_newer_release').map((record) => decodeEvent(record));
      // Where a known word asks for more (a translation has a text), an unknown one does not have it.
      const understood = results.filter(({ ok }) => ok);
      expect(understood.length).toBeGreaterThan(0);
    },
  );

  it('closed for good are a chat’s state and the direction of a message that other services see', () => {
    const closed = every.filter(({ open }) => !open).map(nameOf);
    expect(new Set(closed.map((name) => name.split(' ')[1]))).toEqual(
      new Set(['chat.state', 'message.direction']),
    );
  });

  it.each(every.filter(({ open }) => !open).map((word) => [nameOf(word), word] as const))(
    '%s: an unknown word is refused',
    (_name, word) => {
      for (const record of samplesWith(word, 'word_of_a_newer_release'))
        expect(decodeEvent(record)).toMatchObject({ ok: false, reason: 'event.invalid' });
    },
  );
});
