import type { Claims } from './claims.ts';
import type { CommonCheckId } from './checks.ts';
import type { CryptoPort } from './crypto/port.ts';
import type { Ledger } from './ledger.ts';
import type { CommonPolicy } from './policy.ts';
import type { Instant } from './time.ts';

/** The inputs of the steps from evidence to a visit (`bind.ts`, `channel.ts`). */
export type BindInput = {
  readonly claims: Claims;
  readonly evidence: Uint8Array;
  readonly policy: CommonPolicy;
  readonly now: Instant;
  readonly crypto: CryptoPort;
  readonly ledger: Ledger<CommonCheckId>;
  /**
   * Whoever vouches for the code also says that it encrypts all input to an attested key (docs/AUDITS.md, `TEE_ENCRYPTS_INPUT`).
   */
  readonly encryptsInput: boolean;
};
