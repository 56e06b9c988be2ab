import type { Hex } from '../bytes/hex.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { ScaleReader, u32Of } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import { setChange } from './authority-set.ts';
import { readHeader, type Header } from './header.ts';
import { justificationFault, readJustification, type JustificationFault } from './justification.ts';
import { provenValue, verifyReadProof, type ProofFault, type ProvenValues } from './read-proof.ts';
import type { RelayState } from './relay-state.ts';
import { storageKey } from './storage-key.ts';

/** Why a step of the path cannot be taken. Stable words. */
export type PathFault =
  'malformed' | 'other-block' | 'goes-back' | 'cannot-follow' | 'no-such-parachain' | JustificationFault | ProofFault;

type Refused = { readonly at: 'refused'; readonly because: PathFault };

const refused = (because: PathFault): Refused => ({ at: 'refused', because });

/** Turns `Malformed` into an answer: unreadable bytes from a node are refused like any other false statement. */
function refusedAsMalformed(error: unknown): Refused {
  if (error instanceof Malformed) return refused('malformed');
  throw error;
}

/** The same kind of state as before the step: what it rests on does not change. */
export type Advance<S extends RelayState> = { readonly at: 'advanced'; readonly state: S; readonly header: Header } | Refused;

/**
 * Step 1, once for every set of voters on the way and once for the newest block: a relay chain header and the
 * justification by which the current set finalises it. Where the header hands over to other voters, the state goes on
 * with them: a header of the new set can only be justified by them.
 *
 * A state never goes back; the same block again is no error (it happens when two tabs ask at once).
 */
export async function advance<S extends RelayState>(
  state: S,
  supplied: { readonly header: Uint8Array; readonly justification: Uint8Array },
  crypto: CryptoPort,
): Promise<Advance<S>> {
  try {
    const header = readHeader(supplied.header);
    const { finalized } = state;
    // Proven before, perhaps by the voters who handed over with it: the current ones have no say about it.
    if (header.hash === finalized.hash) return { at: 'advanced', state, header };
    if (header.number <= finalized.number) return refused('goes-back');
    const justification = readJustification(supplied.justification);
    if (justification.targetHash !== header.hash || justification.targetNumber !== header.number) return refused('other-block');
    const fault = await justificationFault(justification, state, crypto);
    return fault === null ? reach(state, header) : refused(fault);
  } catch (error) {
    return refusedAsMalformed(error);
  }
}

/** The state after a header that is now proven final. */
function reach<S extends RelayState>(state: S, header: Header): Advance<S> {
  const change = setChange(header);
  if (change.kind === 'cannot-follow') return refused('cannot-follow');
  const reached = { ...state, finalized: { number: header.number, hash: header.hash } };
  if (change.kind === 'none') return { at: 'advanced', state: reached, header };
  return { at: 'advanced', state: { ...reached, setId: state.setId + 1, authorities: change.next }, header };
}

/** Where a parachain's newest header is in the relay chain's state: `Paras.Heads`, a map by twox-64-concat of u32. */
export function parachainHeadKey(paraId: number): Uint8Array {
  return storageKey('Paras', 'Heads', { hasher: 'twox-64-concat', key: u32Of(paraId) });
}

/** A parachain's header proven in its relay chain's state, or why it is not. */
export type ParachainHead = { readonly at: 'proven'; readonly header: Header } | Refused;

/** Step 2: the parachain's header, proven from the state root of a relay chain header that step 1 proved. */
export function parachainHead(relay: Header, proof: readonly Uint8Array[], paraId: number): ParachainHead {
  const key = parachainHeadKey(paraId);
  const read = verifyReadProof(relay.stateRoot, proof, [key]);
  if (!read.holds) return refused(read.fault);
  const value = provenValue(read.values, key);
  if (value === null) return refused('no-such-parachain');
  try {
    // HeadData is a Vec<u8> whose bytes are the parachain's own header (polkadot-parachain, primitives).
    const head = new ScaleReader(value, 'Paras.Heads');
    const bytes = head.bytes('head data', 2 ** 20);
    head.end();
    return { at: 'proven', header: readHeader(bytes) };
  } catch (error) {
    return refusedAsMalformed(error);
  }
}

/** Values proven under a header's state root, or why they are not. */
export type ChainValues = { readonly at: 'proven'; readonly values: ProvenValues } | Refused;

/** Step 3 (and all of proof level 2): values under a header's state root, including absence. */
export function valuesUnder(header: Header, proof: readonly Uint8Array[], keys: readonly Uint8Array[]): ChainValues {
  const read = verifyReadProof(header.stateRoot, proof, keys);
  return read.holds ? { at: 'proven', values: read.values } : refused(read.fault);
}

/** A header supplied by a node, if it has this hash; null when it is another or cannot be read. */
export function headerOfHash(bytes: Uint8Array, hash: Hex): Header | null {
  try {
    const header = readHeader(bytes);
    return header.hash === hash ? header : null;
  } catch (error) {
    refusedAsMalformed(error);
    return null;
  }
}
