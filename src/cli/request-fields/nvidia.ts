import type { AppraisalPolicy, Endorsement } from '../../verifier/index.ts';
import { testAnchor } from './anchors.ts';
import type { Family, Word } from './family.ts';
import { file, items, oneOf } from './value.ts';

type GpuPolicy = AppraisalPolicy['tees']['nvidia-gpu'];

function changed(policy: AppraisalPolicy, change: Partial<GpuPolicy>): AppraisalPolicy {
  const { 'nvidia-gpu': own } = policy.tees;
  return { ...policy, tees: { ...policy.tees, 'nvidia-gpu': { ...own, ...change } } };
}

/** Each listed file, as an endorsement of this kind. */
const files =
  (kind: string) =>
  async (word: Word): Promise<readonly Endorsement[]> =>
    (await Promise.all(items(word).map(file))).map((bytes) => ({ need: { kind }, bytes }));

/** NVIDIA: reports of GPUs and NVSwitches. */
export const nvidia: Family = {
  evidence: ['nvidia-gpu-evidence'],
  parameters: () => Promise.resolve({}),
  endorsements: {
    chain: async (word) => [{ need: { kind: 'nvidia-gpu.chain' }, bytes: await file(word) }],
    rims: files('nvidia-gpu.rim'),
    ocsp: files('nvidia-gpu.ocsp'),
    crls: files('nvidia-gpu.crl'),
  },
  anchors: {
    nvidiaDeviceRoot: async (word, pinned) => ({ ...pinned, nvidiaDeviceRoot: [await testAnchor(word)] }),
    nvidiaRimRoot: async (word, pinned) => ({ ...pinned, nvidiaRimRoot: [await testAnchor(word)] }),
  },
  policy: {
    protectedPcie: (word, policy) => changed(policy, { protectedPcie: oneOf(word, ['accept', 'warn', 'refuse']) }),
  },
  expected: {},
};
