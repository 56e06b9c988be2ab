import { fromBase64, pinnedAnchors, unlessMalformed, type AmdAnchors, type Anchor, type Anchors } from '../../verifier/index.ts';
import type { Settings, TestAnchor } from './settings.ts';

/**
 * The pinned roots together with the test anchors that a developer added. Test anchors are marked, so that anything resting on
 * one is `simulated` and never green. Unreadable anchors are left out.
 */
export function anchorsOf({ developer }: Settings): Anchors {
  const added = (slot: TestAnchor['slot']): readonly Anchor[] =>
    developer.testAnchors.filter((one) => one.slot === slot).flatMap((one) => single(one) ?? []);
  const addedAmd = (slot: TestAnchor['slot']): readonly AmdAnchors[] =>
    developer.testAnchors.filter((one) => one.slot === slot).flatMap((one) => triple(one) ?? []);
  return {
    intelSgxRoot: [...pinnedAnchors.intelSgxRoot, ...added('intelSgxRoot')],
    intelIasSigningCa: [...pinnedAnchors.intelIasSigningCa, ...added('intelIasSigningCa')],
    awsNitroRoot: [...pinnedAnchors.awsNitroRoot, ...added('awsNitroRoot')],
    nvidiaDeviceRoot: [...pinnedAnchors.nvidiaDeviceRoot, ...added('nvidiaDeviceRoot')],
    nvidiaRimRoot: [...pinnedAnchors.nvidiaRimRoot, ...added('nvidiaRimRoot')],
    amd: {
      Milan: [...pinnedAnchors.amd.Milan, ...addedAmd('amdMilan')],
      Genoa: [...pinnedAnchors.amd.Genoa, ...addedAmd('amdGenoa')],
      Turin: [...pinnedAnchors.amd.Turin, ...addedAmd('amdTurin')],
    },
  };
}

function certificates({ name, certificates: texts }: TestAnchor, suffixes: readonly string[]): readonly Anchor[] | null {
  if (texts.length !== suffixes.length) return null;
  return unlessMalformed(
    () =>
      texts.map((text, index) => ({
        name: `${name}${suffixes[index] ?? ''}`,
        certificate: fromBase64(text, name),
        test: true,
      })),
    null,
  );
}

function single(added: TestAnchor): readonly Anchor[] | null {
  return certificates(added, ['']);
}

function triple(added: TestAnchor): readonly AmdAnchors[] | null {
  const [ark, ask, asvk] = certificates(added, [' ARK', ' ASK', ' ASVK']) ?? [];
  return ark === undefined || ask === undefined || asvk === undefined ? null : [{ ark, ask, asvk }];
}
