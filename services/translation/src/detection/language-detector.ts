/** What a text is written in; `language` null: not sure enough to decide anything. */
export interface Detection {
  readonly language: string | null;
  /** 0 to 1; of the best guess, also where it decides nothing. */
  readonly confidence: number;
}

/** Finds the language of a text by what is written in it. */
export abstract class LanguageDetector {
  /**
   * SPEC 6: "ignores emoji, digits, links and marks; under 20 letters (unless the script belongs to one language) or
   * under 0.7 confidence it decides nothing".
   * `expected`: a language that the writer is known to use; it decides only between languages that look the same.
   */
  abstract detect(text: string, expected?: string | null): Detection;
}

/** Below it nothing is decided. */
export const CONFIDENCE_LIMIT = 0.7;
/** Fewer letters than this say nothing, except in a script that belongs to one language. */
export const LETTERS_LIMIT = 20;

/** Decides nothing. */
export const UNDECIDED: Detection = { language: null, confidence: 0 };
