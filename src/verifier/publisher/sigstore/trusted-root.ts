import { fromBase64 } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import type { SignatureAlgorithm } from '../../crypto/port.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import { isPresent } from '../proto-json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { parseRfc3339 } from '../../time.ts';
import type { Authority, InUse, LogKey, SigstoreInstance } from './trust.ts';

/** The largest file, in bytes. */
const MAX_TRUSTED_ROOT_BYTES = 256 * 1024;
const MAX_KEYS = 32;

/** Key details of sigstore_common.proto that are in use; a key of another kind is left out, and proves nothing. */
const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = {
  PKIX_ECDSA_P256_SHA_256: 'ecdsa-p256-sha256',
  PKIX_ED25519: 'ed25519',
};

/**
 * A trusted root file (sigstore_trustroot.proto, media type …trustedroot+json;version=0.1) → an instance of Sigstore that the
 * user added, and that is therefore a test one. @throws Malformed, also for a key without a start of use: it would be valid
 * forever.
 */
export function readTrustedRoot(bytes: Uint8Array, name: string): SigstoreInstance {
  const root = parseJsonObject(bytes, 'trusted root', MAX_TRUSTED_ROOT_BYTES);
  return {
    name,
    test: true,
    logs: keysIn(root, 'tlogs'),
    certificateAuthorities: listIn(root, 'certificateAuthorities').map(readAuthority),
    certificateLogs: keysIn(root, 'ctlogs'),
    timestampAuthorities: listIn(root, 'timestampAuthorities').map(readAuthority),
  };
}

function listIn(root: JsonObject, name: string): readonly JsonObject[] {
  const list = isPresent(root, name) ? root.array(name).objects() : [];
  if (list.length > MAX_KEYS) throw new Malformed(`${root.path}.${name}`, 'too many');
  return list;
}

function keysIn(root: JsonObject, name: string): readonly LogKey[] {
  return listIn(root, name).flatMap((log) => {
    const key = log.object('publicKey');
    const details = key.string('keyDetails');
    const inUse = readInUse(key);
    const algorithm = Object.hasOwn(ALGORITHMS, details) ? ALGORITHMS[details] : undefined;
    if (algorithm === undefined) return [];
    if (log.string('hashAlgorithm') !== 'SHA2_256') throw new Malformed(`${log.path}.hashAlgorithm`, 'not SHA2_256');
    const logId = toHex(fromBase64(log.object('logId').string('keyId'), 'logId'));
    return [
      { name: hostOf(log.string('baseUrl')), logId, algorithm, spki: fromBase64(key.string('rawBytes'), 'rawBytes'), ...inUse },
    ];
  });
}

function readAuthority(authority: JsonObject): Authority {
  const certificates = authority.object('certChain').array('certificates').objects();
  return { chain: certificates.map((one) => fromBase64(one.string('rawBytes'), 'rawBytes')), ...readInUse(authority) };
}

function readInUse(object: JsonObject): InUse {
  const range = object.object('validFor');
  return {
    since: parseRfc3339(range.string('start'), `${range.path}.start`),
    until: isPresent(range, 'end') ? parseRfc3339(range.string('end'), `${range.path}.end`) : undefined,
  };
}

/** Checkpoints name a log by its host, including its port. */
function hostOf(url: string): string {
  const host = /^https?:\/\/([^/\s]+)/.exec(url)?.[1];
  if (host === undefined) throw new Malformed('baseUrl', 'not an address');
  return host;
}
