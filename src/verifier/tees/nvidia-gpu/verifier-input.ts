import { fromBase64Url } from '../../bytes/base64.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { JsonArray } from '../../encoding/json-value.ts';
import { Malformed, Unsupported } from '../../malformed.ts';

/** A report of a list, not yet read, and its certificates in PEM; null if they came another way. */
export type ListedReport = { readonly report: Uint8Array; readonly chain: Uint8Array | null };

/**
 * The collection (RFC 9999) that NVIDIA's newer verifier takes (attestation-sdk, `cmw.h`; docs.nvidia.com/attestation, CMW
 * Collection). Other versions of these two profiles are other formats.
 */
const INPUT = 'tag:nvidia.com,2026:verifier-input/profiles/base/pre-1.0.0';
const INPUT_OF_ANY_VERSION = 'tag:nvidia.com,2026:verifier-input/';
const ITEM = 'tag:nvidia.com,2026:evidence-item/v1';
const TYPE = '__cmwc_t';

const MEDIA_TYPE = {
  report: 'application/vnd.nvidia.spdm-measurement-transcript',
  chain: 'application/vnd.nvidia.pem-cert-chain',
  bytes: 'application/octet-stream',
} as const;

/** Members beside the devices: the collection's type, its nonce, and wishes of whoever collected it. */
const NO_DEVICES = [TYPE, 'nonce', 'appraisal-settings'];

/** Is this object such a collection, in whatever version? */
export function isVerifierInput(value: JsonObject): boolean {
  const type = value.value(TYPE);
  return typeof type === 'string' && type.startsWith(INPUT_OF_ANY_VERSION);
}

/**
 * `{ "__cmwc_t", "nonce"?, LABEL: { "__cmwc_t", "evidence", "certificate"?, "nonce"? }… }`: the reports, and every nonce that is
 * stated. Settings and hints are somebody's wishes, and not read. @throws Malformed
 */
export function readVerifierInput(value: JsonObject): readonly [readonly ListedReport[], readonly Uint8Array[]] {
  isOfType(value, INPUT);
  const items = value.names.filter((label) => !NO_DEVICES.includes(label)).map((label) => value.object(label));
  for (const item of items) isOfType(item, ITEM);
  const reports = items.map((item) => ({
    report: record(item, 'evidence', MEDIA_TYPE.report),
    chain: item.has('certificate') ? record(item, 'certificate', MEDIA_TYPE.chain) : null,
  }));
  return [reports, [value, ...items].flatMap(nonceOf)];
}

function isOfType(object: JsonObject, type: string): void {
  if (object.string(TYPE) !== type) throw new Unsupported(`${object.path}.${TYPE}`, 'another profile');
}

const nonceOf = (object: JsonObject): readonly Uint8Array[] =>
  object.has('nonce') ? [record(object, 'nonce', MEDIA_TYPE.bytes)] : [];

/** `[media type, base64url]`: this profile has no indicator. Evidence of another type is of devices that are newer. */
function record(object: JsonObject, name: string, wanted: string): Uint8Array {
  const path = `${object.path}.${name}`;
  const value = object.value(name);
  const [type, text, ...others] = value instanceof JsonArray ? value.items : [];
  if (typeof type !== 'string' || typeof text !== 'string' || others.length > 0)
    throw new Malformed(path, 'not [media type, base64url]');
  if (type !== wanted) throw new Unsupported(path, 'another media type');
  return fromBase64Url(text, path);
}
