import type { Endorsement, Instant, Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { VendorSource } from '../api/vendor-source.ts';

/** An endorsement and when it says of itself that it expires. */
export type Fetched = { readonly endorsement: Endorsement; readonly expires: Instant };

/**
 * Somebody who may be asked for endorsements. Not believed: what comes back is only bytes for the verifier, so a mirror
 * is as good as the manufacturer.
 */
export type EndorsementSource = {
  readonly id: string;
  /** Who speaks through it: the maker of the hardware, or a list or register that the user follows. */
  readonly gives: 'manufacturer' | 'list';
  /** Scheme and host of every service that `fetch` may ask. */
  readonly hosts: readonly string[];
  /** What a request tells the server. */
  readonly reveals: VendorSource['reveals'];
  answers(need: Need): boolean;
  /** What this need gets never changes: it is asked for once and kept until it expires. */
  lasts(need: Need): boolean;
  /**
   * @throws the signal's reason when it aborts
   */
  fetch(need: Need, signal: AbortSignal): Promise<Fetched | Problem>;
};
