import { splitProtected, type Part } from '@switchboard/text';

/** A text whose protected spans are replaced by marks. */
export interface MarkedText {
  /** What is asked for; without the white space around it. */
  readonly text: string;
  readonly spans: readonly string[];
  readonly before: string;
  readonly after: string;
}

type Mark = (index: number) => string;

/** Cuts, and takes spans with nothing but punctuation between them (`😀 😀`, `A-1, A-2`) as one. */
export function mergedParts(text: string): Part[] {
  const merged: Part[] = [];
  for (const part of splitProtected(text)) {
    const between = merged.at(-1);
    const previous = merged.at(-2);
    if (part.keep && between && !between.keep && previous?.keep && !/[\p{L}\n]/u.test(between.text)) {
      merged.splice(-2, 2, { text: previous.text + between.text + part.text, keep: true });
    } else if (part.keep && between?.keep) {
      merged.splice(-1, 1, { text: between.text + part.text, keep: true });
    } else {
      merged.push(part);
    }
  }
  return merged;
}

/** Replaces every protected span by its mark. */
export function markText(text: string, mark: Mark): MarkedText {
  const spans: string[] = [];
  const marked = mergedParts(text)
    .map((part) => (part.keep ? mark(spans.push(part.text) - 1) : part.text))
    .join('');
  const inner = marked.trim();
  const start = marked.indexOf(inner);
  return { text: inner, spans, before: marked.slice(0, start), after: marked.slice(start + inner.length) };
}

/** Whether every mark stands in the text exactly once. */
export function marksIntact(text: string, spans: readonly string[], mark: Mark): boolean {
  return spans.every((_, index) => text.split(mark(index)).length === 2);
}

/** Puts the spans back in the places of their marks, and the white space around the text. */
export function restore(translated: string, { spans, before, after }: MarkedText, mark: Mark): string {
  const positions = spans
    .map((span, index) => ({ span, mark: mark(index), at: translated.indexOf(mark(index)) }))
    .sort((one, other) => one.at - other.at);
  let result = before;
  let from = 0;
  for (const { span, mark: placeholder, at } of positions) {
    result += translated.slice(from, at) + span;
    from = at + placeholder.length;
  }
  return result + translated.slice(from) + after;
}
