import { fromHex, toHex, type Hex } from '../../bytes/hex.ts';
import { attributeOf, elementsIn, isNamed, parseXml, type XmlElement } from '../../encoding/xml.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { DSIG, readEnvelopedSignature, type EnvelopedSignature } from './rim-signature.ts';

/** Maximum bytes of a reference file; genuine ones have 26 kB. */
export const MAX_RIM_BYTES = 1024 * 1024;

const SWID = 'http://standards.iso.org/iso/19770/-2/2015/schema.xsd';
const SHA384 = 'http://www.w3.org/2001/04/xmlenc#sha384';

/** More measurements than any device has (SPDM's index is one byte). */
const MAX_INDEX = 254;
const MAX_ALTERNATIVES = 64;

/** The allowed values of an index. */
export type ReferenceMeasurement = { readonly index: number; readonly name: string; readonly values: readonly Hex[] };

/** A reference integrity manifest (TCG RIM in a SWID tag, ISO/IEC 19770-2), parsed, not yet verified. */
export type Rim = {
  /** `GH100`, `GB100`, `LS10`. */
  readonly product: string;
  /** The driver or VBIOS version that it describes, as the device reports it. */
  readonly version: string;
  /** Active measurements by index, ascending. Indices are one less than SPDM's. */
  readonly measurements: ReadonlyMap<number, ReferenceMeasurement>;
  readonly signature: EnvelopedSignature;
};

/**
 * SoftwareIdentity → its content and signer. One Meta, one Payload of Resources, one Signature: the values are taken from exactly
 * the elements that the signature covers. @throws Malformed
 */
export function readRim(bytes: Uint8Array): Rim {
  const root = parseXml(bytes, 'RIM', MAX_RIM_BYTES);
  if (!isNamed(root, SWID, 'SoftwareIdentity')) throw new Malformed('RIM', 'not a SoftwareIdentity');
  const parts = elementsIn(root, 'RIM');
  const isKnown = (part: XmlElement): boolean =>
    isNamed(part, DSIG, 'Signature') || ['Entity', 'Meta', 'Payload'].some((name) => isNamed(part, SWID, name));
  const stranger = parts.find((part) => !isKnown(part));
  if (stranger !== undefined) throw new Malformed(`RIM.${stranger.local}`, 'not a part of a reference file');
  const meta = only(parts, SWID, 'Meta');
  return {
    product: required(meta, 'product'),
    version: required(meta, 'colloquialVersion'),
    measurements: readMeasurements(only(parts, SWID, 'Payload')),
    signature: readEnvelopedSignature(root, only(parts, DSIG, 'Signature')),
  };
}

function only(parts: readonly XmlElement[], namespace: string, local: string): XmlElement {
  const [found, ...others] = parts.filter((part) => isNamed(part, namespace, local));
  if (found === undefined || others.length > 0) throw new Malformed(`RIM.${local}`, 'not exactly one');
  return found;
}

function required(element: XmlElement, name: string): string {
  const value = attributeOf(element, '', name);
  if (value === undefined) throw new Malformed(`RIM.${element.local}.${name}`, 'missing');
  return value;
}

function readMeasurements(payload: XmlElement): ReadonlyMap<number, ReferenceMeasurement> {
  const seen = new Set<number>();
  const active = new Map<number, ReferenceMeasurement>();
  for (const resource of elementsIn(payload, 'RIM')) {
    const { isActive, ...measurement } = readResource(resource);
    if (seen.has(measurement.index)) throw new Malformed('RIM.Resource.index', `${String(measurement.index)} occurs twice`);
    seen.add(measurement.index);
    if (isActive) active.set(measurement.index, measurement);
  }
  if (active.size === 0) throw new Malformed('RIM.Payload', 'no active measurement');
  return active;
}

const PLAIN = ['type', 'index', 'active', 'alternatives', 'name', 'size'];

function readResource(resource: XmlElement): ReferenceMeasurement & { readonly isActive: boolean } {
  if (!isNamed(resource, SWID, 'Resource')) throw new Malformed('RIM.Resource', 'not a resource');
  // Values compared as numbers (a minimum version) have their own namespace, in files for drivers with CUDA 13.5 and later.
  const other = resource.attributes.find(({ namespace }) => namespace !== '' && namespace !== SHA384);
  if (other !== undefined) throw new Unsupported(`RIM.Resource.${other.local}`, 'attribute of a later form');
  if (attributeOf(resource, '', 'type') !== 'Measurement') throw new Malformed('RIM.Resource', 'not a measurement');
  if (resource.children.length > 0) throw new Malformed('RIM.Resource', 'has content');
  const index = natural(resource, 'index', MAX_INDEX);
  const count = natural(resource, 'alternatives', MAX_ALTERNATIVES);
  const size = natural(resource, 'size', 64);
  const active = required(resource, 'active');
  if (active !== 'True' && active !== 'False') throw new Malformed('RIM.Resource.active', 'neither True nor False');
  const values = Array.from({ length: count }, (_, at) => hash(resource, `Hash${String(at)}`, size));
  // An unknown attribute may narrow the meaning of the values (a minimum version, for example): then this reader cannot compare.
  const stranger = resource.attributes.find(
    ({ namespace, local }) => !(namespace === '' ? PLAIN.includes(local) : namespace === SHA384 && isHashBelow(local, count)),
  );
  if (stranger !== undefined) throw new Malformed(`RIM.Resource.${stranger.local}`, 'attribute not in use');
  if (values.length === 0) throw new Malformed('RIM.Resource.alternatives', 'none');
  return { index, name: required(resource, 'name'), values, isActive: active === 'True' };
}

const isHashBelow = (local: string, count: number): boolean =>
  Array.from({ length: count }, (_, at) => `Hash${String(at)}`).includes(local);

function natural(element: XmlElement, name: string, most: number): number {
  const text = required(element, name);
  const value = /^(?:0|[1-9][0-9]{0,2})$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new Malformed(`RIM.${element.local}.${name}`, `not a number up to ${String(most)}`);
  return value;
}

function hash(resource: XmlElement, local: string, size: number): Hex {
  const text = attributeOf(resource, SHA384, local);
  if (text === undefined) throw new Malformed(`RIM.Resource.${local}`, 'missing');
  const bytes = fromHex(text, `RIM.Resource.${local}`);
  if (bytes.length !== size) throw new Malformed(`RIM.Resource.${local}`, `not ${String(size)} bytes`);
  return toHex(bytes);
}
