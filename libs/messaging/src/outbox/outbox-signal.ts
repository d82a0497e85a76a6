import { Injectable } from '@nestjs/common';

/** Told which lanes have new rows; lane numbers, or undefined for any of them. */
export type WakeListener = (lanes: readonly number[] | undefined) => void;

/** Tells this process's relay that a transaction with events has committed. */
@Injectable()
export class OutboxSignal {
  private readonly listeners = new Set<WakeListener>();

  /** Call only after the commit: earlier there is nothing to be read. */
  wake(lanes?: readonly number[]): void {
    for (const listener of this.listeners) listener(lanes);
  }

  onWake(listener: WakeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
