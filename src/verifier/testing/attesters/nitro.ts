import { sha384 } from '@noble/hashes/sha2.js';
import { toHex } from '../../bytes/hex.ts';
import { instant, type Instant } from '../../time.ts';
import { noAnchors, testAnchor, type Attested, type Attester, type AttestRequest, type Fault } from '../attester.ts';
import { p384Key } from '../keys.ts';
import { NITRO_PCRS, nitroChain, nitroDocument, type NitroChain } from '../nitro-document.ts';

const FAULTS = [
  'tampered',
  'debug',
  'wrong-key',
  'wrong-root',
  'wrong-report-data',
  'wrong-nonce',
  'expired',
  'other-code',
  'truncated',
] as const satisfies readonly Fault[];

const HOUR = 60 * 60 * 1000;
const seedOf = (fault: Fault | undefined): string => (fault === 'wrong-root' ? 'somebody else' : 'attester');

/** Four certificates cost four signatures and are the same for a whole hour; as AWS does it, leaves outlive the hour. */
const kept = new Map<string, NitroChain>();

function chainFor({ now, fault }: AttestRequest): NitroChain {
  const hour = instant(now - (now % HOUR) - (fault === 'expired' ? 24 * HOUR : 0));
  const id = `${String(hour)} ${seedOf(fault)}`;
  const chain = kept.get(id) ?? nitroChain({ now: hour, seed: seedOf(fault) });
  kept.set(id, chain);
  return chain;
}

const zeros = { 0: new Uint8Array(48), 1: new Uint8Array(48), 2: new Uint8Array(48) };

/** Deterministic bytes that differ from what was requested. */
const other = (bytes: Uint8Array): Uint8Array => sha384(bytes).filter((_, index) => index < bytes.length);

function madeAt({ now, fault }: AttestRequest): Instant {
  return fault === 'expired' ? instant(now - 24 * HOUR) : now;
}

function attest(request: AttestRequest): Attested {
  const { reportData, nonce, fault, publicKey } = request;
  const changed = fault === 'debug' ? zeros : fault === 'other-code' ? { 2: new Uint8Array(48).fill(0x77) } : {};
  const document = nitroDocument({
    now: madeAt(request),
    chain: chainFor(request),
    pcrs: { ...NITRO_PCRS, ...changed },
    userData: fault === 'wrong-report-data' ? other(reportData) : reportData,
    ...(publicKey === undefined ? {} : { publicKey }),
    ...(nonce.length === 0 ? {} : { nonce: fault === 'wrong-nonce' ? other(nonce) : nonce }),
    ...(fault === 'wrong-key' ? { documentKey: p384Key('nitro stranger') } : {}),
  });
  // Byte 200 is inside one of the first registers.
  const evidence =
    fault === 'tampered'
      ? document.with(200, (document[200] ?? 0) ^ 1)
      : fault === 'truncated'
        ? document.slice(0, 1000)
        : document;
  return { evidence, parameters: {}, endorsements: [] };
}

/** A simulated Nitro enclave. */
export const nitroAttester: Attester = {
  tee: 'nitro',
  evidenceType: 'nitro-document',
  faults: FAULTS,
  anchors: {
    ...noAnchors,
    awsNitroRoot: [testAnchor('test Nitro root', nitroChain({ now: instant(0), seed: 'attester' }).root.certificate)],
  },
  reference: Object.fromEntries([0, 1, 2].map((index) => [`PCR${String(index)}`, toHex(NITRO_PCRS[index] ?? new Uint8Array())])),
  attest,
};
