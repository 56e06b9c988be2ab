import {
  concat,
  Malformed,
  needKey,
  readNvidiaPart,
  toAscii,
  toBase64,
  type AnyTee,
  type Endorsement,
  type Need,
} from '../../verifier/index.ts';
import { fill } from '../words/fill.ts';
import { MISSING_WORDS } from '../words/pages/inspect.ts';
import { NOT_USED_WORDS } from '../words/pages/inspect-files.ts';
import { findCertificates } from './find-certificates.ts';
import { documentOf, endorsementsOf } from './appraise-dropped.ts';
import { isEventLog, isRevocationList } from './named.ts';
import { SIGNING_CHAIN } from './signing-chain.ts';
import { asciiText, unwrap } from './unwrap.ts';

/** What became of a file that somebody added to evidence: what it answers, or a sentence why it was not used. */
export type Taken = { readonly taken: readonly Endorsement[] } | { readonly why: string };

/**
 * Reads a file as what it says of itself, wherever it was dropped: a whole document, or one answer as a manufacturer or
 * cache serves it. Nothing of it is believed here.
 * @param needs everything that the evidence rests on
 * @param wanted the one that the reader was asked for, where a file cannot tell (a register's answer); null otherwise
 */
export function takeFile(tee: AnyTee, needs: readonly Need[], wanted: Need | null, file: Uint8Array): Taken {
  const inner = unwrap(file).bytes;
  for (const bytes of [file, inner]) {
    const document = documentOf(tee, bytes);
    if (document !== undefined) return { taken: endorsementsOf(tee, document) ?? [] };
  }
  const text = asciiText(file)?.trim() ?? '';
  if (isEventLog(text)) return { why: whyNotRead(tee, file, 'event log') };
  const part = intelPart(needs, text, inner) ?? nvidiaPart(needs, file, inner);
  if (part !== undefined) return part;
  if (wanted !== null && REGISTERED.includes(wanted.kind)) return { taken: [{ need: wanted, bytes: file }] };
  return { why: whyNotRead(tee, file, 'collateral') };
}

/** A register's answer names the key, and the page that asked for it knows which. */
const REGISTERED: readonly string[] = ['device-key', 'manufacturer-key'];

/** What a document may be that a reader did not finish: what it says of itself, and where no reader began to read it. */
const DOCUMENTS = {
  'event log': { unreadable: NOT_USED_WORDS.eventLogUnreadable, otherwise: NOT_USED_WORDS.eventLog },
  collateral: { unreadable: NOT_USED_WORDS.collateralUnreadable, otherwise: NOT_USED_WORDS.nothingUsable },
} as const;

/** What the reader of such documents reported, if one of this TEE's got as far as its own fields. */
function whyNotRead(tee: AnyTee, file: Uint8Array, what: keyof typeof DOCUMENTS): string {
  const { unreadable, otherwise } = DOCUMENTS[what];
  for (const read of Object.values(tee.documents)) {
    try {
      read(file);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      if (error.field.startsWith(what) && error.field !== what) return fill(unreadable, { field: error.field, why: error.why });
    }
  }
  return otherwise;
}

/** One of NVIDIA's reference files or answers, or the certificates of a device, in whatever form they come. */
function nvidiaPart(needs: readonly Need[], file: Uint8Array, inner: Uint8Array): Taken | undefined {
  if (!needs.some(({ kind }) => kind.startsWith('nvidia-gpu.'))) return undefined;
  for (const bytes of [file, inner]) {
    const part = readNvidiaPart(bytes);
    if (part === undefined) continue;
    if ('endorsement' in part) return { taken: [part.endorsement] };
    const { what, field, why } = part;
    const unreadable = what === 'reference file' ? NOT_USED_WORDS.referenceFileUnreadable : NOT_USED_WORDS.ocspUnreadable;
    return { why: fill(unreadable, { field, why }) };
  }
  const certificates = findCertificates(file, inner);
  if (certificates.length === 0) return undefined;
  const need = needs.find(({ kind }) => kind === 'nvidia-gpu.chain');
  return need === undefined ? { why: NOT_USED_WORDS.certificatesInside } : { taken: [{ need, bytes: pem(certificates) }] };
}

/** One of Intel's answers (PCS API v4): a signed document, a list, or the chain that comes in a header beside them. */
function intelPart(needs: readonly Need[], text: string, bytes: Uint8Array): Taken | undefined {
  if (!needs.some(({ kind }) => kind.startsWith('dcap.'))) return undefined;
  const kind = SIGNED.find(({ member }) => new RegExp(`^\\{\\s*"${member}"\\s*:`).test(text))?.kind;
  if (kind !== undefined) return signedDocument(needs, kind, text);
  const certificates = findCertificates(toLatin1(text), bytes);
  if (certificates.length > 0) return chainOf(certificates);
  return isRevocationList(bytes) ? list(needs, bytes) : undefined;
}

const SIGNED = [
  { member: 'tcbInfo', kind: 'dcap.tcb-info' },
  { member: 'enclaveIdentity', kind: 'dcap.qe-identity' },
] as const;

const BEGIN = '-----BEGIN';

/** The body as Intel signed it; a signing chain may stand behind it. */
function signedDocument(needs: readonly Need[], kind: string, text: string): Taken {
  const need = needs.find((one) => one.kind === kind);
  if (need === undefined) return { why: NOT_USED_WORDS.notReliedOn };
  const at = text.indexOf(BEGIN);
  const bytes = toLatin1(at < 0 ? text : text.slice(0, at));
  const chain = at < 0 ? [] : findCertificates(toLatin1(text.slice(at)));
  return { taken: [chain.length === 0 ? { need, bytes } : { need, bytes, issuerChain: pem(chain) }] };
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
  // The leaf first: some tools write the root there, and the order carries nothing.
  const bytes = pem([first, ...certificates.filter((der) => der !== first)]);
  return { taken: [{ need: holds(first, NAME.tcbSigning) ? SIGNING_CHAIN : { kind: 'dcap.pck-chain' }, bytes }] };
}

function list(needs: readonly Need[], bytes: Uint8Array): Taken {
  const kind = holds(bytes, NAME.pckCa) ? 'dcap.pck-crl' : holds(bytes, NAME.root) ? 'dcap.root-crl' : undefined;
  const need = needs.find((one) => one.kind === kind);
  if (need === undefined) return { why: NOT_USED_WORDS.otherList };
  return { taken: [{ need, bytes }] };
}

const holds = (der: Uint8Array, name: string): boolean => new TextDecoder('latin1').decode(der).includes(name);
const toLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);

/** Certificates in the strict form that the verifier reads. */
function pem(certificates: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...certificates.map((der) => {
      const lines = toBase64(der).match(/.{1,64}/g) ?? [];
      return toAscii(`-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`, 'PEM');
    }),
  );
}

/** A file that was not used, and why. */
export const notTaken = (file: string, why: string): string => fill(MISSING_WORDS.notUsed, { file, why });

/** What was added, a newer file in place of an older one that answers the same. */
export function withAdded(before: readonly Endorsement[], more: readonly Endorsement[]): readonly Endorsement[] {
  const answered = new Set(more.map(({ need }) => needKey(need)));
  return [...before.filter(({ need }) => !answered.has(needKey(need))), ...more];
}
