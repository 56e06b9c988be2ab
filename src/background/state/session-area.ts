/** What is kept for this browser session: in memory, never visible to content scripts. */
export type SessionArea = {
  readonly get: (key: string) => Promise<unknown>;
  readonly set: (values: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly remove: (keys: readonly string[]) => Promise<void>;
  readonly keys: () => Promise<readonly string[]>;
};
