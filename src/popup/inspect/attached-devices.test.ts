// Covers: recognise.ts, appraise-dropped.ts, forms/cmw.ts, forms/find-evidence.ts
import { describe, expect, it } from 'vitest';
import { now, request, text } from '../../../testing/screens/samples.ts';
import { concat, toHex, type Anchors } from '../../verifier/index.ts';
import { compactOf } from '../../verifier/substrate/index.ts';
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

  const list = new TextDecoder().decode(attestGpu({ nonce: request.nonce, now, size: { gpus: 2, switches: 0 } }).evidence);
  const quote = { intel_quote: toHex(attested.evidence) };
  /** As text, for what the answer says of the list is compared as it was sent. */
  const answer = (members: string): Uint8Array => text(`${JSON.stringify(quote).slice(0, -1)},${members}}`);
  const evidenceList = `{"nonce":"${toHex(request.nonce)}","arch":"HOPPER","evidence_list":${list}}`;

  it.each([
    ['Chutes’, a list', `"gpu_evidence":${list}`],
    ['Tinfoil’s, a list under a name', `"gpu":{"evidences":${list}}`],
    ['NRAS’s request as an object', `"nvidia_payload":${evidenceList}`],
    ['the same beside the quote itself', evidenceList.slice(1, -1)],
    ['further in', `"info":{"machine":{"devices":${list}}}`],
  ])('are one list, however the answer holds it: %s', async (_, members) => {
    const { type, accelerators } = await seen(answer(members));
    expect(type).toBe('dcap-quote');
    expect(accelerators).toMatchObject({ level: 'genuine', result: { claims: { details: { devices: 2 } } } });
    expect(accelerators?.result.findings.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  const damaged = list.replace('"evidence":"E', '"evidence":"A');

  it.each([
    ['a list of which one is damaged', `"gpu_evidence":${damaged}`],
    ['a list that is cut off', `"nvidia_payload":${JSON.stringify(list.slice(0, -300))}`],
    ['a list without one', '"nvidia_payload":{"evidence_list":[],"arch":"HOPPER","nonce":"00","certificate":"","evidence":""}'],
  ])('that are damaged are seen, and prove nothing: %s', async (_, members) => {
    const { type, accelerators } = await seen(answer(members));
    expect(type).toBe('dcap-quote');
    expect(accelerators).toMatchObject({ level: 'unproven', machine: 'none', result: { claims: null } });
    expect(accelerators && acceleratorSentence(accelerators, 'of-a-file')).toMatch(
      /^The GPU reports in this file cannot be read\./,
    );
  });

  it('that are damaged are not those that are left', () => {
    expect(look(text(damaged))).toMatchObject({ recognised: { opening: { at: 'malformed' } } });
  });

  const both = attestGpu({ nonce: request.nonce, now, size: { gpus: 1, switches: 1 } }).evidence;
  const switches = JSON.stringify((JSON.parse(new TextDecoder().decode(both)) as readonly unknown[]).slice(1));

  it.each([
    ['Tinfoil’s', `"gpu":{"evidences":${list}},"nvswitch":{"evidences":${switches}}`],
    ['two lists', `"gpu_evidence":${list},"switch_evidence":${switches}`],
    ['a request and a list', `"nvidia_payload":${JSON.stringify(evidenceList)},"switch_evidence":${switches}`],
  ])('are one machine’s with the switches between them, in a list of their own: %s', async (_, members) => {
    const { accelerators } = await seen(answer(members));
    expect(accelerators).toMatchObject({ level: 'genuine', result: { claims: { details: { devices: 3 } } } });
  });

  it('are none that are known where two reports stand alone: no list says that they are all', async () => {
    const reports = (JSON.parse(list) as readonly { readonly evidence: string }[]).map(({ evidence }) => evidence);
    const { type, accelerators } = await seen(answer(`"gpu0":"${reports[0] ?? ''}","gpu1":"${reports[1] ?? ''}"`));
    expect([type, accelerators]).toEqual(['dcap-quote', null]);
  });

  it('prove nothing where the switches between them are damaged', async () => {
    const { accelerators } = await seen(
      answer(`"gpu":{"evidences":${list}},"nvswitch":{"evidences":${switches.replace('"evidence":"E', '"evidence":"A')}}`),
    );
    expect(accelerators).toMatchObject({ level: 'unproven', machine: 'none' });
  });
});

describe('the machines of a fleet', () => {
  it('are each with its own devices when one is chosen, and with none of another’s', () => {
    const quotes = [0, 1].map((at) =>
      tdxAttester.attest({ ...request, reportData: request.reportData.map((byte) => byte ^ at) }),
    );
    const lists = [gpus(), gpus('other-machine')].map(({ evidence }) => new TextDecoder().decode(evidence));
    const machine = (at: number, own: number | null): string =>
      `{"quote":"${toHex(quotes[at]?.evidence ?? new Uint8Array())}"${own === null ? '' : `,"gpu_evidence":${lists[own] ?? ''}`}}`;
    const { recognised, choices } = look(
      text(`{"evidence":[${machine(0, 1)},${machine(1, null)}],"gpu_evidence":${lists[0] ?? ''}}`),
    );
    expect(recognised).toBeNull();
    expect(choices.map(({ what }) => what)).toEqual([
      'TDX quote v4, TD report 1.0 in JSON (evidence[0].quote)',
      'TDX quote v4, TD report 1.0 in JSON (evidence[1].quote)',
    ]);
    const devicesOf = (at: number) => choices[at]?.recognised.attachedDevices?.opening;
    expect(devicesOf(0)).toMatchObject({ at: 'opened', evidence: { bytes: text(lists[1] ?? '') } });
    expect(devicesOf(1)).toBeUndefined();
  });

  it('are each with its own devices where those are damaged', () => {
    const quotes = [0, 1].map((at) =>
      toHex(tdxAttester.attest({ ...request, reportData: request.reportData.map((byte) => byte ^ at) }).evidence),
    );
    const damaged = new TextDecoder().decode(gpus().evidence).replace('"evidence":"E', '"evidence":"A');
    const machines = quotes.map((quote, at) => `{"quote":"${quote}"${at === 0 ? `,"gpu_evidence":${damaged}` : ''}}`);
    const { choices } = look(text(`{"evidence":[${machines.join(',')}]}`));
    expect(choices.map(({ recognised }) => recognised.attachedDevices?.opening.at)).toEqual(['malformed', undefined]);
  });
});

describe('dstack’s answer to Attest', () => {
  const versioned = concat(Uint8Array.of(0, 0), compactOf(attested.evidence.length), attested.evidence, Uint8Array.of(0));
  const bundle = (format: string, evidence: Uint8Array): object => ({ vendor: 'nvidia', format, evidence: toHex(evidence) });
  const record = bundle('nvidia-nvattest-boottime-json-v1', json({ claims: [], detached_eat: [['JWT', 'a.b.c'], {}] }));
  const reports = bundle('nvidia-nvattest-collect-evidence-json-v1', gpus().evidence);
  const attestation = toHex(versioned);

  it.each([
    ['a list', [record]],
    ['no record', []],
    ['a text, as of its first days', JSON.stringify({ claims: [], detached_eat: [] })],
  ])('is its quote; the record of the guest’s start is no evidence of devices: %s', async (_, boottime) => {
    const answer = await seen(json({ attestation, boottime_gpu_evidence: boottime }));
    expect(answer).toEqual({ type: 'dcap-quote', accelerators: null });
  });

  it('with the answer to AttestGpu, beside it or in it, is its quote with those devices', async () => {
    const attest = { attestation, boottime_gpu_evidence: [record] };
    for (const whole of [
      { ...attest, bundles: [reports] },
      { attest, gpu: { bundles: [reports] } },
    ])
      expect(await seen(json(whole))).toMatchObject({ type: 'dcap-quote', accelerators: { level: 'genuine' } });
  });
});
