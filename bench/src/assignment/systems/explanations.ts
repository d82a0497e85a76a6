import type { ExplanationSize } from '@switchboard/testing';

/** What a choice says it compared: a document of the same size, as often, as the engine wrote in the same cell. */
export class Explanations {
  private document = '';
  private share = 1;
  private owed = 0;

  constructor() {
    this.resize({ share: 1, bytes: 600 });
  }

  resize({ share, bytes }: ExplanationSize): void {
    const empty = JSON.stringify({ by: 'sql', candidates: '' });
    this.document = JSON.stringify({
      by: 'sql',
      candidates: 'x'.repeat(Math.max(0, Math.round(bytes) - empty.length)),
    });
    this.share = share;
    this.owed = 0;
  }

  next(): string | null {
    this.owed += this.share;
    if (this.owed < 1) return null;
    this.owed -= 1;
    return this.document;
  }
}
