import { anyTees, endorsementsIn, Malformed, needKey, type Instant, type Need } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import type { Problem } from '../api/problem.ts';
import { get } from '../net/http.ts';
import { certificateExpiry, crlExpiry } from './expiry.ts';
import { VENDOR_HOSTS } from './hosts.ts';
import { damagedBy, type EndorsementSource } from './source.ts';

const DEADLINE = 10_000;
/** A VCEK certificate takes about 1400 bytes, a list about 900. */
const MAX_RESPONSE_BYTES = 64 * 1024;

const LINES: readonly string[] = ['Milan', 'Genoa', 'Turin'];
const LEVELS = ['blSPL', 'teeSPL', 'snpSPL', 'ucodeSPL'] as const;

type Endpoint = { readonly path: string; readonly expires: (bytes: Uint8Array) => Instant };

/** A patch level as the service writes it: decimal, at least two digits; undefined for anything else. */
function level(need: Need, name: string): string | undefined {
  const value = need[name] ?? '';
  return /^(?:0|[1-9]\d{0,2})$/.test(value) && Number(value) <= 255 ? `${name}=${value.padStart(2, '0')}` : undefined;
}

/**
 * Path and query for a need (AMD 57230, section 4); null for one that cannot be requested: a VLEK, whose certificate only its
 * cloud provider gets, a chip that the host hides, and anything not in the service's own notation.
 */
function endpointOf(need: Need): Endpoint | null {
  const { kind } = need;
  const line = need['line'] ?? '';
  if (!LINES.includes(line)) return null;
  if (kind === 'snp.crl') return { path: `/vcek/v1/${line}/crl`, expires: crlExpiry };
  const chip = need['chipId'] ?? '';
  const digits = line === 'Turin' ? 16 : 128;
  const levels = (line === 'Turin' ? (['fmcSPL', ...LEVELS] as const) : LEVELS).map((name) => level(need, name));
  if (kind !== 'snp.vek' || chip.length !== digits || !/^[0-9a-f]+$/.test(chip) || levels.includes(undefined)) return null;
  return { path: `/vcek/v1/${line}/${chip}?${levels.join('&')}`, expires: certificateExpiry };
}

/** Where AMD answers a need; null for one that cannot be requested. */
export function amdUrlOf(need: Need): string | null {
  const endpoint = endpointOf(need);
  return endpoint === null ? null : `${VENDOR_HOSTS.amdKds}${endpoint.path}`;
}

/**
 * Is the answer about what was requested? A certificate is kept for years, so another chip's must not be kept in its place.
 * @throws Malformed
 */
function answersItself(need: Need, bytes: Uint8Array): boolean {
  const tee = anyTees.find(({ id }) => id === 'snp');
  const found = tee && endorsementsIn(tee, { mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes });
  if (found?.at === 'unreadable') throw new Malformed(found.field, found.why);
  const labels = (found?.at === 'read' ? found.value : []).map((endorsement) => endorsement.need);
  return labels.some((label) => (need.kind === 'snp.crl' ? label['line'] === need['line'] : needKey(label) === needKey(need)));
}

const { host } = new URL(VENDOR_HOSTS.amdKds);

const damaged = (why: string): Problem => damagedBy(host, why);

/**
 * AMD's Key Distribution Service: the certificate of one chip at one patch level, and the revocation lists. It learns which chip
 * is being checked, and when, but never the report or the site; so each certificate is requested once and kept. It sends no CORS
 * header and answers 429 to frequent requests (it wants some ten seconds between them).
 */
export const amdKds: EndorsementSource = {
  id: 'amd-kds',
  gives: 'manufacturer',
  hosts: [VENDOR_HOSTS.amdKds],
  reveals: 'chip',
  answers: (need) => endpointOf(need) !== null,
  lasts: ({ kind }) => kind === 'snp.vek',
  async fetch(need, signal) {
    const endpoint = endpointOf(need);
    if (endpoint === null) return damaged('not a need of this source');
    const url = `${VENDOR_HOSTS.amdKds}${endpoint.path}`;
    const outcome = await get({
      url,
      mediaType: null,
      maxBytes: MAX_RESPONSE_BYTES,
      deadline: DEADLINE,
      signal,
      fault: 'vendor',
    });
    if ('problem' in outcome) return outcome.problem;
    const { bytes } = outcome.reply;
    try {
      if (!answersItself(need, bytes)) return damaged('not what was asked for');
      return { endorsement: { need, bytes }, expires: endpoint.expires(bytes) };
    } catch (error) {
      if (error instanceof Malformed) return damaged(error.message);
      throw error;
    }
  },
};
