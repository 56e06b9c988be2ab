/** What a document may hold at most. */
export type JsonLimits = {
  /** Levels of objects and arrays. */
  readonly depth: number;
  readonly values: number;
  /** Names that no member may have. */
  readonly refusedNames: readonly string[];
  /** Somebody will ask where members stood in the text. */
  readonly places: boolean;
};
