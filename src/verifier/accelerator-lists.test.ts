// Covers: accelerator-lists.ts, accelerators.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { appraiseAccelerators, type Accelerators } from './accelerators.ts';
import { listsIn } from './accelerator-lists.ts';
import { open } from './open.ts';
import { ORDINARY_POLICY } from './tees.ts';
import { testCrypto } from './testing/appraise-case.ts';
import { appraised, now } from './testing/nitro-appraised.ts';
import { deviceChain, GPU_FIELDS, sdkList, spdmReport, SWITCH_FIELDS, type ReportRequest } from './testing/nvidia/devices.ts';
import { gpuAnchors } from './testing/nvidia/machine.ts';

const nonce = new Uint8Array(32).fill(0x5a);
const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest());

describe('the lists in a section', () => {
  const textsIn = async (text: string): Promise<readonly string[]> =>
    (await listsIn(new TextEncoder().encode(text), testCrypto)).map(({ bytes }) => new TextDecoder().decode(bytes));

  it.each([
    ['two, as they stand', '{"items":[{"evidence":{"a": 1}},{"evidence":[ 2 ]}]}', ['{"a": 1}', '[ 2 ]']],
    ['none in a list', '[{"evidence":1}]', []],
    ['none in another object', '{"evidences":[]}', []],
    ['none where one has none', '{"items":[{"evidence":1},{}]}', []],
    ['none in what is no JSON', 'x', []],
  ])('are %s', async (_, section, lists) => {
    expect(await textsIn(section)).toEqual(lists);
  });
});

describe('GPUs and switches in a list each', () => {
  const chains = { gpu: deviceChain(), nvswitch: deviceChain({ chip: 'LS_10' }) };
  const listOf = (name: keyof typeof chains, change: Partial<ReportRequest> = {}): string =>
    new TextDecoder().decode(
      sdkList({
        chain: chains[name],
        nonce,
        report: spdmReport({ nonce, chain: chains[name], ...(name === 'gpu' ? {} : { fields: SWITCH_FIELDS }), ...change }),
      }),
    );
  const wrapped = (list: string): string => `{"evidences": ${list}}`;
  const failing = { fields: { ...GPU_FIELDS, 20: new Uint8Array(48) } };

  /** Two lists, each as it is, of which the guest's binding names these. */
  async function joined(lists: readonly [string, string], named: readonly string[]): Promise<Accelerators> {
    const items = lists.map((list) => `{"vendor":"nvidia","evidence":${list}}`).join(',');
    const whole = await appraised();
    const findings = whole.findings.map((one) =>
      one.check === 'binding.report-data' ? ({ check: one.check, outcome: 'pass' } as const) : one,
    );
    const keys = named.map((list) => ({ use: 'accelerators', key: sha256(new TextEncoder().encode(list)) }) as const);
    return await appraiseAccelerators({
      opening: open({ type: 'nvidia-gpu-evidence', bytes: new TextEncoder().encode(`{"items":[${items}]}`), parameters: {} }),
      endorsements: [],
      nonce,
      service: { ...whole, findings },
      binding: { layout: 'sealmark-1', origin: 'https://x.test', nonce, keys },
      anchors: gpuAnchors,
      policy: ORDINARY_POLICY,
      now,
      clockChanged: false,
      crypto: testCrypto,
    });
  }
  const gpu = wrapped(listOf('gpu'));
  const nvswitch = wrapped(listOf('nvswitch'));

  it('are named when each of the two is, exactly as it was sent', async () => {
    const both = await joined([gpu, nvswitch], [nvswitch, gpu]);
    expect(both).toMatchObject({ level: 'named', namedBy: 'binding', result: { claims: { details: { devices: 2 } } } });
    expect(await joined([gpu, nvswitch], [gpu, nvswitch.replace(': ', ':')])).toMatchObject({
      level: 'answering',
      namedBy: null,
    });
  });

  it.each([[[gpu]], [[nvswitch]], [[]]])('are not named when only some are', async (named) => {
    expect(await joined([gpu, nvswitch], named)).toMatchObject({ level: 'answering', namedBy: null, machine: 'none' });
  });

  it('fail when one fails that is named, whatever stands next to it, and not when the other does', async () => {
    const bad = wrapped(listOf('gpu', failing));
    expect(await joined([bad, nvswitch], [bad])).toMatchObject({ namedBy: null, machine: 'contraindicated' });
    expect(await joined([bad, nvswitch], [nvswitch])).toMatchObject({ namedBy: null, machine: 'none' });
    expect(await joined([bad, nvswitch], [bad, nvswitch])).toMatchObject({ namedBy: 'binding', machine: 'contraindicated' });
  });
});
