import type { Hex } from '../bytes/hex.ts';
import { answering, type Endorsement } from '../endorsement.ts';

/** Which record is wanted: of a device, or of a manufacturer that signs for its devices. Keys are lowercase hex. */
export type KeyNeed = { readonly kind: 'device-key' | 'manufacturer-key'; readonly key: Hex };

/** Is anything there that answers this need? */
export const isAnswered = (endorsements: readonly Endorsement[], need: KeyNeed): boolean =>
  answering(endorsements, need) !== undefined;
