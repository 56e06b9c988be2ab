import { TIMESTAMP_KEY } from '../../verifier/chain/index.ts';
import { Malformed, type Instant } from '../../verifier/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryAnswer, RegistryEntry, RegistryView } from '../api/registry-view.ts';
import type { Records } from '../state/records.ts';
import { cadenceOf } from './cadence.ts';
import { NodeFailed } from './client/node-failed.ts';
import { unlessFrozen } from './enclave-answer.ts';
import { proveExecution } from './execution.ts';
import { lookFor, type Look } from './looks.ts';
import type { Reading, ReadOutcome } from './outcome.ts';
import type { LookUp } from './question.ts';
import { readChain, type ReadPorts } from './reading.ts';
import { failed } from './source.ts';
import type { Sightings } from './stored.ts';
import { unreachableOf } from './usable-nodes.ts';
import { answeredView, chainOf, silentView, timeOf } from './view.ts';

export type LookUpPorts = Omit<ReadPorts, 'progress'> & {
  readonly sightings: Records<Sightings>;
  now(): Instant;
};

type Seen = (view: RegistryView) => void;
type Answered = Extract<RegistryView, { readonly at: 'answered' }>;

/** Looks one thing up on one chain: reads at the highest level that can be had, judges, and makes the row of it. */
export async function lookUp(ports: LookUpPorts, profile: RegistryProfile, asked: LookUp, seen: Seen): Promise<RegistryView> {
  const look = lookFor(asked, profile);
  if (look === null) return failed(profile, asked, ports.now());
  const progress: ReadPorts['progress'] = ({ setId, finalized }) => {
    seen({ at: 'asking', chain: chainOf(profile, null), progress: { setId, block: finalized.number } });
  };
  const outcome: ReadOutcome = await readChain({ ...ports, progress }, profile, [...look.keys, TIMESTAMP_KEY]);
  if (outcome.at !== 'read') return silentView(profile, look.asked, outcome, ports.now());
  try {
    const view = await judged(ports, profile, look, outcome);
    return await withExecution(ports, profile, asked, outcome, view);
  } catch (error) {
    if (!(error instanceof Malformed) && !(error instanceof NodeFailed)) throw error;
    const because = error instanceof NodeFailed ? unreachableOf(error) : 'malformed-answer';
    return silentView(profile, look.asked, { at: 'unreachable', because }, ports.now());
  }
}

async function judged(ports: LookUpPorts, profile: RegistryProfile, look: Look, reading: Reading): Promise<Answered> {
  if (!(await look.confirm(reading))) throw new NodeFailed('malformed-answer', 'two readings of one entry differ');
  const now = ports.now();
  const answer = unlessFrozen(look.judge(reading), timeOf(reading), now);
  return answeredView(profile, look.asked, reading, await withCadence(ports, profile, look, answer), now);
}

async function withCadence(
  { sightings }: LookUpPorts,
  { id }: RegistryProfile,
  { asked }: Look,
  answer: RegistryAnswer,
): Promise<RegistryAnswer> {
  if (answer.kind !== 'current' && answer.kind !== 'stale') return answer;
  const cadence = await cadenceOf(sightings, `${id}/${placeOf(answer.entry) ?? asked.key}`, answer.entry);
  return { ...answer, entry: { ...answer.entry, cadence } };
}

/**
 * Where on its chain an entry stands: its renewals are not those of another registrar's. Null where only the key that was
 * asked for says so (teebag).
 */
function placeOf({ registrar, mrEnclave, reportData }: RegistryEntry): string | null {
  if (reportData === null) return null;
  // A sovereign entry stands under its account, with which its report data begins; the rest of it may change.
  return registrar === null ? reportData.slice(0, 64) : [registrar, mrEnclave, reportData].join('/');
}

async function withExecution(
  { crypto }: LookUpPorts,
  profile: RegistryProfile,
  asked: LookUp,
  reading: Reading,
  view: Answered,
): Promise<RegistryView> {
  if (asked.what !== 'enclave' || asked.execution === null) return view;
  return { ...view, execution: await proveExecution(reading, profile, crypto, asked.execution, asked.fresh.mrEnclave) };
}
