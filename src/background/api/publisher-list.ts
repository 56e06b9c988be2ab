/**
 * A publisher’s own list of its released code, as the options page shows it. It is requested only while the user has it turned on.
 * Dates are RFC 3339.
 */
export type PublisherListView = {
  readonly id: string;
  readonly publisher: string;
  /** The host that is asked once a day. */
  readonly host: string;
  readonly on: boolean;
  /** How many releases the stored list names; null if none is stored. */
  readonly releases: number | null;
  /** When an answer was last accepted, and the last request’s failure if any. */
  readonly checkedAt: string | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
};
