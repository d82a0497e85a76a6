/** What stands before and after each call of a port; either may wait, throw, or never answer. */
export interface Interception {
  before?(method: string): Promise<void> | void;
  after?(method: string): Promise<void> | void;
}

/** A port whose every call passes through `interception`: each await becomes a scheduling point. */
export function intercept<T extends object>(port: T, interception: Interception): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver) as unknown;
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        await interception.before?.(String(name));
        let outcome: { value: unknown } | { error: unknown };
        try {
          outcome = { value: await (member as (...all: unknown[]) => unknown).apply(target, args) };
        } catch (error) {
          outcome = { error };
        }
        await interception.after?.(String(name));
        if ('error' in outcome) throw outcome.error;
        return outcome.value;
      };
    },
  });
}

/** The process is dead: it never goes on from here. */
export const never = (): Promise<never> => new Promise(() => undefined);
