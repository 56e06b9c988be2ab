import type { Anchors, AppraisalPolicy } from '../../verifier/index.ts';
import { testAnchor } from './anchors.ts';
import { values } from './every.ts';
import type { Expected, Family, Word } from './family.ts';
import { members, oneOf, refuse } from './value.ts';

const TIMES = ['now', 'document'] as const;

function certificateTime(word: Word, policy: AppraisalPolicy): AppraisalPolicy {
  return { ...policy, tees: { ...policy.tees, nitro: { ...policy.tees.nitro, certificateTime: oneOf(word, TIMES) } } };
}

/** `{ "0": "hex", … }`: registers by their index, of the enclave or of the TPM, whichever the document is about. */
function pcrs(word: Word, _tee: string | null, format: string | null): Partial<Expected> {
  const prefix = format?.includes('NitroTPM') === true ? 'TPM_PCR' : 'PCR';
  const registers = members(word).map((member) => {
    if (!/^(?:[0-9]|[12][0-9]|3[01])$/.test(member.name)) refuse(member.path, 'not a register from 0 to 31');
    return [`${prefix}${member.name}`, values(member)] as const;
  });
  return { registers: Object.fromEntries(registers) };
}

/** AWS: documents of Nitro enclaves and of NitroTPM. */
export const nitro: Family = {
  evidence: ['nitro-document'],
  parameters: () => Promise.resolve({}),
  endorsements: {},
  anchors: {
    awsNitroRoot: async (word: Word, pinned: Anchors): Promise<Anchors> => ({
      ...pinned,
      awsNitroRoot: [await testAnchor(word)],
    }),
  },
  // A caller who names a time means it: certificates that begin later are refused.
  terminalPolicy: (shipped: AppraisalPolicy): AppraisalPolicy => ({
    ...shipped,
    tees: { ...shipped.tees, nitro: { ...shipped.tees.nitro, timeAhead: 'refuse' } },
  }),
  policy: { certificateTime },
  expected: { pcrs },
};
