import { fromHex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import { concat } from '../bytes/equal.ts';
import type { Endorsement } from '../endorsement.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { JsonArray, type JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { commonNames } from '../x509/certificate.ts';
import type { DcapNeed } from './needs.ts';
import { PCK_CHAIN_NEED } from './opened.ts';
import { PCK_CA_NAME } from './pck.ts';
import { readIntelCrl } from './revocation.ts';

/**
 * The endorsement document `application/vnd.sealmark.dcap-collateral+json`: the JSON in which dcap-qvl and dstack hand
 * out a whole collateral (`QuoteCollateralV3`), and what `tee_qv_get_collateral` of Intel's library gives when printed.
 *
 * | field | is |
 * |---|---|
 * | `tcb_info`, `qe_identity` | JSON text: the signed object alone, or Intel's envelope with its signature |
 * | `tcb_info_signature`, `qe_identity_signature` | 64 bytes; not needed beside an envelope |
 * | `tcb_info_issuer_chain`, `qe_identity_issuer_chain` | PEM |
 * | `root_ca_crl`, `pck_crl` | DER or PEM |
 * | `pck_certificate_chain` | PEM; used for quotes that carry no chain of their own |
 *
 * Bytes are hex text, an array of numbers, or PEM as it stands. Other fields (`pck_crl_issuer_chain`) are passed over:
 * those certificates come with the quote.
 */
export const COLLATERAL_DOCUMENT = 'application/vnd.sealmark.dcap-collateral+json';

const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Splits the document into endorsements, each labelled with the need that it answers by what it says of itself; what is
 * wrong inside one of them is found when it is judged. Fields that are missing give none.
 * @throws Malformed when the whole is no such JSON, or a field is of another type
 */
export function readCollateralDocument(bytes: Uint8Array): readonly Endorsement[] {
  const whole = parseJsonObject(bytes, 'collateral', MOST_BYTES);
  return [
    ...signedDocument(whole, 'dcap.tcb-info', 'tcb_info', 'tcbInfo', (body) => ({
      kind: 'dcap.tcb-info',
      tee: body.has('id') && body.string('id') === 'TDX' ? 'tdx' : 'sgx',
      fmspc: body.string('fmspc').toLowerCase(),
    })),
    ...signedDocument(whole, 'dcap.qe-identity', 'qe_identity', 'enclaveIdentity', (body) => ({
      kind: 'dcap.qe-identity',
      tee: body.string('id') === 'TD_QE' ? 'tdx' : 'sgx',
    })),
    ...crl(whole, 'dcap.pck-crl', 'pck_crl', (der) => ({ kind: 'dcap.pck-crl', ca: caOf(der) })),
    ...crl(whole, 'dcap.root-crl', 'root_ca_crl', () => ({ kind: 'dcap.root-crl' })),
    ...pckChain(whole),
  ];
}

/** @param field name in this document @param name the member of Intel's envelope */
function signedDocument(
  whole: JsonObject,
  kind: DcapNeed['kind'],
  field: string,
  name: string,
  needOf: (body: JsonObject) => Endorsement['need'],
): readonly Endorsement[] {
  if (!whole.has(field)) return [];
  const text = toAscii(whole.string(field), `collateral.${field}`);
  const bytes = isEnvelope(text, name) ? text : envelope(whole, field, name, text);
  const chain = `${field}_issuer_chain`;
  const need = labelled(() => needOf(parseJsonObject(bytes, name, MOST_BYTES).object(name)), kind);
  return [{ need, bytes, ...(whole.has(chain) ? { issuerChain: toAscii(whole.string(chain), chain) } : {}) }];
}

function isEnvelope(text: Uint8Array, name: string): boolean {
  try {
    return parseJsonObject(text, name, MOST_BYTES).has(name);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** Intel's own form, with the signed text untouched between the braces. */
function envelope(whole: JsonObject, field: string, name: string, text: Uint8Array): Uint8Array {
  const signature = readBytes(whole, `${field}_signature`);
  const hex = Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return concat(toAscii(`{"${name}":`, field), text, toAscii(`,"signature":"${hex}"}`, field));
}

function crl(
  whole: JsonObject,
  kind: DcapNeed['kind'],
  field: string,
  needOf: (bytes: Uint8Array) => Endorsement['need'],
): readonly Endorsement[] {
  if (!whole.has(field)) return [];
  const bytes = readBytes(whole, field);
  return [{ need: labelled(() => needOf(bytes), kind), bytes }];
}

function pckChain(whole: JsonObject): readonly Endorsement[] {
  const field = 'pck_certificate_chain';
  if (!whole.has(field) || whole.value(field) === null || whole.value(field) === '') return [];
  return [{ need: PCK_CHAIN_NEED, bytes: toAscii(whole.string(field), `collateral.${field}`) }];
}

/** Hex text, an array of numbers from 0 to 255, or PEM as it stands. @throws Malformed */
function readBytes(whole: JsonObject, field: string): Uint8Array {
  const path = `collateral.${field}`;
  const value = whole.value(field);
  if (value instanceof JsonArray) {
    const numbers = value.naturals();
    if (numbers.some((number) => number > 0xff)) throw new Malformed(path, 'not bytes');
    return Uint8Array.from(numbers);
  }
  const text = whole.string(field);
  return text.startsWith('-----') ? toAscii(text, path) : fromHex(text, path);
}

function caOf(bytes: Uint8Array): string {
  const [name] = commonNames(readIntelCrl(bytes, 'PCK CRL').issuer, 'PCK CRL.issuer');
  return name === PCK_CA_NAME.processor ? 'processor' : 'platform';
}

/** What cannot be read answers no need that anybody has, so that a better copy is still asked for. */
function labelled(need: () => Endorsement['need'], of: DcapNeed['kind']): Endorsement['need'] {
  try {
    return need();
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'dcap.unreadable', of };
    throw error;
  }
}
