import { TIMESTAMP_KEY } from '../../verifier/substrate/index.ts';
import { Malformed, type Instant } from '../../verifier/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { AnsweredView, RegistryAnswer, RegistryEntry, RegistryView } from '../api/registry-view.ts';
import type { Records } from '../state/records.ts';
import { appraiseReading, isConfirmed } from './answer/appraise.ts';
import { cadenceOf } from './answer/cadence.ts';
import { NodeFailed, unreachableOf } from './client/node-failed.ts';
import { timeOf, unlessFrozen } from './reading/chain-clock.ts';
import { proveExecution } from './answer/execution.ts';
import { queryFor, type Query } from './answer/query.ts';
import type { Reading, ReadResult } from './reading/outcome.ts';
import type { LookUp } from './question.ts';
import { readChain, type ReadPorts } from './reading/read-chain.ts';
import { failed } from './source.ts';
import type { RenewalTimes } from './profiles/stored.ts';
import { answeredView, chainOf, noAnswer } from './answer/view.ts';

/** How chains are read, what is known of renewals, and the clock. */
export type LookUpPorts = Omit<ReadPorts, 'progress'> & {
  readonly renewalTimes: Records<RenewalTimes>;
  now(): Instant;
};

type Seen = (view: RegistryView) => void;

/** Looks one thing up on one chain: reads at the highest proof level available, appraises, and builds the row. */
export async function lookUp(ports: LookUpPorts, profile: RegistryProfile, asked: LookUp, seen: Seen): Promise<RegistryView> {
  const query = queryFor(asked, profile);
  if (query === null) return failed(profile, asked, ports.now());
  const progress: ReadPorts['progress'] = ({ setId, finalized }) => {
    seen({ at: 'asking', chain: chainOf(profile, null), progress: { setId, block: finalized.number } });
  };
  const outcome: ReadResult = await readChain({ ...ports, progress }, profile, [...query.keys, TIMESTAMP_KEY]);
  if (outcome.at !== 'read') return noAnswer(profile, query.asked, outcome, ports.now());
  try {
    const view = await appraised(ports, profile, query, outcome);
    return await withExecution(ports, profile, asked, outcome, view);
  } catch (error) {
    if (!(error instanceof Malformed) && !(error instanceof NodeFailed)) throw error;
    const because = error instanceof NodeFailed ? unreachableOf(error) : 'malformed-answer';
    return noAnswer(profile, query.asked, { because }, ports.now());
  }
}

async function appraised(ports: LookUpPorts, profile: RegistryProfile, query: Query, reading: Reading): Promise<AnsweredView> {
  if (!(await isConfirmed(query, profile, reading))) throw new NodeFailed('malformed-answer', 'two readings of one entry differ');
  const now = ports.now();
  const answer = unlessFrozen(appraiseReading(query, profile, reading), timeOf(reading), now);
  return answeredView(profile, query.asked, reading, await withCadence(ports, profile, query, answer), now);
}

async function withCadence(
  { renewalTimes }: LookUpPorts,
  { id }: RegistryProfile,
  { asked }: Query,
  answer: RegistryAnswer,
): Promise<RegistryAnswer> {
  if (answer.kind !== 'current' && answer.kind !== 'stale') return answer;
  const cadence = await cadenceOf(renewalTimes, `${id}/${storageKeyOf(answer.entry) ?? asked.key}`, answer.entry);
  return { ...answer, entry: { ...answer.entry, cadence } };
}

/**
 * The location of an entry on its chain: another registrar's renewals do not count. Null where only the requested key identifies
 * it (teebag).
 */
function storageKeyOf({ registrar, mrEnclave, reportData }: RegistryEntry): string | null {
  if (reportData === null) return null;
  // A sovereign entry is stored under its account, with which its report data begins; the rest of it may change.
  return registrar === null ? reportData.slice(0, 64) : [registrar, mrEnclave, reportData].join('/');
}

async function withExecution(
  { crypto }: LookUpPorts,
  profile: RegistryProfile,
  asked: LookUp,
  reading: Reading,
  view: AnsweredView,
): Promise<RegistryView> {
  if (asked.what !== 'enclave' || asked.execution === null) return view;
  return { ...view, execution: await proveExecution(reading, profile, crypto, asked.execution, asked.fresh.mrEnclave) };
}
