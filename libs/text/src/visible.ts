/** Space, controls, half surrogates, marks without a letter, and what draws nothing (U+200B, U+3164, U+2800). */
const NOTHING =
  /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\p{Cf}\p{M}\p{Noncharacter_Code_Point}\u2800]/gu;

/** Whether a reader sees anything at all: a letter, digit, sign or picture, not only spaces and invisible marks. */
export const hasSomethingToSee = (text: string): boolean => text.replace(NOTHING, '') !== '';
