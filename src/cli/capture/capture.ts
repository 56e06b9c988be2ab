import { randomBytes } from 'node:crypto';
import { toBase64Url, toHex, type Need } from '../../verifier/index.ts';
import { adapters } from '../../verifier/protocol/adapters/index.ts';
import { ATTESTATION_PATH, DOCUMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import { findEvidence, type Candidate, type Found } from '../../popup/inspect/forms/find-evidence.ts';
import { amdUrlOf } from '../../background/endorsements/amd-kds.ts';
import type { AdapterId } from '../../background/api/adapters.ts';
import { intelUrlOf } from '../../background/endorsements/intel-pcs.ts';
import { recognised } from '../recognised.ts';
import { exchange, type Exchanged, type Question } from './exchange.ts';

/** What a site served, and what the manufacturers said at that time. */
export type Captured = {
  readonly origin: string;
  /** The 32 bytes of the requests' nonce. */
  readonly nonce: Uint8Array;
  /** RFC 3339. */
  readonly capturedAt: string;
  /** The site's own responses first, in the order of the requests. */
  readonly answers: readonly Exchanged[];
  /** Requests without a response. */
  readonly unanswered: readonly string[];
};

/** What a capture needs besides the network. */
export type Surroundings = {
  readonly nonce: Uint8Array;
  /** The address of a manufacturer's answer; null where nobody can be asked. */
  readonly manufacturerUrl: (need: Need) => string | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** A random nonce, the machine's clock, and Intel's and AMD's services. */
export const SURROUNDINGS: Surroundings = {
  nonce: new Uint8Array(randomBytes(32)),
  manufacturerUrl: (need) => intelUrlOf(need) ?? amdUrlOf(need),
  now: Date.now,
};

const MAX_BODY_BYTES = 1 << 20;
/** Some services first collect the evidence of several GPUs. */
const SITE_TIMEOUT_MS = 20_000;
const MANUFACTURER_TIMEOUT_MS = 15_000;
/** The parts of one quote's collateral, a few times over. */
const MAX_NEEDS = 32;

/** The forms in which a nonce is sent. */
export const nonceForms = (nonce: Uint8Array): readonly string[] => [toBase64Url(nonce), toHex(nonce)];

/**
 * Asks a site for its evidence, and manufacturers for what that evidence rests on: the page itself, whose headers and certificate
 * reveal the form; our own path; the form's requests; and the named path. The site and the manufacturer see that someone asks.
 * @param url https; a path other than `/` is requested as well, with `{nonce}` in it replaced by the nonce in hexadecimal @param
 * adapter the form to use; null to go by what the site announces, or the site directory
 */
export async function capture(
  url: URL,
  adapter: AdapterId | null,
  { nonce, manufacturerUrl, now }: Surroundings,
): Promise<Captured> {
  const capturedAt = new Date(now()).toISOString();
  const answers: Exchanged[] = [];
  const unanswered: string[] = [];
  const ask = async (question: Question): Promise<void> => {
    const answer = await exchange(question);
    if (answer === null) unanswered.push(question.url);
    else answers.push(answer);
  };
  await ask(toSite(`${url.origin}/`, 'text/html'));
  const [page] = answers;
  const form = adapter ?? formOf(url.origin, page);
  const questions = [...ownQuestions(url, nonce), ...adapterQuestions(form, url.origin, nonce, page)];
  for (const question of new Map(questions.map((one) => [one.url, one])).values()) await ask(question);
  const addresses = new Set(
    answers
      .flatMap(needsIn)
      .map(manufacturerUrl)
      .filter((one) => one !== null),
  );
  for (const address of [...addresses].slice(0, MAX_NEEDS))
    await ask({ url: address, accept: '*/*', maxBytes: MAX_BODY_BYTES, timeoutMs: MANUFACTURER_TIMEOUT_MS });
  return { origin: url.origin, nonce, capturedAt, answers, unanswered };
}

const toSite = (url: string, accept: string): Question => ({
  url,
  accept,
  maxBytes: MAX_BODY_BYTES,
  timeoutMs: SITE_TIMEOUT_MS,
});

/** Our own path, and the one that was named. */
function ownQuestions(url: URL, nonce: Uint8Array): readonly Question[] {
  const named = url.href.replace(/\{nonce\}|%7Bnonce%7D/gi, toHex(nonce));
  return [
    toSite(`${url.origin}${ATTESTATION_PATH}?nonce=${toBase64Url(nonce)}`, DOCUMENT_MEDIA_TYPE),
    ...(url.pathname === '/' && url.search === '' ? [] : [toSite(named, '*/*')]),
  ];
}

/**
 * The form, other than ours, in which the site is asked; an announcement of ours changes nothing, because that path is requested
 * anyway.
 */
function formOf(origin: string, page: Exchanged | undefined): AdapterId | null {
  const fields = (page?.rawHeaders ?? []).filter((_name, at) => at % 2 === 0).map((name) => name.toLowerCase());
  return recognised(origin, { links: [], fields, leaf: page?.connection.certificates[0] ?? null })?.adapter ?? null;
}

function adapterQuestions(
  form: AdapterId | null,
  origin: string,
  nonce: Uint8Array,
  page: Exchanged | undefined,
): readonly Question[] {
  const connection =
    page === undefined ? null : { spki: page.connection.spki, certificate: page.connection.certificates[0] ?? null };
  const adapter = adapters.find(({ id }) => id === form);
  return adapter?.requests({ origin, nonce, connection }) ?? [];
}

/** What evidence in a response, or in its connection's certificate, rests on. */
function needsIn({ status, body, connection }: Exchanged): readonly Need[] {
  const sources = status === 200 ? [body, ...connection.certificates.slice(0, 1)] : connection.certificates.slice(0, 1);
  return sources.flatMap((bytes) => candidatesOf(findEvidence(bytes))).flatMap(needsOf);
}

const candidatesOf = (found: Found): readonly Candidate[] =>
  found.at === 'evidence' ? [found.candidate] : found.at === 'several' ? found.candidates : [];

const needsOf = ({ opening }: Candidate): readonly Need[] => (opening.at === 'opened' ? opening.opened.needs([]) : []);
