import { endorsementsIn, needKey, readNvidiaPart, type AnyTee, type Endorsement, type Need } from '../../verifier/index.ts';
import { fill } from '../words/fill.ts';
import { MISSING_WORDS } from '../words/pages/inspect.ts';
import { NOT_USED_WORDS } from '../words/pages/inspect-files.ts';
import { findCertificates } from './find-certificates.ts';
import { documentOf, endorsementsOf } from './appraise-dropped.ts';
import { visitPieces } from './forms/find-evidence.ts';
import { isHttpResponse } from './forms/http-response.ts';
import { textOf } from './forms/text.ts';
import { isEventLog, isRevocationList } from './named.ts';
import { toPem } from './pem.ts';
import { SIGNING_CHAIN } from './signing-chain.ts';

/** The result for a file that the user added: what it answers, or a sentence why it was not used. */
export type Taken = { readonly taken: readonly Endorsement[] } | { readonly why: string };

/**
 * Reads a file by its own content, wherever it was dropped: a whole document, or one answer as a manufacturer or cache serves it,
 * in any wrapping, including its headers. Nothing in it is trusted here. @param needs everything that the evidence rests on
 * @param wanted the need that the user was asked for, where a file cannot tell (a register's answer); null otherwise
 */
export function takeFile(tee: AnyTee, needs: readonly Need[], wanted: Need | null, file: Uint8Array): Taken {
  if (isEventLog(textOf(file)?.trim() ?? '') && documentOf(tee, file) === undefined)
    return { why: whyNotRead(tee, file, 'event log') };
  const parts: Taken[] = [];
  visitPieces(file, ({ bytes }) => {
    const part = partOf(tee, needs, bytes);
    if (part !== undefined) parts.push(part);
    return part === undefined;
  });
  const taken = parts.flatMap((part) => ('taken' in part ? part.taken : []));
  if (taken.length > 0) return { taken };
  const refused = parts.find((part) => 'why' in part);
  if (refused !== undefined) return refused;
  if (wanted !== null && REGISTERED.includes(wanted.kind)) return { taken: [{ need: wanted, bytes: file }] };
  return { why: whyNotRead(tee, file, 'collateral') };
}

/** What one piece of a file means for this evidence; undefined where it may still contain something. */
function partOf(tee: AnyTee, needs: readonly Need[], bytes: Uint8Array): Taken | undefined {
  // The certificates in its headers belong to what follows.
  if (isHttpResponse(bytes)) return undefined;
  const document = documentOf(tee, bytes);
  if (document !== undefined) return { taken: endorsementsOf(tee, document) ?? [] };
  return intelPart(needs, bytes) ?? nvidiaPart(needs, bytes) ?? amdPart(needs, bytes);
}

/** AMD's own authorities, as its service returns them with a chip's certificate. */
function amdPart(needs: readonly Need[], bytes: Uint8Array): Taken | undefined {
  if (!needs.some(({ kind }) => kind.startsWith('snp.'))) return undefined;
  const certificates = isJson(bytes) ? [] : findCertificates(bytes);
  const areAuthorities = certificates.length > 0 && certificates.every((der) => /ARK-|SEV-/.test(latin1(der)));
  return areAuthorities ? { why: NOT_USED_WORDS.amdAuthorities } : undefined;
}

