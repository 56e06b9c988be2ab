import { concat, isCcel, open } from '../../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, type EndorsementDocument } from '../../../verifier/protocol/index.ts';
import { findCertificates } from '../find-certificates.ts';
import { decodeWhole } from './encodings.ts';
import { numberLists } from './number-list.ts';
import { bytesOf } from './text.ts';

/** A member of an object: its text (a string's content, or the source of an object), and its bytes, if any. */
export type Member = { readonly name: string; readonly text: string; readonly bytes: Uint8Array | undefined };

/** What the members of one object mean for the evidence in it. */
export type Siblings = {
  readonly attached: readonly EndorsementDocument[];
  /** Members from which evidence was joined: they are not examined individually. */
  readonly used: ReadonlySet<string>;
  /** Evidence made from two members. */
  readonly joined: readonly Uint8Array[];
};

const LOGS = new Set(['event_log', 'eventlog', 'eventLog', 'cc_eventlog', 'ccel']);
/** `vcek`, `VcekCertChain`, `cert_chain`, `certificates`, … */
const CERTIFICATES = /vcek|vlek|cert/i;
/** An organisation named in every AMD certificate. */
const AMD = 'Advanced Micro Devices';
const COLLATERAL = new Set(['collateral', 'quote_collateral', 'dcap_collateral']);

/** Event logs, certificates, collateral next to evidence; and Linux's `outblob` with its `auxblob` (configfs-tsm). */
export function attachedIn(members: readonly Member[]): Siblings {
  const attached = members.flatMap((member) => documentIn(member) ?? []);
  const joined = tsmReport(members);
  return {
    attached,
    used: new Set(joined === undefined ? [] : ['outblob', 'auxblob']),
    joined: joined === undefined ? [] : [joined],
  };
}

function documentIn({ name, text, bytes }: Member): EndorsementDocument | undefined {
  if (LOGS.has(name)) return eventLog(text);
  if (COLLATERAL.has(name) && text.includes('tcb_info'))
    return { mediaType: ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes: bytesOf(text) };
  if (!CERTIFICATES.test(name)) return undefined;
  // Another certificate may contain evidence itself.
  const found = certificatesIn(text, bytes).filter((der) => latin1(der).includes(AMD));
  return found.length === 0 ? undefined : { mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes: concat(...found) };
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** dstack's JSON, or the binary log of firmware in base64; a log without events says nothing. */
function eventLog(text: string): EndorsementDocument | undefined {
  const mediaType = ENDORSEMENT_MEDIA_TYPE.tdxEventLog;
  if (/^\s*\[\s*\{/.test(text)) return { mediaType, bytes: bytesOf(text) };
  const bytes = decoded(text);
  return bytes !== undefined && isCcel(bytes) ? { mediaType, bytes } : undefined;
}

const decoded = (text: string): Uint8Array | undefined => {
  const found = decodeWhole(text);
  return found !== undefined && 'inner' in found ? found.inner.bytes : undefined;
};

/** Certificates in PEM, base64, numbers, or in members of their own. */
function certificatesIn(text: string, bytes: Uint8Array | undefined): readonly Uint8Array[] {
  const whole = decoded(text);
  // AMD's table of certificates as Rust and Go write it: `{"cert_type": "VCEK", "data": [48, 130, …]}`.
  const lists = [...text.matchAll(/\[([\d,\s]{600,})\]/g)].flatMap(([list]) => numberLists(list).map((one) => one.bytes));
  const strings = [...text.matchAll(/"([A-Za-z0-9+/=_-]{200,})"/g)].flatMap(([, one = '']) => decoded(one) ?? []);
  return findCertificates(
    bytesOf(text),
    ...(whole === undefined ? [] : [whole]),
    ...(bytes === undefined ? [] : [bytes]),
    ...lists,
    ...strings,
  );
}

/** `outblob` is the evidence; for AMD, `auxblob` is the certificate table that follows an extended report. */
function tsmReport(members: readonly Member[]): Uint8Array | undefined {
  const blob = (name: string): Uint8Array | undefined => {
    const member = members.find((one) => one.name === name);
    return member === undefined ? undefined : (decoded(member.text) ?? member.bytes);
  };
  const [report, table] = [blob('outblob'), blob('auxblob')];
  if (report === undefined || table === undefined) return report;
  const extended = concat(report, table);
  return open({ type: 'snp-extended-report', bytes: extended, parameters: {} }).at === 'opened' ? extended : report;
}
