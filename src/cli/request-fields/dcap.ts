import {
  anyTees,
  endorsementsIn,
  suppliedBy,
  type AppraisalPolicy,
  type Endorsement,
  type Opening,
} from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import { testAnchor } from './anchors.ts';
import { values } from './every.ts';
import type { Expected, Family, Word } from './family.ts';
import { file, oneOf } from './value.ts';

/**
 * The caller says that this is the collateral of this quote, so every part answers the quote's own need of its kind: one for
 * another platform is then a failed check, not a missing one. Unreadable parts fail where they are judged.
 */
async function dcapCollateral(word: Word, opening: Opening): Promise<readonly Endorsement[]> {
  const bytes = await file(word);
  if (opening.at !== 'opened') return [];
  const parts = readDocument(ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes);
  if (parts === null) return opening.opened.needs([]).map((need) => ({ need, bytes }));
  const needs = opening.opened.needs(suppliedBy('caller', parts));
  return parts.map((part) => {
    const kind = part.need.kind === 'dcap.unreadable' ? part.need['of'] : part.need.kind;
    return { ...part, need: needs.find((need) => need.kind === kind) ?? part.need };
  });
}

/** A document as the TEE that knows it reads it; null when it cannot be read. */
function readDocument(mediaType: string, bytes: Uint8Array): readonly Endorsement[] | null {
  const tee = anyTees.find(({ documents }) => Object.hasOwn(documents, mediaType));
  const found = tee && endorsementsIn(tee, { mediaType, bytes });
  return found?.at === 'read' ? found.value : null;
}

async function eventLog(word: Word): Promise<readonly Endorsement[]> {
  const bytes = await file(word);
  return readDocument(ENDORSEMENT_MEDIA_TYPE.tdxEventLog, bytes) ?? [{ need: { kind: 'tdx.event-log' }, bytes }];
}

/** `report`: every status is reported, and none is worse than a warning. */
function tcb(word: Word, policy: AppraisalPolicy): AppraisalPolicy {
  if (oneOf(word, ['report', 'judge'] as const) === 'judge') return policy;
  const { sgx, tdx } = policy.tees;
  const told = { ...sgx.tcb, Revoked: 'warn' } as const;
  return { ...policy, tees: { ...policy.tees, sgx: { ...sgx, tcb: told }, tdx: { ...tdx, tcb: told } } };
}

/** MRENCLAVE of an enclave, MRTD of a TD; the run-time registers are set with `registers`. */
function measurement(word: Word, tee: string | null): Partial<Expected> {
  return { registers: { [tee === 'tdx' ? 'MRTD' : 'MRENCLAVE']: values(word) } };
}

/** Intel: SGX and TDX quotes. */
export const dcap: Family = {
  evidence: ['dcap-quote'],
  parameters: () => Promise.resolve({}),
  endorsements: { dcapCollateral, eventLog },
  anchors: {
    intelSgxRoot: async (word, pinned) => ({ ...pinned, intelSgxRoot: [await testAnchor(word)] }),
  },
  // A caller who names a time and supplies the collateral vouches for both: what is outside its dates is refused.
  terminalPolicy: ({ tees, ...policy }) => ({
    ...policy,
    tees: { ...tees, sgx: { ...tees.sgx, stale: 'refuse' }, tdx: { ...tees.tdx, stale: 'refuse' } },
  }),
  policy: { tcb },
  expected: { measurement },
};
