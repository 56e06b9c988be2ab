import { defineTee } from '../../tee.ts';
import { authenticate } from './authenticate.ts';
import { NVIDIA_GPU_CHECKS } from './checks.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { readEndorsements } from './documents.ts';
import { readEvidence } from './evidence.ts';
import { missingOf, needsOf } from './need.ts';
import { NVIDIA_GPU_POLICY } from './policy.ts';

/** NVIDIA GPUs and NVSwitches of one machine: SPDM reports of Hopper, Blackwell and LS10. */
export const nvidiaGpu = defineTee({
  id: 'nvidia-gpu',
  title: 'NVIDIA GPU',
  accepts: ['nvidia-gpu-evidence'],
  recognises: () => true,
  checks: NVIDIA_GPU_CHECKS,
  policy: NVIDIA_GPU_POLICY,
  // What runs in a GPU is loaded by the guest and not measured; its firmware is NVIDIA's, and is judged as hardware.
  codeRegisters: [],
  open({ bytes }) {
    const evidence = readEvidence(bytes);
    const { length } = evidence.devices;
    return {
      format: length === 1 ? 'NVIDIA device report' : `NVIDIA device reports (${String(length)})`,
      needs: (supplied) => needsOf(evidence, supplied),
      missing: (supplied, now) => missingOf(evidence, supplied, now),
      authenticate: (appraisal) => authenticate(evidence, appraisal),
    };
  },
  documents: { [ENDORSEMENT_MEDIA_TYPE.nvidiaGpu]: readEndorsements },
});
