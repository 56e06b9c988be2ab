/** How many origins' permissions are cached; beyond that, all are queried again. */
const MAX_HELD_VISITS = 500;

/**
 * The user's permissions for origins, queried from the browser once and cached until a change is reported. Between a change and
 * its event the answer is the old one, as if it had been asked a moment earlier: never send a site a request on the strength of
 * it.
 */
export function heardLeave(ask: (origin: string) => Promise<boolean>): {
  readonly mayCheck: (origin: string) => Promise<boolean>;
  /** Some permission was granted or withdrawn. */
  changed(): void;
} {
  const held = new Map<string, Promise<boolean>>();
  return {
    mayCheck(origin) {
      const known = held.get(origin);
      if (known !== undefined) return known;
      if (held.size >= MAX_HELD_VISITS) held.clear();
      const asked = ask(origin);
      held.set(origin, asked);
      asked.catch(() => {
        if (held.get(origin) === asked) held.delete(origin);
      });
      return asked;
    },
    changed: () => {
      held.clear();
    },
  };
}
