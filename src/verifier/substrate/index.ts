/**
 * The entry point to the chain proofs: pure functions from bytes that a node supplied, and a checkpoint, to what is proven. The
 * verifier's rules apply; `src/background/registry` sends the requests.
 */
export type { Authority, AuthoritySet } from './authority-set.ts';
export { deviceKey, readRegisteredDevice, type RegisteredDevice } from './device-registry.ts';
export { fromPrefixedHex, readHeader, scaleOfHeaderText, type Header, type HeaderText } from './header.ts';
export { readFinalityProof, type FinalityProof } from './justification.ts';
export { advance, headerOfHash, parachainHead, parachainHeadKey, valuesUnder, type PathFault } from './light-path.ts';
export { readRuntimeTypes, type RuntimeTypes } from './metadata.ts';
export { EVENTS_KEY, publishedHashAt, type PublishedHash } from './published-hash.ts';
export { provenValue, type ProvenValues } from './read-proof.ts';
export { readFollowedState, readRelayState, rootedAt, type FollowedState, type RelayState } from './relay-state.ts';
export { blockHashKey, readMetadataAnswer, readSpecVersion, RUNTIME_KEY } from './system.ts';
export { readTeebagEnclave, teebagKey, type TeebagEnclave } from './teebag.ts';
export {
  lenientText,
  proxiedAddress,
  proxiedKey,
  readRegisteredEnclave,
  readTimestamp,
  sovereignKey,
  TIMESTAMP_KEY,
  type RegisteredEnclave,
} from './teerex.ts';
export { concat } from '../bytes/equal.ts';
export { fromHex, toHex, type Hex } from '../bytes/hex.ts';
export { toAscii } from '../bytes/text.ts';
export { compactOf, u32Of, u64Of } from '../encoding/scale.ts';
