import type { ComponentChildren, JSX } from 'preact';
import type { Appraised } from '../reason.ts';
import { Copyable } from '../../shared/parts/copyable.tsx';
import { Time } from '../../shared/parts/time.tsx';
import { ANNOUNCEMENT_WORDS } from '../../words/announcements.ts';
import { day } from '../../words/times.ts';
import { Facts, Section } from '../../shared/result/section.tsx';

/** The evidence itself: how it was found, how old it is, how long the result may be relied on. */
export function Proof({ appraised, now }: { appraised: Appraised; now: number }): JSX.Element {
  const { result, announcedBy, continuity } = appraised;
  const madeAt = result.claims?.madeAt ?? null;
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    ['How it was found', ANNOUNCEMENT_WORDS[announcedBy]],
    ...(madeAt === null ? [] : [['Made', <Time key="made" at={madeAt} now={now} />] as const]),
    ['Checked', <Time key="checked" at={result.judgedAt} now={now} />],
    ['Holds until', <Time key="until" at={result.goodUntil} now={now} />],
    ...(continuity.kind === 'same' ? [['Same code since', day(continuity.since)] as const] : []),
    ...(continuity.kind === 'first' ? [['Seen before', 'No, this is the first time'] as const] : []),
    ...(continuity.kind === 'changed' ? [['Other code last seen', day(continuity.lastSeen)] as const] : []),
  ];
  return (
    <Section title="The proof">
      <Facts rows={rows} />
      <Copyable name="SHA-256 of the evidence" value={result.evidence} />
    </Section>
  );
}
