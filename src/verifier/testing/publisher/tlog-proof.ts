import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { ed25519Key, type TestKey } from '../keys.ts';
import { inclusionPath, treeRoot } from './sigstore/tree.ts';

/** A log and witnesses of our own, and their proofs (C2SP tlog-proof). */

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A signer of notes: a log (1), or a witness (4). */
export type NoteSigner = { readonly name: string; readonly type: 1 | 4; readonly key: TestKey };

/** The log; its key type is 1, Ed25519. */
export const LOG: NoteSigner = { name: 'log.example/releases', type: 1, key: ed25519Key('tlog') };

/** Three witnesses; their key type is 4, Ed25519 cosignatures with a time. */
export const WITNESSES: readonly NoteSigner[] = ['one', 'two', 'three'].map((name) => ({
  name: `witness.example/${name}`,
  type: 4,
  key: ed25519Key(`witness ${name}`),
}));

const keyId = ({ name, type, key }: NoteSigner): Uint8Array =>
  sha256(concat(bytesOf(`${name}\n`), Uint8Array.of(type), key.raw)).filter((_, at) => at < 4);

/** A verifier key as policies name it: `name+hash+base64` (C2SP signed-note). */
export const vkeyOf = (signer: NoteSigner): string =>
  `${signer.name}+${toHex(keyId(signer))}+${base64(concat(Uint8Array.of(signer.type), signer.key.raw))}`;

/** The log, and any two of the three witnesses. */
export const POLICY = [
  '# what this test believes',
  `log ${vkeyOf(LOG)} https://log.example/`,
  ...WITNESSES.map((witness, at) => `witness w${String(at)} ${vkeyOf(witness)}`),
  'group all-of-them 2 w0 w1 w2',
  'quorum all-of-them',
  '',
].join('\n');

const seconds = (at: string): number => Date.parse(at) / 1000;

/** Eight bytes, big-endian. */
function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** A line of a note: the log's signature, or a witness's with its time. */
export function signatureLine(signer: NoteSigner, text: string, at: string): string {
  const signature =
    signer.type === 1
      ? signer.key.sign(bytesOf(text))
      : concat(u64(seconds(at)), signer.key.sign(bytesOf(`cosignature/v1\ntime ${String(seconds(at))}\n${text}`)));
  return `— ${signer.name} ${base64(concat(keyId(signer), signature))}\n`;
}

/** What differs from a good proof. `others` are entries of the log besides this one. */
export type ProofRequest = {
  readonly origin?: string;
  readonly log?: NoteSigner;
  /** Each with the time it saw the log. */
  readonly cosigned?: readonly (readonly [NoteSigner, string])[];
  readonly index?: number;
  readonly extra?: string;
  /** Lines that only the log understands. */
  readonly extension?: string;
  readonly others?: number;
};

/** RFC 3339: when the witnesses saw the log. */
export const SEEN_AT = '2026-10-01T00:00:00Z';

/** A proof that `entry` is in the log, at the end of a few others. */
export function tlogProof(entry: Uint8Array, request: ProofRequest = {}): Uint8Array {
  const others = Array.from({ length: request.others ?? 5 }, (_, at) => bytesOf(`other ${String(at)}`));
  const entries = [...others, entry];
  const index = request.index ?? others.length;
  const log = request.log ?? LOG;
  const text = `${request.origin ?? log.name}\n${String(entries.length)}\n${base64(treeRoot(entries))}\n${request.extension ?? ''}`;
  const cosigned = request.cosigned ?? WITNESSES.map((witness) => [witness, SEEN_AT] as const);
  const lines = [signatureLine(log, text, SEEN_AT), ...cosigned.map(([witness, at]) => signatureLine(witness, text, at))];
  const hashes = inclusionPath(entries, others.length).map((hash) => `${base64(hash)}\n`);
  const head = `c2sp.org/tlog-proof@v1\n${request.extra === undefined ? '' : `extra ${request.extra}\n`}index ${String(index)}\n`;
  return bytesOf(`${head}${hashes.join('')}\n${text}\n${lines.join('')}`);
}
