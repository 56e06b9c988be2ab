// Covers: appraise.ts, anchors/anchor.ts
import { describe, expect, it } from 'vitest';
import type { Anchors } from './anchors/anchor.ts';
import { noAnchors, testAnchor } from './testing/attester.ts';
import { deviceChain, sdkList } from './testing/nvidia/devices.ts';
import * as gpu from './testing/nvidia/appraised.ts';
import { DRIVER_RIM, rimChain, rimFile, rimRoot, VBIOS_RIM } from './testing/nvidia/rim-writer.ts';
import { expectNoUnmarkedPass, marked, passed, pinned } from './testing/two-roots.ts';

describe('nvidia-gpu: a document of NVIDIA’s under the other root', () => {
  const developer = 'a developer';
  const anchors: Anchors = {
    ...noAnchors,
    nvidiaDeviceRoot: [
      pinned(deviceChain().root.certificate),
      testAnchor('developer', deviceChain({ seed: developer }).root.certificate),
    ],
    nvidiaRimRoot: [pinned(rimRoot().certificate), testAnchor('developer', rimRoot(developer).certificate)],
  };
  const chains = { release: deviceChain(), developer: deviceChain({ seed: developer, device: 'developer' }) };
  const signers = { release: rimChain(), developer: rimChain({ seed: developer }) };
  type Whose = keyof typeof chains;
  const rims = (whose: Whose) =>
    [VBIOS_RIM, DRIVER_RIM].map((request) => gpu.rim(rimFile({ ...request, chain: signers[whose] })));
  const appraisedWith = (devices: readonly Whose[], files: Whose, answers: Whose) =>
    gpu.appraisedBytes(sdkList(...devices.map((whose) => gpu.item(chains[whose]))), {
      anchors,
      endorsements: [...rims(files), ...gpu.answersFor(chains[answers]), ...gpu.rimAnswers(signers[files])],
    });

  it('simulates a device, a reference file and a machine with one part under the developer’s root', async () => {
    expect(marked(await appraisedWith(['release'], 'release', 'release'))).toBe(false);
    for (const [devices, files] of [
      [['developer'], 'developer'],
      [['developer'], 'release'],
      [['release'], 'developer'],
      [['release', 'developer'], 'release'],
    ] as const) {
      const result = await appraisedWith(devices, files, devices.some((one) => one === 'developer') ? 'developer' : 'release');
      expect([passed(result, 'nvidia.chain.root', 'nvidia.rim.signature'), marked(result)]).toEqual([true, true]);
    }
  });

  it('an answer counts for neither', async () => {
    for (const [device, answers] of [
      ['release', 'developer'],
      ['developer', 'release'],
    ] as const) {
      const result = await appraisedWith([device], device, answers);
      expect(passed(result, 'nvidia.chain.revocation')).toBe(false);
    }
  });

  it.each(['brom', 'provisioner', 'identity'] as const)('a part of the chain counts for neither: %s', async (location) => {
    const mixed = deviceChain({ signWith: { [location]: chains.developer.root.key } });
    const result = await gpu.appraisedBytes(sdkList(gpu.item(mixed)), { anchors });
    expectNoUnmarkedPass(result, 'nvidia.chain.certificates');
    expect(passed(result, 'nvidia.chain.certificates')).toBe(false);
  });
});
