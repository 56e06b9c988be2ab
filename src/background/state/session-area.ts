/** What is kept for this session of the browser: in memory, never seen by content scripts. */
export type SessionArea = {
  readonly get: (key: string) => Promise<unknown>;
  readonly set: (values: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly remove: (keys: readonly string[]) => Promise<void>;
  readonly keys: () => Promise<readonly string[]>;
};
