import type { Hex } from '../bytes/hex.ts';
import { answering, type Endorsement } from '../endorsement.ts';

/** Which record is needed: of a device, or of a manufacturer that signs its devices' keys. Keys are lowercase hex. */
export type KeyNeed = { readonly kind: 'device-key' | 'manufacturer-key'; readonly key: Hex };

/** Does anything supplied answer this need? */
export const isAnswered = (endorsements: readonly Endorsement[], need: KeyNeed): boolean =>
  answering(endorsements, need) !== undefined;
