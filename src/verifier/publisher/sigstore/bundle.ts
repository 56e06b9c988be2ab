import { fromBase64 } from '../../bytes/base64.ts';
import { toHex, type Hex } from '../../bytes/hex.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { instant, type Instant } from '../../time.ts';
import { isPresent } from '../proto-json.ts';
import { readCheckpoint, readDecimal, readHash, type Checkpoint } from '../checkpoint.ts';
import { MAX_INCLUSION_HASHES, type Inclusion } from '../merkle.ts';

/** One Rekor entry as it came with the bundle, not yet verified (sigstore_rekor.proto, TransparencyLogEntry). */
export type LogEntry = {
  readonly logId: Hex;
  /** Zero-based, across all of the log's trees; the promise covers it. */
  readonly index: number;
  readonly kind: string;
  readonly version: string;
  /** When the log accepted it; only the promise vouches for it. Rekor v2 has none. */
  readonly integratedAt: Instant | undefined;
  /** Signed entry timestamp of Rekor v1. */
  readonly promise: Uint8Array | undefined;
  readonly proof: { readonly inclusion: Inclusion; readonly checkpoint: Checkpoint };
  /** What was logged: the leaf of the tree. */
  readonly body: Uint8Array;
};

/** What was signed: a DSSE envelope, or a file stored elsewhere. */
export type SignedContent =
  | { readonly kind: 'dsse'; readonly payloadType: string; readonly payload: Uint8Array; readonly signature: Uint8Array }
  | { readonly kind: 'message'; readonly sha256: Uint8Array | undefined; readonly signature: Uint8Array };

/** A Sigstore bundle (sigstore_bundle.proto), v0.1 to v0.3, parsed strictly, not yet verified. */
export type Bundle = {
  /** DER; undefined if the signature is by a key that only the reader can know. */
  readonly certificate: Uint8Array | undefined;
  /** Certificates other than the signer's own. */
  readonly others: readonly Uint8Array[];
  readonly entries: readonly LogEntry[];
  /** TimeStampResp (RFC 3161) of each time stamp. */
  readonly timestamps: readonly Uint8Array[];
  readonly content: SignedContent;
};

/** Maximum bytes of a bundle: one with a statement of 128 KiB, in base64 twice, and its proofs. */
export const MAX_BUNDLE_BYTES = 512 * 1024;
const MAX_ENTRIES = 4;
const MAX_TIMESTAMPS = 4;
const MAX_CERTIFICATES = 8;

/** v0.1 and v0.2 include a chain; v0.3, whose media type has two spellings, only the signer's certificate. */
const SIGNERS: Readonly<Record<string, readonly string[]>> = {
  'application/vnd.dev.sigstore.bundle+json;version=0.1': ['x509CertificateChain', 'publicKey'],
  'application/vnd.dev.sigstore.bundle+json;version=0.2': ['x509CertificateChain', 'publicKey'],
  'application/vnd.dev.sigstore.bundle+json;version=0.3': ['certificate', 'publicKey'],
  'application/vnd.dev.sigstore.bundle.v0.3+json': ['certificate', 'publicKey'],
};

const FAMILY = 'application/vnd.dev.sigstore.bundle';

/** JSON → bundle. @throws Malformed; `newer` for a version that this release does not know. */
export function readBundle(bytes: Uint8Array): Bundle {
  const bundle = parseJsonObject(bytes, 'bundle', MAX_BUNDLE_BYTES);
  const mediaType = bundle.string('mediaType');
  if (!mediaType.startsWith(FAMILY)) throw new Malformed('bundle.mediaType', 'not a Sigstore bundle');
  const signers = Object.hasOwn(SIGNERS, mediaType) ? SIGNERS[mediaType] : undefined;
  if (signers === undefined) throw new Unsupported('bundle.mediaType', 'version not known');
  const material = bundle.object('verificationMaterial');
  const entries = optionalList(material, 'tlogEntries', MAX_ENTRIES);
  const stamps = isPresent(material, 'timestampVerificationData')
    ? optionalList(material.object('timestampVerificationData'), 'rfc3161Timestamps', MAX_TIMESTAMPS)
    : [];
  return {
    ...readSigner(material, signers),
    entries: entries.map(readEntry),
    timestamps: stamps.map((one) => bytesIn(one, 'signedTimestamp')),
    content: readContent(bundle),
  };
}

function optionalList(object: JsonObject, name: string, most: number): readonly JsonObject[] {
  const list = isPresent(object, name) ? object.array(name).objects() : [];
  if (list.length > most) throw new Malformed(`${object.path}.${name}`, 'too many');
  return list;
}

