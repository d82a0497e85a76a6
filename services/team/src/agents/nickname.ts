/** Grapheme clusters of a nickname, at most. */
export const NICKNAME_GRAPHEMES = 40;
/** Code points, at most: a cluster may carry any number of marks. */
const CODE_POINTS = 400;

/**
 * What a nickname may not contain, at all: control, format and zero-width characters (joiners, direction marks,
 * soft hyphens), unassigned and private ones, line separators, and letters that draw nothing.
 */
const FORBIDDEN = /[\p{C}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164]/u;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A nickname in the form that is stored, or the code of what is wrong with it. */
export type NicknameVerdict = { nickname: string } | { fault: 'wrong_length' | 'wrong_format' };

/** Brings what somebody typed into the stored form: NFKC, blanks at the ends dropped, runs of blanks as one. */
export function readNickname(typed: string): NicknameVerdict {
  const nickname = typed
    .normalize('NFKC')
    .replace(/\p{Zs}+/gu, ' ')
    .replaceAll(/^ | $/g, '');
  if (FORBIDDEN.test(nickname)) return { fault: 'wrong_format' };
  if (nickname === '' || [...nickname].length > CODE_POINTS) return { fault: 'wrong_length' };
  return [...graphemes.segment(nickname)].length > NICKNAME_GRAPHEMES
    ? { fault: 'wrong_length' }
    : { nickname };
}
