import { fromHex, toHex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import type { Endorsement } from '../endorsement.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { JsonArray, type JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { crlIn, qeIdentityIn, tcbInfoIn } from './endorsements.ts';
import type { DcapNeed } from './need.ts';
import { PCK_CHAIN_NEED } from './opened.ts';
import { PCK_CA_NAME } from './pck.ts';

const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/**
 * Reads the collateral document (`dcap-collateral+json`): the JSON in which dcap-qvl and dstack hand out a whole collateral
 * (`QuoteCollateralV3`), and what `tee_qv_get_collateral` of Intel's library gives when printed.
 *
 * | field | is |
 * |---|---|
 * | `tcb_info`, `qe_identity` | JSON text: the signed object alone, or Intel's envelope with its signature |
 * | `tcb_info_signature`, `qe_identity_signature` | 64 bytes; not needed beside an envelope |
 * | `tcb_info_issuer_chain`, `qe_identity_issuer_chain` | PEM |
 * | `root_ca_crl`, `pck_crl` | DER or PEM |
 * | `pck_certificate_chain` | PEM; used for quotes that carry no chain of their own |
 *
 * Bytes are hex text, white space around it or not, an array of numbers, or PEM as it stands. Other fields (`pck_crl_issuer_chain`) are ignored:
 * those certificates come with the quote.
 *
 * It is split into endorsements, each labelled with the need that it answers by what it says of itself; what is
 * wrong inside one of them is found when it is judged. Fields that are missing give none.
 * @throws Malformed when the whole is no such JSON, or a field is of another type
 */
export function readCollateralDocument(bytes: Uint8Array): readonly Endorsement[] {
  const whole = parseJsonObject(bytes, 'collateral', MAX_DOCUMENT_BYTES);
  return [
    ...signedDocument(whole, 'dcap.tcb-info', 'tcb_info', 'tcbInfo', (bytes) => {
      const info = tcbInfoIn(bytes);
      return info.at === 'read' ? { kind: 'dcap.tcb-info', tee: info.value.tee, fmspc: info.value.fmspc } : undefined;
    }),
    ...signedDocument(whole, 'dcap.qe-identity', 'qe_identity', 'enclaveIdentity', (bytes) => {
      const identity = qeIdentityIn(bytes);
      return identity.at === 'read' ? { kind: 'dcap.qe-identity', tee: identity.value.tee } : undefined;
    }),
    ...crl(whole, 'dcap.pck-crl', 'pck_crl', (bytes) => {
      const list = crlIn(bytes);
      return list.at === 'read' ? { kind: 'dcap.pck-crl', ca: caOf(list.value.issuer) } : undefined;
    }),
    ...crl(whole, 'dcap.root-crl', 'root_ca_crl', () => ({ kind: 'dcap.root-crl' })),
    ...pckChain(whole),
  ];
}

/** Which need these bytes answer, according to their content; undefined when they cannot be read. */
type NeedOf = (bytes: Uint8Array) => DcapNeed | undefined;

/** An unreadable member answers no need, so that a better copy is still requested. */
const labelled = (needOf: NeedOf, bytes: Uint8Array, of: DcapNeed['kind']): Endorsement['need'] =>
  needOf(bytes) ?? { kind: 'dcap.unreadable', of };

/** @param field name in this document @param name the member of Intel's envelope */
function signedDocument(
  whole: JsonObject,
  kind: DcapNeed['kind'],
  field: string,
  name: string,
  needOf: NeedOf,
): readonly Endorsement[] {
  if (!whole.has(field)) return [];
  const text = whole.string(field);
  const bytes = toAscii(isEnvelope(text, name) ? text : envelope(whole, field, name, text), `collateral.${field}`);
  const chain = `${field}_issuer_chain`;
  const issuerChain = whole.has(chain) ? { issuerChain: toAscii(whole.string(chain), chain) } : {};
  return [{ need: labelled(needOf, bytes, kind), bytes, ...issuerChain }];
}

/** Does the text begin like Intel's envelope? Reading it will tell whether it is one. */
function isEnvelope(text: string, name: string): boolean {
  return /^\s*\{\s*"([a-zA-Z]+)"\s*:/.exec(text)?.[1] === name;
}

/** Intel's own form, with the signed text untouched between the braces. */
function envelope(whole: JsonObject, field: string, name: string, text: string): string {
  return `{"${name}":${text},"signature":"${toHex(readBytes(whole, `${field}_signature`))}"}`;
}

function crl(whole: JsonObject, kind: DcapNeed['kind'], field: string, needOf: NeedOf): readonly Endorsement[] {
  if (!whole.has(field)) return [];
  const bytes = readBytes(whole, field);
  return [{ need: labelled(needOf, bytes, kind), bytes }];
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
  const text = whole.string(field).trim();
  return text.startsWith('-----') ? toAscii(text, path) : fromHex(text, path);
}

/** By the issuer's name; whose list it really is, is verified later. */
function caOf(issuer: Uint8Array): 'platform' | 'processor' {
  return includes(issuer, PCK_CA_NAME.processor) ? 'processor' : 'platform';
}

function includes(name: Uint8Array, text: string): boolean {
  return toHex(name).includes(toHex(toAscii(text, 'name')));
}
