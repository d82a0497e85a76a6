/** Numbers of the lifecycle. Only tests change them (to small ones). */
export class LifecycleSettings {
  /** Reassignments are looked for this often, chats to close and messages to delete that often. */
  readonly reassignEveryMs: number = 5_000;
  readonly closeEveryMs: number = 30_000;
  readonly forgetEveryMs: number = 600_000;
  /** Chats changed, and messages deleted, by one transaction at most. */
  readonly chatLimit: number = 100;
  readonly messageLimit: number = 1_000;
  /** Transactions in a row for one shop, before the others have their turn. */
  readonly turnsPerShop: number = 10;
  /** Shops asked by one statement. */
  readonly shopPage: number = 1_000;

  constructor(changes: Partial<LifecycleSettings> = {}) {
    Object.assign(this, changes);
  }
}
