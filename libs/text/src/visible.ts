/** Whether a reader sees anything at all: a letter, digit, sign or picture, not only spaces and invisible marks. */
export const hasSomethingToSee = (text: string): boolean =>
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\p{M}\u2800]/u.test(text);
