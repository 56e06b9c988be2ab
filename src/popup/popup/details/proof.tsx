import type { ComponentChildren, JSX } from 'preact';
import type { Appraised } from '../reason.ts';
import { Copyable } from '../../shared/parts/copyable.tsx';
import { Time } from '../../shared/parts/time.tsx';
import { ANNOUNCEMENT_WORDS } from '../../words/announcements.ts';
import { EVIDENCE_WORDS } from '../../words/pages/details.ts';
import { day } from '../../words/times.ts';
import { Facts, Section } from '../../shared/result/section.tsx';

/** The evidence itself: how it was found, how old it is, how long the result may be relied on. */
export function Proof({ appraised, now }: { appraised: Appraised; now: number }): JSX.Element {
  const { result, announcedBy, continuity } = appraised;
  const madeAt = result.claims?.madeAt ?? null;
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    [EVIDENCE_WORDS.found, ANNOUNCEMENT_WORDS[announcedBy]],
    ...(madeAt === null ? [] : [[EVIDENCE_WORDS.made, <Time key="made" at={madeAt} now={now} />] as const]),
    [EVIDENCE_WORDS.checked, <Time key="checked" at={result.judgedAt} now={now} />],
    [EVIDENCE_WORDS.goodUntil, <Time key="until" at={result.goodUntil} now={now} />],
    ...(continuity.kind === 'same' ? [[EVIDENCE_WORDS.sameSince, day(continuity.since)] as const] : []),
    ...(continuity.kind === 'first' ? [[EVIDENCE_WORDS.seenBefore, EVIDENCE_WORDS.firstTime] as const] : []),
    ...(continuity.kind === 'changed' ? [[EVIDENCE_WORDS.otherLastSeen, day(continuity.lastSeen)] as const] : []),
  ];
  return (
    <Section title={EVIDENCE_WORDS.title}>
      <Facts rows={rows} />
      <Copyable name={EVIDENCE_WORDS.hash} value={result.evidence} />
    </Section>
  );
}
