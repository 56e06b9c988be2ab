import { provenValue, readTimestamp, TIMESTAMP_KEY, type Header } from '../../../verifier/substrate/index.ts';
import { toRfc3339, type Instant } from '../../../verifier/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { RegistryAnswer, RegistryBlock, RegistryChain, RegistryView } from '../../api/registry-view.ts';
import { NodeFailed } from '../client/node-failed.ts';
import { isClockBehind } from './enclave.ts';
import type { Disagreement, NotRead, Reading } from '../reading/outcome.ts';

type Answered = Extract<RegistryView, { readonly at: 'answered' }>;

/** The chain as the user knows it; the explorer's page only once there is a block to show. */
export function chainOf({ id, name, discontinued, explorer }: RegistryProfile, block: Header | null): RegistryChain {
  const page = block === null ? null : (explorer?.replace('{hash}', `0x${block.hash}`) ?? null);
  return { id, name, discontinued, explorer: page };
}

/** The time of a block, read under the same state root as everything else. @throws NodeFailed when it has none */
export function timeOf({ values }: Reading): Instant {
  const value = provenValue(values, TIMESTAMP_KEY);
  if (value === null) throw new NodeFailed('malformed-answer', 'a chain without time');
  return readTimestamp(value);
}

const named = (header: Pick<Header, 'number' | 'hash'>, time: Instant | null): RegistryBlock => ({
  number: header.number,
  hash: header.hash,
  time: time === null ? null : toRfc3339(time),
});

/** The row when a block was read. */
export function answeredView(
  profile: RegistryProfile,
  asked: Answered['asked'],
  reading: Reading,
  answer: RegistryAnswer,
  now: Instant,
): Answered {
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

/** The row when nothing was learnt. */
export function silentView(
  profile: RegistryProfile,
  asked: Answered['asked'],
  outcome: Disagreement | NotRead,
  now: Instant,
): Answered {
  const disagree = outcome.at === 'disagree';
  return {
    at: 'answered',
    chain: chainOf(profile, null),
    answer: disagree ? { kind: 'nodes-disagree', nodes: outcome.reported } : { kind: 'unreachable', because: outcome.because },
    level: null,
    shortOf: null,
    clockBehind: false,
    asked,
    nodes: disagree ? outcome.reported.map(({ node }) => node) : [],
    block: null,
    relayBlock: null,
    checkpoint: null,
    askedAt: toRfc3339(now),
    execution: null,
  };
}
