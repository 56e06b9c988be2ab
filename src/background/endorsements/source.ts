import type { Endorsement, Instant, Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { VendorSource } from '../api/vendor-source.ts';

/** An endorsement, and the time at which it says that it expires. */
export type Fetched = { readonly endorsement: Endorsement; readonly expires: Instant };

/**
 * A source of endorsements. Nothing it returns is believed: it supplies only bytes for the verifier, so a mirror is as good as
 * the manufacturer.
 */
export type EndorsementSource = {
  readonly id: string;
  /** Whom it stands for: the maker of the hardware, or a list or register that the user follows. */
  readonly gives: 'manufacturer' | 'list';
  /** Scheme and host of every service that `fetch` may ask. */
  readonly hosts: readonly string[];
  /** What a request reveals to the server. */
  readonly reveals: VendorSource['reveals'];
  answers(need: Need): boolean;
  /** The answer to this need never changes: it is requested once and kept until it expires. */
  lasts(need: Need): boolean;
  /**
   * @throws the signal's reason when it aborts
   */
  fetch(need: Need, signal: AbortSignal): Promise<Fetched | Problem>;
};

/** A manufacturer's answer that cannot be used, and why; damage on the way looks the same, so it is worth another try. */
export const damagedBy = (host: string, why: string): Problem => ({
  code: 'endorsement.unavailable',
  fault: 'vendor',
  remedy: 'retry',
  facts: { host, why },
});
