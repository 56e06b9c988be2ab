import { NOTHING_KNOWN } from '../../../verifier/audits/index.ts';
import { instant, toBase64, toRfc3339, type AttestationResult, type ChannelObservation } from '../../../verifier/index.ts';
import type { SiteAppraisal } from '../../app/appraise-site.ts';
import { current } from './current.ts';
import { ATTESTED_SPKI } from './run.ts';

/** How long every result holds, in milliseconds: the site always has recent endorsements. */
const HOLDS_MS = 60 * 60 * 1000;

/** What the verifier would say about a good site whose page arrived in this way: its own result for one, with another channel. */
export function appraised(good: AttestationResult, channel: ChannelObservation): SiteAppraisal {
  const now = current.model?.now ?? 0;
  const times = { judgedAt: toRfc3339(instant(now)), goodUntil: toRfc3339(instant(now + HOLDS_MS)) };
  return { result: { ...withChannel(good, channel), ...times }, code: NOTHING_KNOWN, problems: [], clock: null, fetched: [] };
}

function withChannel(good: AttestationResult, channel: ChannelObservation): AttestationResult {
  const others = good.findings.filter(({ check }) => check !== 'channel.tls-key');
  if (channel.kind === 'unobserved')
    return {
      ...good,
      vector: { ...good.vector, channel: 'none' },
      findings: [...others, { check: 'channel.tls-key', outcome: 'unknown', facts: { because: channel.because } }],
    };
  if (toBase64(channel.spki) === ATTESTED_SPKI) return good;
  return {
    ...good,
    tier: 'contraindicated',
    vector: { ...good.vector, channel: 'contraindicated' },
    findings: [...others, { check: 'channel.tls-key', outcome: 'fail', facts: { because: 'other-key' } }],
  };
}
