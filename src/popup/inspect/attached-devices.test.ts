// Covers: recognise.ts, appraise-dropped.ts, forms/cmw.ts, forms/find-evidence.ts
import { describe, expect, it } from 'vitest';
import { now, request, text } from '../../../testing/screens/samples.ts';
import { toHex, type Anchors } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, writeDocument } from '../../verifier/protocol/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { attestGpu, gpuAnchors, type GpuFault } from '../../verifier/testing/nvidia/machine.ts';
import { acceleratorSentence } from '../words/accelerators.ts';
import { appraiseDropped } from './appraise-dropped.ts';
import { look } from './recognise.ts';

const attested = tdxAttester.attest(request);
const { nvidiaDeviceRoot, nvidiaRimRoot } = gpuAnchors;
const anchors: Anchors = { ...tdxAttester.anchors, nvidiaDeviceRoot, nvidiaRimRoot };
const gpus = (fault?: GpuFault) => attestGpu({ nonce: request.nonce, now, ...(fault === undefined ? {} : { fault }) });

/** A site's document with these GPUs attached to its processor's evidence. */
function documentWith({ evidence, endorsements }: ReturnType<typeof gpus>): Record<string, unknown> {
  const bytes = writeDocument({
    evidence: { type: 'dcap-quote', bytes: attested.evidence, parameters: {} },
    binding: null,
    challenge: null,
    endorsements: [...attested.endorsements, { mediaType: ENDORSEMENT_MEDIA_TYPE.nvidiaGpu, bytes: endorsements }],
    execution: null,
    registered: null,
    accelerators: { type: 'nvidia-gpu-evidence', bytes: evidence, parameters: {} },
  });
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));

async function seen(file: Uint8Array, roots = anchors, at = Number(now)) {
  const { recognised } = look(file);
  if (recognised === null) throw new Error('not recognised');
  const { accelerators } = await appraiseDropped(recognised, { anchors: roots, references: [] }, [], null, at);
  return { type: recognised.evidence.type, accelerators };
}

describe('GPUs attached to a processor’s evidence in a file', () => {
  it('are appraised with it, but never said to have answered a visit', async () => {
    const { type, accelerators } = await seen(json(documentWith(gpus())));
    expect(type).toBe('dcap-quote');
    expect(accelerators).toMatchObject({ level: 'genuine', namedBy: null, machine: 'none' });
    expect(accelerators && acceleratorSentence(accelerators, 'of-a-file')).toMatch(/^NVIDIA GH100: genuine.*is not proven$/);
  });

  it('that fail are reported, and leave the processor’s verdict alone', async () => {
    const { accelerators } = await seen(json(documentWith(gpus('revoked'))));
    expect(accelerators).toMatchObject({ machine: 'none' });
    expect(accelerators?.result.tier).toBe('contraindicated');
  });

  it('are not mistaken for it if they come first', async () => {
    const { __cmwc_t, accelerators, ...others } = documentWith(gpus());
    expect((await seen(json({ __cmwc_t, accelerators, ...others }))).type).toBe('dcap-quote');
  });

  it('are found in a service’s answer, unless there are several that differ', async () => {
    const answer = { intel_quote: toHex(attested.evidence), nvidia_payload: new TextDecoder().decode(gpus().evidence) };
    expect((await seen(json(answer))).accelerators).toMatchObject({ level: 'genuine' });
    const other = new TextDecoder().decode(gpus('other-machine').evidence);
    expect((await seen(json({ ...answer, all_attestations: [{ nvidia_payload: other }] }))).accelerators).toBeNull();
    expect((await seen(gpus().evidence)).accelerators).toBeNull();
  });
});
