import type { Anchors, Evidence } from '../verifier/index.ts';
import type { AttestedKey, ExecutionPointer } from '../verifier/protocol/index.ts';
import { AttesterError } from './attester-error.ts';
import type { EndorsementsOption } from './endorsements/stapler.ts';
import type { EvidenceSource } from './source.ts';
import type { TlsOption } from './tls-keys.ts';

/** How evidence is kept fresh (docs/PROTOCOL.md section 4). */
export type FreshnessOption =
  /** A quote for each visitor, with the nonce in it; at most this many per second (by default 5). */
  | { readonly mode: 'per-visit'; readonly perSecond?: number }
  /**
   * A quote at intervals (milliseconds, by default an hour), whose attested key, generated here and kept in memory, signs each
   * nonce.
   */
  | { readonly mode: 'challenge'; readonly every?: number };

/** What an operator says of the service, once, at its start. */
export type AttesterOptions = {
  /** The serialised origin, `https://example.org`, from measured or sealed configuration. Never from a request's `Host`. */
  readonly origin: string;
  readonly tls: TlsOption;
  /** What makes evidence; `auto` detects the platform that this process runs on. */
  readonly source?: EvidenceSource | 'auto';
  readonly endorsements?: EndorsementsOption;
  readonly freshness?: FreshnessOption;
  /** Registers that the host chooses and that your reviewer has named: `HOST_DATA`, `MRCONFIGID`, … */
  readonly hostChosen?: readonly string[];
  /** Further keys held by the measured code: `http-signature`, `registry`. */
  readonly keys?: readonly AttestedKey[];
  /** The quote under which the service is registered (docs/REGISTRY.md). */
  readonly registered?: Evidence;
  /** Where on a chain this enclave published a hash (docs/REGISTRY.md). */
  readonly execution?: ExecutionPointer;
  /** Receives one line for the operator; by default standard error. */
  readonly log?: (line: string) => void;
  /** Roots in place of the manufacturers' own: only for tests, whose visitors see a test result. */
  readonly anchors?: Anchors;
};

/** The longest time between two quotes: evidence older than a day counts as stale (docs/PROTOCOL.md section 4), milliseconds. */
const MAX_RENEWAL_MS = 12 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const PER_SECOND = 5;

/**
 * An origin in its serialised form (RFC 6454, section 6.2). @throws AttesterError for anything else, which would be bound
 * unchanged
 */
export function originOf(text: string): string {
  const problem = (sentence: string): AttesterError =>
    new AttesterError(
      'option',
      sentence,
      'Give the origin as browsers write it: https://example.org, or https://example.org:8443.',
    );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw problem(`“${text}” is no origin.`);
  }
  if (url.protocol !== 'https:') throw problem(`“${text}” is not https.`);
  if (url.origin !== text) throw problem(`“${text}” is not an origin as it is serialised; that would be ${url.origin}.`);
  return text;
}

/** Freshness with its defaults. @throws AttesterError for numbers that make no sense */
export function freshnessOf(option: FreshnessOption = { mode: 'per-visit' }): Required<FreshnessOption> {
  if (option.mode === 'per-visit') {
    const { perSecond = PER_SECOND } = option;
    if (!(perSecond > 0 && perSecond <= 10_000)) throw outOfRange('freshness.perSecond', 'a number above 0');
    return { mode: 'per-visit', perSecond };
  }
  const { every = HOUR_MS } = option;
  if (!(every >= 1000 && every <= MAX_RENEWAL_MS))
    throw outOfRange('freshness.every', 'a second to twelve hours, in milliseconds');
  return { mode: 'challenge', every };
}

const outOfRange = (name: string, meant: string): AttesterError =>
  new AttesterError('option', `${name} is out of range.`, `It is ${meant}.`);
