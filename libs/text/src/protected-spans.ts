/**
 * "Emoji, order numbers, links, e-mail addresses and template marks come through untouched" (SPEC 6). A text is cut
 * into parts that may be translated and spans that must not be; detection and "is there anything to translate" look at
 * the parts alone.
 */

/** A piece of a text: `keep` is to arrive as it is. */
export interface Part {
  readonly text: string;
  readonly keep: boolean;
}

/** Ordered by precedence: a link swallows the e-mail-like and number-like pieces inside it. */
const SPANS: readonly RegExp[] = [
  // placeholders that the text itself contains must never be mistaken for ours
  /⟦[^⟦⟧\n]{0,40}⟧/u,
  // template marks: {{name}}, {name}, ${name}, %{name}, <name>, %name%, %s, [[name]]
  /\{\{[^{}\n]{1,80}\}\}|[$%]\{[^{}\n]{1,80}\}|\{[\w.-]{1,60}\}|\[\[[^[\]\n]{1,80}\]\]|<\/?[A-Za-z][^<>\n]{0,80}>|%[A-Za-z_]\w{0,40}%|%[sd](?![A-Za-z])/u,
  // links: with a scheme, with www., or a bare host with a path or a well-known ending
  /(?:https?|ftp):\/\/[!#-&(-;=?-~]+|www\.[!#-&(-;=?-~]+/u,
  /(?<![\p{Script=Latin}\p{N}._%+-])[\p{Script=Latin}\p{N}._%+-]+@[\p{Script=Latin}\p{N}-]+(?:\.[\p{Script=Latin}\p{N}-]+)+/u,
  /(?<![\p{Script=Latin}\p{N}@.-])(?:[A-Za-z0-9-]+\.)+(?:(?:com|net|org|io|shop|store|biz|info)(?:\.[a-z]{2})?(?:\/[!#-&(-;=?-~]*)?(?![A-Za-z0-9])|[a-z]{2,24}\/[!#-&(-;=?-~]+)/u,
  // @handles and #tags
  /(?<![\p{L}\p{N}])[@#][\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?/u,
  // order numbers and other codes: letters, digits and joiners with a digit among them; but not `2`, `2nd`, `10am`, `5kg`
  /(?<![\p{Script=Latin}\p{N}_/-])(?=[A-Za-z0-9_/-]*\d)(?!\d{1,3}[a-z]{0,3}(?![A-Za-z0-9_/-]|[.,:]\d))[A-Za-z0-9]+(?:[_/-][A-Za-z0-9]+)*(?:[.,:]\d+)*(?![\p{Script=Latin}\p{N}])/u,
  // emoji: keycaps, flags, sequences with modifiers and joiners
  /[0-9#*]\uFE0F?\u20E3|\p{RI}\p{RI}|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)(?:\p{Emoji_Modifier}|\uFE0F|\u200D(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)|[\u{E0020}-\u{E007F}])*/u,
];

const ANY_SPAN = new RegExp(SPANS.map((span) => span.source).join('|'), 'gu');

/** Punctuation that ends the sentence around a link is not part of the link. */
const TRAILING = /[.,;:!?)\]}'"»”’…]+$/u;

const LINK = /^(?:https?:|ftp:|www\.|[A-Za-z0-9.-]+\/)/;

/** Cuts a text into parts; joined again they are the text. Neighbouring parts alternate between kept and not. */
export function splitProtected(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(ANY_SPAN)) {
    const span = LINK.test(match[0]) ? match[0].replace(TRAILING, '') : match[0];
    if (match.index > from) parts.push({ text: text.slice(from, match.index), keep: false });
    parts.push({ text: span, keep: true });
    from = match.index + span.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), keep: false });
  return parts;
}

/** The text with every protected span blanked: what is left is language. */
export function withoutProtected(text: string): string {
  return splitProtected(text)
    .map((part) => (part.keep ? ' ' : part.text))
    .join('');
}

/** Whether anything in the text can be translated at all: one letter outside of the protected spans. */
export function hasWords(text: string): boolean {
  return /\p{L}/u.test(withoutProtected(text));
}