/** Members of JSON are examined individually. */
const isJson = (bytes: Uint8Array): boolean => /^\s*[[{]/.test(textOf(bytes)?.slice(0, 64) ?? '');

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** A register's answer names the key, and the page that asked knows which. */
const REGISTERED: readonly string[] = ['device-key', 'manufacturer-key'];

/** The only need that a register's answer can be for, where the evidence has exactly one. */
export function onlyRegistered(missing: readonly Need[]): Need | null {
  const [only, ...others] = missing.filter(({ kind }) => REGISTERED.includes(kind));
  return only === undefined || others.length > 0 ? null : only;
}

/** What an incompletely read document may be, by its own content, and where no reader recognised it. */
const DOCUMENTS = {
  'event log': { unreadable: NOT_USED_WORDS.eventLogUnreadable, otherwise: NOT_USED_WORDS.eventLog },
  collateral: { unreadable: NOT_USED_WORDS.collateralUnreadable, otherwise: NOT_USED_WORDS.nothingUsable },
} as const;

/** What the reader of such documents reported, if one of this TEE's reached its own fields. */
function whyNotRead(tee: AnyTee, file: Uint8Array, what: keyof typeof DOCUMENTS): string {
  const { unreadable, otherwise } = DOCUMENTS[what];
  for (const mediaType of Object.keys(tee.documents)) {
    const found = endorsementsIn(tee, { mediaType, bytes: file });
    if (found.at === 'unreadable' && found.field.startsWith(what) && found.field !== what)
      return fill(unreadable, { field: found.field, why: found.why });
  }
  return otherwise;
}

/** One of NVIDIA's reference files or answers, or the certificates of a device. */
function nvidiaPart(needs: readonly Need[], bytes: Uint8Array): Taken | undefined {
  if (!needs.some(({ kind }) => kind.startsWith('nvidia-gpu.'))) return undefined;
  const part = readNvidiaPart(bytes);
  if (part !== undefined) {
    if ('endorsement' in part) return { taken: [part.endorsement] };
    const { what, field, why } = part;
    const unreadable = what === 'reference file' ? NOT_USED_WORDS.referenceFileUnreadable : NOT_USED_WORDS.ocspUnreadable;
    return { why: fill(unreadable, { field, why }) };
  }
  const certificates = findCertificates(bytes);
  if (certificates.length === 0) return undefined;
  const need = needs.find(({ kind }) => kind === 'nvidia-gpu.chain');
  return need === undefined ? { why: NOT_USED_WORDS.certificatesInside } : { taken: [{ need, bytes: toPem(certificates) }] };
}

/** One of Intel's answers (PCS API v4): a signed document, a list, or the chain from the header. */
function intelPart(needs: readonly Need[], bytes: Uint8Array): Taken | undefined {
  if (!needs.some(({ kind }) => kind.startsWith('dcap.'))) return undefined;
  const text = textOf(bytes)?.trim() ?? '';
  const kind = SIGNED.find(({ member }) => new RegExp(`^\\{\\s*"${member}"\\s*:`).test(text))?.kind;
  if (kind !== undefined) return signedDocument(needs, kind, text);
  const certificates = isJson(bytes) ? [] : findCertificates(bytes);
  if (certificates.length > 0) return chainOf(certificates);
  return isRevocationList(bytes) ? list(needs, bytes) : undefined;
}

const SIGNED = [
  { member: 'tcbInfo', kind: 'dcap.tcb-info' },
  { member: 'enclaveIdentity', kind: 'dcap.qe-identity' },
] as const;

const BEGIN = '-----BEGIN';

/** The body as Intel signed it; a signing chain may follow it. */
function signedDocument(needs: readonly Need[], kind: string, text: string): Taken {
  const need = needs.find((one) => one.kind === kind);
  if (need === undefined) return { why: NOT_USED_WORDS.notReliedOn };
  const at = text.indexOf(BEGIN);
  const bytes = encoded(at < 0 ? text : text.slice(0, at));
  const chain = at < 0 ? [] : findCertificates(encoded(text.slice(at)));
  return { taken: [chain.length === 0 ? { need, bytes } : { need, bytes, issuerChain: toPem(chain) }] };
}

/** Names in Intel's certificates ("Intel SGX PCK Certificate and CRL Profile Specification", section 2). */
const NAME = {
  tcbSigning: 'Intel SGX TCB Signing',
  pck: 'Intel SGX PCK Certificate',
  root: 'Intel SGX Root CA',
  pckCa: 'Intel SGX PCK ',
};

function chainOf(certificates: readonly Uint8Array[]): Taken {
  const leaf = (name: string): Uint8Array | undefined => certificates.find((der) => holds(der, name));
  const first = leaf(NAME.tcbSigning) ?? leaf(NAME.pck);
  if (first === undefined) return { why: NOT_USED_WORDS.otherCertificates };
  // The leaf first: some tools write the root there, and the order has no meaning.
  const bytes = toPem([first, ...certificates.filter((der) => der !== first)]);
  return { taken: [{ need: holds(first, NAME.tcbSigning) ? SIGNING_CHAIN : { kind: 'dcap.pck-chain' }, bytes }] };
}

function list(needs: readonly Need[], bytes: Uint8Array): Taken {
  const kind = holds(bytes, NAME.pckCa) ? 'dcap.pck-crl' : holds(bytes, NAME.root) ? 'dcap.root-crl' : undefined;
  const need = needs.find((one) => one.kind === kind);
  if (need === undefined) return { why: NOT_USED_WORDS.otherList };
  return { taken: [{ need, bytes }] };
}

const holds = (der: Uint8Array, name: string): boolean => latin1(der).includes(name);
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A file that was not used, and why. */
export const notTaken = (file: string, why: string): string => fill(MISSING_WORDS.notUsed, { file, why });

/** The added files, where a newer file replaces an older one that answers the same. */
export function withAdded(before: readonly Endorsement[], more: readonly Endorsement[]): readonly Endorsement[] {
  const answered = new Set(more.map(({ need }) => needKey(need)));
  return [...before.filter(({ need }) => !answered.has(needKey(need))), ...more];
}
