import { pinnedAnchors } from '../verifier/index.ts';
import { ATTESTATION_PATH, type AttestedKey } from '../verifier/protocol/index.ts';
import { lineOf } from './attester-error.ts';
import { challengeKey, type ChallengeKey } from './challenge-key.ts';
import { serverCrypto } from './crypto.ts';
import { documentOf } from './document.ts';
import { readOnce } from './endorsements/read-once.ts';
import { stapler } from './endorsements/stapler.ts';
import { inTurn } from './in-turn.ts';
import { keptQuote } from './kept-quote.ts';
import { freshnessOf, originOf, type AttesterOptions } from './options.ts';
import { quoter, type Quote } from './quoter.ts';
import { servers, type Servers } from './servers/index.ts';
import { auto } from './sources/auto.ts';
import { tlsKeys } from './tls-keys.ts';
import { answerWellKnown } from './well-known.ts';

/** The answering side of a service: one function on web types, the same for each server framework. */
export type Attester = Servers & {
  /** The response to a request for the attestation document; null for every other request. */
  handle(request: Request): Promise<Response | null>;
  /** The document for one visitor. @param nonce 32 bytes, or none if the visitor sent none */
  document(nonce: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /** The value of the `Link` header that announces the document; every framework's handler adds it to pages. */
  readonly link: string;
  /** The quote that was made and appraised at the start. */
  readonly first: Quote;
};

const LINK = `<${ATTESTATION_PATH}>; rel="attestation"`;
/** Maximum quotes waiting for the platform; further visitors are turned away at once. */
const MAX_WAITING = 16;
/** In challenge mode quotes are made hourly; this limits how often changing keys can request one. */
const RENEWALS_PER_SECOND = 1;
const HOUR_MS = 60 * 60 * 1000;
/** Verifiers consider evidence stale after a day (docs/PROTOCOL.md section 4). */
const MAX_AGE_MS = 23 * HOUR_MS;

/**
 * Makes the evidence of this service and serves it. Before it returns, a quote was made and appraised by the verifier that
 * visitors use. @throws AttesterError, with a message and a remedy, for a service that no visitor could check
 */
export async function attester(options: AttesterOptions): Promise<Attester> {
  const origin = originOf(options.origin);
  const freshness = freshnessOf(options.freshness);
  const log = once(options.log ?? toStandardError);
  const { now } = Date;
  const crypto = serverCrypto();
  const read = readOnce();
  const tls = await tlsKeys(options.tls, now, log);
  const source = options.source === undefined || options.source === 'auto' ? await auto() : options.source;
  const perSecond = freshness.mode === 'per-visit' ? freshness.perSecond : RENEWALS_PER_SECOND;
  const quote = quoter({
    source,
    stapler: stapler(options.endorsements ?? 'auto', read, log),
    measure: { crypto, anchors: options.anchors ?? pinnedAnchors, hostChosen: options.hostChosen ?? [], read },
    inTurn: inTurn({ maxWaiting: MAX_WAITING, perSecond, burst: Math.max(MAX_WAITING, perSecond) }, () => performance.now()),
    now,
  });
  const challenge = freshness.mode === 'challenge' ? await challengeKey(crypto) : null;
  const keys = async (): Promise<readonly AttestedKey[]> => [
    ...(await tls()).map((key) => ({ use: 'tls', key }) as const),
    ...(challenge === null ? [] : [{ use: 'challenge', key: challenge.spki } as const]),
    ...(options.keys ?? []),
  ];
  const kept = keptQuote({
    // Made without a nonce, so no departing visitor cancels it.
    make: (of) => quote({ origin, nonce: new Uint8Array(), keys: of }, new AbortController().signal),
    renewAfterMs: freshness.mode === 'challenge' ? freshness.every : HOUR_MS,
    maxAgeMs: MAX_AGE_MS,
    now,
    log,
  });

  const document = async (nonce: Uint8Array, signal: AbortSignal = new AbortController().signal): Promise<Uint8Array> => {
    const of = await keys();
    const isForVisitor = nonce.length > 0 && challenge === null;
    const made = isForVisitor ? await quote({ origin, nonce, keys: of }, signal) : await kept(of);
    return documentOf(made, {
      endorsements: made.stapled,
      ...(challenge === null || nonce.length === 0 ? {} : { challenge: await signed(challenge, origin, nonce, made) }),
      registered: options.registered ?? null,
      execution: options.execution ?? null,
    });
  };

  const first = await kept(await keys());
  if (first.result.vector.hardware === 'none')
    log(
      'The evidence was not verified in full: the manufacturer’s certificates and lists were not to be had. Visitors will ask for them.',
    );
  const handle = (request: Request): Promise<Response | null> =>
    answerWellKnown(request, document, (error) => {
      log(lineOf(error));
    });
  return { handle, document, link: LINK, first, ...servers({ handle, link: LINK, origin }) };
}

const signed = (challenge: ChallengeKey, origin: string, nonce: Uint8Array, { evidence }: Quote): Promise<Uint8Array> =>
  challenge.sign(origin, nonce, evidence.bytes);

function toStandardError(line: string): void {
  process.stderr.write(`sealmark: ${line}\n`);
}

/** An unavailable platform fails for every visitor: the same line is logged once a minute. */
function once(log: (line: string) => void): (line: string) => void {
  const QUIET_MS = 60_000;
  let last = '';
  let at = 0;
  return (line) => {
    if (line === last && Date.now() - at < QUIET_MS) return;
    [last, at] = [line, Date.now()];
    log(line);
  };
}