const bytesIn = (object: JsonObject, name: string): Uint8Array => fromBase64(object.string(name), `${object.path}.${name}`);

function readSigner(material: JsonObject, signers: readonly string[]): Pick<Bundle, 'certificate' | 'others'> {
  const ways = ['certificate', 'x509CertificateChain', 'publicKey'].filter((name) => isPresent(material, name));
  if (ways.length !== 1 || !signers.includes(ways[0] ?? ''))
    throw new Malformed(material.path, 'not one kind of signer, or not of this version');
  if (ways[0] === 'publicKey') return { certificate: undefined, others: [] };
  if (ways[0] === 'certificate') return { certificate: bytesIn(material.object('certificate'), 'rawBytes'), others: [] };
  const chain = optionalList(material.object('x509CertificateChain'), 'certificates', MAX_CERTIFICATES);
  const [certificate, ...others] = chain.map((one) => bytesIn(one, 'rawBytes'));
  if (certificate === undefined) throw new Malformed(`${material.path}.certificates`, 'empty chain');
  return { certificate, others };
}

function readEntry(entry: JsonObject): LogEntry {
  const version = entry.object('kindVersion');
  const seconds = isPresent(entry, 'integratedTime') ? numberIn(entry, 'integratedTime') : 0;
  const promise = isPresent(entry, 'inclusionPromise')
    ? bytesIn(entry.object('inclusionPromise'), 'signedEntryTimestamp')
    : undefined;
  const logId = toHex(readHash(entry.object('logId').string('keyId'), `${entry.path}.logId`));
  return {
    logId,
    index: numberIn(entry, 'logIndex'),
    kind: version.string('kind'),
    version: version.string('version'),
    integratedAt: seconds === 0 ? undefined : secondsToInstant(seconds, entry.path),
    promise,
    proof: readProof(entry.object('inclusionProof')),
    body: bytesIn(entry, 'canonicalizedBody'),
  };
}

function secondsToInstant(seconds: number, path: string): Instant {
  if (seconds > 1e11) throw new Malformed(`${path}.integratedTime`, 'not a time');
  return instant(seconds * 1000);
}

/** ProtoJSON writes int64 as a string. */
const numberIn = (object: JsonObject, name: string): number => readDecimal(object.string(name), `${object.path}.${name}`);

function readProof(proof: JsonObject): LogEntry['proof'] {
  const hashes = isPresent(proof, 'hashes') ? proof.array('hashes').strings() : [];
  if (hashes.length > MAX_INCLUSION_HASHES) throw new Malformed(`${proof.path}.hashes`, 'too many');
  const inclusion = {
    // ProtoJSON omits zeros.
    index: isPresent(proof, 'logIndex') ? numberIn(proof, 'logIndex') : 0,
    size: numberIn(proof, 'treeSize'),
    root: readHash(proof.string('rootHash'), `${proof.path}.rootHash`),
    hashes: hashes.map((hash) => readHash(hash, `${proof.path}.hashes`)),
  };
  return { inclusion, checkpoint: readCheckpoint(proof.object('checkpoint').string('envelope'), 'checkpoint') };
}

function readContent(bundle: JsonObject): SignedContent {
  const ways = ['dsseEnvelope', 'messageSignature'].filter((name) => isPresent(bundle, name));
  if (ways.length !== 1) throw new Malformed(bundle.path, 'not one kind of content');
  if (ways[0] === 'messageSignature') return readMessage(bundle.object('messageSignature'));
  const envelope = bundle.object('dsseEnvelope');
  const [signature, ...more] = envelope.array('signatures').objects();
  // Sigstore allows one: with several, the log's entry would name only some of them.
  if (signature === undefined || more.length > 0) throw new Malformed(envelope.path, 'not one signature');
  const payloadType = envelope.string('payloadType');
  return { kind: 'dsse', payloadType, payload: bytesIn(envelope, 'payload'), signature: bytesIn(signature, 'sig') };
}

function readMessage(message: JsonObject): SignedContent {
  const signature = bytesIn(message, 'signature');
  if (!isPresent(message, 'messageDigest')) return { kind: 'message', sha256: undefined, signature };
  const digest = message.object('messageDigest');
  if (digest.string('algorithm') !== 'SHA2_256') throw new Malformed(`${digest.path}.algorithm`, 'not SHA2_256');
  return { kind: 'message', sha256: readHash(digest.string('digest'), `${digest.path}.digest`), signature };
}
