import { toBase64 } from '../../src/verifier/bytes/base64.ts';
import type { AmdAnchors, Anchor } from '../../src/verifier/index.ts';
import type { TestAnchor } from '../../src/background/api/settings.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { attesters } from '../../src/verifier/testing/attesters/all.ts';
import { gpuAnchors } from '../../src/verifier/testing/nvidia/machine.ts';
import { sgxAttester } from '../../src/verifier/testing/attesters/dcap.ts';

export { attesters };

/** The attester for tests in which the TEE does not matter. */
export const platform: Attester = sgxAttester;

const text = ({ certificate }: Anchor): string => toBase64(certificate);

/** The anchors of an attester as the developer setting that adds them, one record per root. */
export function anchorSettings({ anchors, tee }: Pick<Attester, 'anchors' | 'tee'>): readonly TestAnchor[] {
  const name = `Sealmark test authority, ${tee}`;
  const single = (slot: TestAnchor['slot'], roots: readonly Anchor[]): readonly TestAnchor[] =>
    roots.map((root) => ({ slot, name, certificates: [text(root)] }));
  const triple = (slot: TestAnchor['slot'], roots: readonly AmdAnchors[]): readonly TestAnchor[] =>
    roots.map(({ ark, ask, asvk }) => ({ slot, name, certificates: [ark, ask, asvk].map(text) }));
  return [
    ...single('intelSgxRoot', anchors.intelSgxRoot),
    ...single('intelIasSigningCa', anchors.intelIasSigningCa),
    ...single('awsNitroRoot', anchors.awsNitroRoot),
    ...single('nvidiaDeviceRoot', anchors.nvidiaDeviceRoot),
    ...single('nvidiaRimRoot', anchors.nvidiaRimRoot),
    ...triple('amdMilan', anchors.amd.Milan),
    ...triple('amdGenoa', anchors.amd.Genoa),
    ...triple('amdTurin', anchors.amd.Turin),
  ];
}

/** All of them, each root once. */
export function allAnchorSettings(): readonly TestAnchor[] {
  const all = [...attesters, { tee: 'nvidia-gpu', anchors: gpuAnchors }].flatMap(anchorSettings);
  const key = ({ slot, certificates }: TestAnchor): string => `${slot} ${certificates.join()}`;
  return all.filter((one, index) => all.findIndex((other) => key(other) === key(one)) === index);
}
