import type { Badge } from '../../background/api/badge.ts';
import type { AttestationResult } from '../../verifier/index.ts';
import type { ServiceView } from '../../background/api/services.ts';
import { fill, listed } from './fill.ts';
import { problemSentence } from './problems.ts';

/** The rows of attested services behind a page, and what they leave open. */
export const SERVICE_WORDS = {
  title: 'Attested service behind this page',
  notThePage:
    'This page’s own script is not covered: it decides what it sends where, and could send elsewhere. These marks are not about the page.',
  check: 'Check this service',
  again: 'Check again',
  noLeave: 'Without permission for its host Sealmark cannot ask the service.',
  contacted: 'This page sends to it.',
  listed: 'Pages of this site are known to send to it; this page has not been seen to do so.',
  unchecked: 'It has not been checked.',
  checking: 'Sealmark is asking it for evidence.',
  endsThere: 'The page’s own requests to it went to the code that the evidence describes.',
  notShown: 'Whether the page’s own requests end there was not observed: this browser does not show it to extensions.',
  notSeen: 'Whether the page’s own requests end there was not observed: no single connection of theirs was seen.',
  published: 'The site directory says its code is published at {names}.',
  elsewhere: 'The page’s own requests to it were seen to end at another key than the evidence names.',
} as const;

/** What a row says of the service by the mark that it bears; the connection has a sentence of its own. */
const SERVICE_BADGE: Readonly<Partial<Record<Badge, string>>> = {
  simulated: 'Test result: nothing is proven.',
  failed: 'Its attestation failed.',
  caution: 'It is attested, with a warning.',
  changed: 'Its code changed since the last visit.',
  unaudited: 'Genuine hardware, closed to its operator; no one you follow has said what its code does.',
  unbound: 'Known code in genuine hardware, closed to its operator.',
  verified: 'Known code in genuine hardware, closed to its operator.',
};

/** What there is to say of one service, a sentence each. */
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
      const words = SERVICE_BADGE[badge];
      const about = words ?? (problem === undefined ? SERVICE_WORDS.unchecked : problemSentence(problem));
      const names = codeNames.map((name) => name.replace(/^github\//, 'github.com/'));
      const published = names.length === 0 ? [] : [fill(SERVICE_WORDS.published, { names: listed(names) })];
      return [seen, about, connectionSentence(state.result), ...published];
    }
  }
}

/** Where the page's own requests went, as far as this browser showed it. */
function connectionSentence({ vector, findings }: AttestationResult): string {
  if (vector.channel === 'affirming') return SERVICE_WORDS.endsThere;
  const keys = findings.find(({ check }) => check === 'channel.tls-key');
  if (keys?.facts?.['because'] === 'mismatch-unconfirmed') return SERVICE_WORDS.elsewhere;
  return keys?.facts?.['because'] === 'browser-cannot-see' ? SERVICE_WORDS.notShown : SERVICE_WORDS.notSeen;
}
