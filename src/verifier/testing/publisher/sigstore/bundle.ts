import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from '../../../bytes/equal.ts';
import { toHex } from '../../../bytes/hex.ts';
import { preAuthEncoding } from '../../../audits/dsse.ts';
import { signX509, type Issued } from '../../authority.ts';
import { toPem } from '../../der-writer.ts';
import { p256Key, type TestKey } from '../../keys.ts';
import { LOG_NAMES, logIdOf, logs, signerCertificate, stamper, type Claimed } from './instance.ts';
import { timeStamp } from './time-stamp.ts';
import { inclusionPath, treeRoot } from './tree.ts';

/** Sigstore bundles v0.3 of our own instance, valid unless a test requests otherwise. */

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** When bundles are signed unless a test says otherwise. */
export const SIGNED_AT = '2026-06-01T12:00:00Z';
/** The smallest GitHub provenance, about two digests: an enclave's measurement, and a file. */
export const USUAL_STATEMENT = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'enclave.signed.so', digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: { buildDefinition: { buildType: 'https://actions.github.io/buildtypes/workflow/v1' } },
} as const;

/** What differs from a good bundle. */
export type BundleRequest = {
  /** Rekor's first log with its promise, or its second with a time stamp. */
  readonly log?: 'v1' | 'v2';
  readonly statement?: object;
  readonly claims?: Claimed;
  /** RFC 3339: when it was signed, logged and stamped. */
  readonly at?: string;
  readonly signer?: Issued;
  readonly key?: TestKey;
  /** Entries in the log besides ours; ours is the last but one. */
  readonly others?: number;
};

const minutesAfter = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

/** The bundle as an object: a test may change any part of it before it is written. */
export function bundleOf(request: BundleRequest = {}): Record<string, unknown> {
  const at = request.at ?? SIGNED_AT;
  const which = request.log ?? 'v1';
  const key = request.key ?? p256Key('workflow');
  const signer =
    request.signer ??
    signerCertificate({
      key,
      notBefore: minutesAfter(at, -1),
      notAfter: minutesAfter(at, 9),
      ...(request.claims === undefined ? {} : { claims: request.claims }),
    });
  const payload = bytesOf(JSON.stringify(request.statement ?? USUAL_STATEMENT));
  const payloadType = 'application/vnd.in-toto+json';
  const signature = signX509(key, preAuthEncoding(payloadType, payload));
  const body = bytesOf(
    JSON.stringify(which === 'v1' ? dsseEntry(payload, signature, signer) : hashedEntry(payloadType, payload, signature, signer)),
  );
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: base64(signer.certificate) },
      tlogEntries: [entryOf(which, body, at, request.others ?? 4)],
      ...(which === 'v1'
        ? {}
        : {
            timestampVerificationData: {
              rfc3161Timestamps: [{ signedTimestamp: base64(timeStamp(stamper.issued, stamper.issuer, signature, at)) }],
            },
          }),
    },
    dsseEnvelope: { payload: base64(payload), payloadType, signatures: [{ sig: base64(signature) }] },
  };
}

/** The same as it is served. */
export const writtenBundle = (request: BundleRequest = {}): Uint8Array => bytesOf(JSON.stringify(bundleOf(request)));

function dsseEntry(payload: Uint8Array, signature: Uint8Array, signer: Issued): object {
  const verifier = base64(bytesOf(toPem('CERTIFICATE', signer.certificate)));
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      payloadHash: { algorithm: 'sha256', value: toHex(sha256(payload)) },
      signatures: [{ signature: base64(signature), verifier }],
    },
  };
}

function hashedEntry(payloadType: string, payload: Uint8Array, signature: Uint8Array, signer: Issued): object {
  const digest = base64(sha256(preAuthEncoding(payloadType, payload)));
  const verifier = { keyDetails: 'PKIX_ECDSA_P256_SHA_256', x509Certificate: { rawBytes: base64(signer.certificate) } };
  return {
    apiVersion: '0.0.2',
    kind: 'hashedrekord',
    spec: { hashedRekordV002: { data: { algorithm: 'SHA2_256', digest }, signature: { content: base64(signature), verifier } } },
  };
}

/** A log with this entry as the last but one of its tree, and what it signs about it. */
function entryOf(which: 'v1' | 'v2', body: Uint8Array, at: string, others: number): object {
  const before = Math.max(0, others - 1);
  const fill = Array.from({ length: others }, (_, index) => bytesOf(`entry ${String(index)}`));
  const entries = [...fill.slice(0, before), body, ...fill.slice(before)];
  const seconds = String(Date.parse(at) / 1000);
  // The promise's index counts over all trees of the first log; the second has one.
  const index = String(which === 'v1' ? 1000 + before : before);
  const logId = logIdOf(which);
  return {
    logIndex: index,
    logId: { keyId: base64(logId) },
    kindVersion: which === 'v1' ? { kind: 'dsse', version: '0.0.1' } : { kind: 'hashedrekord', version: '0.0.2' },
    ...(which === 'v1'
      ? { integratedTime: seconds, inclusionPromise: { signedEntryTimestamp: promise(body, seconds, index) } }
      : {}),
    inclusionProof: {
      logIndex: String(before),
      rootHash: base64(treeRoot(entries)),
      treeSize: String(entries.length),
      hashes: inclusionPath(entries, before).map(base64),
      checkpoint: { envelope: checkpointOf(which, entries) },
    },
    canonicalizedBody: base64(body),
  };
}

function promise(body: Uint8Array, seconds: string, index: string): string {
  const signed = `{"body":"${base64(body)}","integratedTime":${seconds},"logID":"${toHex(logIdOf('v1'))}","logIndex":${index}}`;
  return base64(signX509(logs.v1, bytesOf(signed)));
}

function checkpointOf(which: 'v1' | 'v2', entries: readonly Uint8Array[]): string {
  const name = LOG_NAMES[which];
  const text = `${which === 'v1' ? `${name} - 1234` : name}\n${String(entries.length)}\n${base64(treeRoot(entries))}\n`;
  const hint = logIdOf(which).filter((_, at) => at < 4);
  return `${text}\n— ${name} ${base64(concat(hint, signX509(logs[which], bytesOf(text))))}\n`;
}
