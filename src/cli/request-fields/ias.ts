import type { AppraisalPolicy, Endorsement, JsonObject } from '../../verifier/index.ts';
import { values } from './every.ts';
import type { Expected, Family, Word } from './family.ts';
import { file, oneOf } from './value.ts';

/** `evidence.signature`: the file with the header's base64. Anything else is not a signature, as the verifier will say. */
async function parameters(evidence: JsonObject): Promise<Readonly<Record<string, string>>> {
  if (!evidence.has('signature')) return {};
  const word = { value: evidence.value('signature') ?? null, path: 'evidence.signature' };
  return {
    signature: Buffer.from(await file(word))
      .toString('latin1')
      .trim(),
  };
}

const certificate =
  (kind: 'ias.signing-certificate' | 'ias.signing-ca') =>
  async (word: Word): Promise<readonly Endorsement[]> => [{ need: { kind }, bytes: await file(word) }];

/** `document` judges the signing certificate as of the report's own time. */
function certificateTime(word: Word, policy: AppraisalPolicy): AppraisalPolicy {
  return withTime(policy, oneOf(word, ['now', 'document'] as const) === 'now' ? 'now' : 'report');
}

function withTime(policy: AppraisalPolicy, time: 'now' | 'report'): AppraisalPolicy {
  return { ...policy, tees: { ...policy.tees, ias: { ...policy.tees.ias, certificateTime: time } } };
}

/** Every status is already reported; refused are those that say the platform cannot be relied on. */
function tcb(word: Word, policy: AppraisalPolicy): AppraisalPolicy {
  oneOf(word, ['report', 'judge'] as const);
  return policy;
}

/** Intel's attestation service (EPID). */
export const ias: Family = {
  evidence: ['ias-report'],
  parameters,
  endorsements: { leaf: certificate('ias.signing-certificate'), ca: certificate('ias.signing-ca') },
  anchors: {},
  terminalPolicy: (shipped) => withTime(shipped, 'now'),
  policy: { tcb, certificateTime },
  expected: { measurement: (word: Word): Partial<Expected> => ({ registers: { MRENCLAVE: values(word) } }) },
};
