import type { Header } from '../../../verifier/substrate/index.ts';
import { toRfc3339, type Instant } from '../../../verifier/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { AnsweredView, RegistryAnswer, RegistryBlock, RegistryChain } from '../../api/registry-view.ts';
import { isClockBehind, timeOf } from '../reading/chain-clock.ts';
import type { Disagreement, NotRead, Reading } from '../reading/outcome.ts';

/** The chain by its user-visible name; the explorer's page only once there is a block to show. */
export function chainOf({ id, name, discontinued, explorer }: RegistryProfile, block: Header | null): RegistryChain {
  const page = block === null ? null : (explorer?.replace('{hash}', `0x${block.hash}`) ?? null);
  return { id, name, discontinued, explorer: page };
}

const named = (header: Pick<Header, 'number' | 'hash'>, time: Instant | null): RegistryBlock => ({
  number: header.number,
  hash: header.hash,
  time: time === null ? null : toRfc3339(time),
});

/** The row when a block was read. */
export function answeredView(
  profile: RegistryProfile,
  asked: AnsweredView['asked'],
  reading: Reading,
  answer: RegistryAnswer,
  now: Instant,
): AnsweredView {
  const time = timeOf(reading);
  return {
    at: 'answered',
    chain: chainOf(profile, reading.header),
    answer,
    level: reading.level,
    shortOf: reading.shortOf,
    clockBehind: isClockBehind(time, now),
    asked,
    nodes: reading.nodes.map(({ name }) => name),
    block: named(reading.header, time),
    relayBlock: reading.relay === null ? null : named(reading.relay, null),
    checkpoint: reading.checkpoint === null ? null : named(reading.checkpoint, reading.checkpoint.time),
    askedAt: toRfc3339(now),
    execution: null,
  };
}

/** The row when nothing was learnt: nodes that disagree, or why none answered. The only place that builds it. */
export function noAnswer(
  profile: RegistryProfile,
  asked: AnsweredView['asked'],
  outcome: Disagreement | Omit<NotRead, 'at'>,
  now: Instant,
): AnsweredView {
  const reported = 'reported' in outcome ? outcome.reported : null;
  return {
    at: 'answered',
    chain: chainOf(profile, null),
    answer:
      'reported' in outcome
        ? { kind: 'nodes-disagree', nodes: outcome.reported }
        : { kind: 'unreachable', because: outcome.because },
    level: null,
    shortOf: null,
    clockBehind: false,
    asked,
    nodes: reported?.map(({ node }) => node) ?? [],
    block: null,
    relayBlock: null,
    checkpoint: null,
    askedAt: toRfc3339(now),
    execution: null,
  };
}
