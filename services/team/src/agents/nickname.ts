import { hasSomethingToSee, lengthOf, lineFault } from '@switchboard/text';

/** Grapheme clusters of a nickname, at most. */
export const NICKNAME_GRAPHEMES = 40;
/** Code points, at most: a cluster may carry any number of marks. */
const CODE_POINTS = 400;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A nickname in the form that is stored, or the code of what is wrong with it. */
export type NicknameVerdict =
  { nickname: string } | { fault: 'wrong_length' | 'wrong_format'; reason: string };

const wrongLength: NicknameVerdict = {
  fault: 'wrong_length',
  reason: `The nickname must have 1 to ${NICKNAME_GRAPHEMES} characters`,
};

/** Brings what was typed into the stored form: NFKC, blanks at the ends dropped, runs of blanks as one. */
export function readNickname(typed: string): NicknameVerdict {
  const nickname = typed
    .normalize('NFKC')
    .replace(/\p{Zs}+/gu, ' ')
    .replaceAll(/^ | $/g, '');
  const fault = lineFault(nickname);
  if (fault !== undefined) return { fault: 'wrong_format', reason: fault };
  if (nickname === '' || lengthOf(nickname) > CODE_POINTS) return wrongLength;
  if (!hasSomethingToSee(nickname))
    return { fault: 'wrong_format', reason: 'The nickname must have something to see' };
  return [...graphemes.segment(nickname)].length > NICKNAME_GRAPHEMES ? wrongLength : { nickname };
}
