import type { Badge } from '../../background/api/badge.ts';
import type { AttestationResult } from '../../verifier/index.ts';
import type { PublishedCode } from '../../verifier/publisher/index.ts';
import type { ServiceView } from '../../background/api/services.ts';
import { fill, listed } from './fill.ts';
import { problemSentence } from './problems.ts';
import { isOpenToItsOwner } from './tees.ts';

/** The rows of attested services behind a page, and what they leave open. */
export const SERVICE_WORDS = {
  title: 'Attested service behind this page',
  notThePage:
    'This page’s own script is not covered: it decides what it sends where, and could send elsewhere. These marks are not about the page.',
  check: 'Check this service',
  again: 'Check again',
  noLeave: 'Without permission for its host Sealmark cannot ask the service.',
  contacted: 'This page sends to it.',
  listed: 'Pages of this site are known to send to it. Sealmark has not seen this page do so.',
  unchecked: 'It has not been checked.',
  checking: 'Sealmark is asking it for evidence.',
  endsThere: 'The page’s own requests to it went to the code that the evidence describes.',
  notShown: 'Whether the page’s own requests end there was not observed: this browser does not show it to extensions.',
  notSeen: 'Whether the page’s own requests end there was not observed: no single connection of theirs was seen.',
  published: 'The site directory says its code is published at {names}.',
  publisher: 'Its publisher’s own statement names this code ({publisher}). That is no review.',
  inGateway:
    'The page’s own requests to it end in an attested gateway, which passes on what it reads. What happens behind it was not checked.',
  namesNoKey:
    'Its evidence names a key for encrypting inside the connection, and no key that a connection ends at. Where the page’s own requests end was not checked.',
  open: 'It was asked, and what it answered does not prove enough.',
  ageUnknown: 'It was asked, and its evidence does not say how old it is.',
  tooOld: 'It was asked, and its evidence is older than your settings allow.',
  noOrigin: 'It was asked, and nothing ties its evidence to this service: it could be another one’s, passed on.',
  flawed: 'It was asked, and what came around its evidence does not hold: it may have been changed on the way.',
  ranOut: 'It was asked, and its keys have run out, as its evidence says.',
  elsewhere: 'The page’s own requests to it were seen to end at another key than the evidence names.',
} as const;

const KNOWN_CODE = 'Known code in genuine hardware, closed to its operator.';
const KNOWN_CODE_OPEN = 'Known code in genuine hardware, open to someone at the machine.';

/** What a row says about the service, by its mark; the connection has a sentence of its own. */
const SERVICE_BADGE: Readonly<Partial<Record<Badge, string>>> = {
  simulated: 'Test result: nothing is proven.',
  failed: 'Its attestation failed.',
  caution: 'It is attested, with a warning.',
  changed: 'Its code changed since the last visit.',
  unaudited: 'Genuine hardware, closed to its operator. No one you follow has said what its code does.',
  unbound: KNOWN_CODE,
  verified: KNOWN_CODE,
};

/** The same of hardware whose memory whoever has the machine can read. */
const OPEN_MEMORY_SERVICE: typeof SERVICE_BADGE = {
  unaudited: 'Genuine hardware, open to someone at the machine. No one you follow has said what its code does.',
  unbound: KNOWN_CODE_OPEN,
  verified: KNOWN_CODE_OPEN,
};

/** What there is to say about one service, one sentence each. */
export function serviceSentences({ badge, contacted, codeNames, state }: ServiceView): readonly string[] {
  const seen = contacted ? SERVICE_WORDS.contacted : SERVICE_WORDS.listed;
  switch (state.at) {
    case 'unchecked':
      return [seen, SERVICE_WORDS.unchecked];
    case 'checking':
      return [seen, SERVICE_WORDS.checking];
    case 'unavailable':
      return [seen, problemSentence(state.problem)];
    case 'appraised': {
      const [problem] = state.problems;
      const openMemory = isOpenToItsOwner(state.result.tee) ? OPEN_MEMORY_SERVICE[badge] : undefined;
      const words = openMemory ?? SERVICE_BADGE[badge];
      const about = words ?? (problem === undefined ? openSentence(state.result) : problemSentence(problem));
      const names = codeNames.map((name) => name.replace(/^github\//, 'github.com/'));
      const published = names.length === 0 ? [] : [fill(SERVICE_WORDS.published, { names: listed(names) })];
      return [seen, about, connectionSentence(state.result), ...published, ...publisherSentences(state.published)];
    }
  }
}

/** Whose statement names the whole code; a test log's counts for nothing. */
function publisherSentences(published: readonly PublishedCode[]): readonly string[] {
  const whole = published.filter((one) => one.holds).filter(({ namesCode, test }) => namesCode && !test);
  const names = [...new Set(whole.map(({ source, identity }) => source?.repository.replace('https://', '') ?? identity))];
  return names.map((publisher) => fill(SERVICE_WORDS.publisher, { publisher }));
}

/** Why the answer of a service that was asked is worth no mark, by what a finding says of it; the first that applies. */
const OPEN: Readonly<Record<string, string>> = {
  'keys-ran-out': SERVICE_WORDS.ranOut,
  'age-unknown': SERVICE_WORDS.ageUnknown,
  'too-old': SERVICE_WORDS.tooOld,
  'no-origin-committed': SERVICE_WORDS.noOrigin,
  'envelope-signature': SERVICE_WORDS.flawed,
  'stated-hashes': SERVICE_WORDS.flawed,
  'file-not-listed': SERVICE_WORDS.flawed,
};

function openSentence({ findings }: AttestationResult): string {
  const reasons = findings.map(({ facts }) => facts?.['because']);
  const [, words = SERVICE_WORDS.open] = Object.entries(OPEN).find(([because]) => reasons.includes(because)) ?? [];
  return words;
}

/** What is known of the connection where it was not seen to end at its key, by what the finding says of it. */
const CONNECTION: Readonly<Record<string, string>> = {
  'mismatch-unconfirmed': SERVICE_WORDS.elsewhere,
  'browser-cannot-see': SERVICE_WORDS.notShown,
  'ends-in-gateway': SERVICE_WORDS.inGateway,
  'no-tls-key-attested': SERVICE_WORDS.namesNoKey,
};

/** Where the page's own requests went, as far as this browser showed it. */
function connectionSentence({ vector, findings }: AttestationResult): string {
  if (vector.channel === 'affirming') return SERVICE_WORDS.endsThere;
  const keys = findings.find(({ check }) => check === 'channel.tls-key');
  return CONNECTION[String(keys?.facts?.['because'])] ?? SERVICE_WORDS.notSeen;
}
