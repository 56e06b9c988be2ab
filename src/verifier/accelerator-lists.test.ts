// Covers: accelerator-lists.ts, accelerators.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { appraiseAccelerators, type Accelerators } from './accelerators.ts';
import { listsIn } from './accelerator-lists.ts';
import { toHex } from './bytes/hex.ts';
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
    ['none where the items are no list', '{"items":{"evidence":1}}', []],
    ['none where an item is no object', '{"items":[{"evidence":1},2]}', []],
    ['each, also where two are alike', '{"items":[{"evidence":1},{"evidence":1}]}', ['1', '1']],
    ['what stands there, letters beyond ASCII and escapes too', '{"items":[{"evidence":"ü\\u0041"}]}', ['"ü\\u0041"']],
    ['none in what is no JSON', 'x', []],
  ])('are %s', async (_, section, lists) => {
    expect(await textsIn(section)).toEqual(lists);
  });
});

describe('the hash of a list', () => {
  it('is of exactly its bytes', async () => {
    const [list] = await listsIn(new TextEncoder().encode('{"items":[{"evidence":{"é": 1}}]}'), testCrypto);
    expect(list?.sha256).toBe(createHash('sha256').update('{"é": 1}').digest('hex'));
  });

  it('of evidence that is no text is that of no list', async () => {
    expect(await listsIn(Uint8Array.of(0x7b, 0xff, 0x7d), testCrypto)).toEqual([]);
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

  /** dstack’s event over this list, as it is measured. */
  const eventOf = (list: string): string =>
    toHex(new TextEncoder().encode(JSON.stringify({ evidence_sha256: toHex(sha256(new TextEncoder().encode(list))) })));

  /** Two lists, each as it is, of which the guest's binding names these, and its event log that. */
  async function joined(lists: readonly [string, string], named: readonly string[], logged?: string): Promise<Accelerators> {
    const items = lists.map((list) => `{"vendor":"nvidia","evidence":${list}}`).join(',');
    const whole = await appraised();
    const findings = whole.findings.map((one) =>
      one.check === 'binding.report-data' ? ({ check: one.check, outcome: 'pass' } as const) : one,
    );
    const log = logged === undefined ? [] : [{ register: 'GPU_ATTESTATION', value: eventOf(logged) }];
    const measured = [...(whole.claims?.measurements ?? []), ...log];
    const keys = named.map((list) => ({ use: 'accelerators', key: sha256(new TextEncoder().encode(list)) }) as const);
    return await appraiseAccelerators({
      opening: open({ type: 'nvidia-gpu-evidence', bytes: new TextEncoder().encode(`{"items":[${items}]}`), parameters: {} }),
      endorsements: [],
      nonce,
      service: { ...whole, findings, claims: whole.claims && { ...whole.claims, measurements: measured } },
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

  it('are named by the log as by the binding, and fail as those that it names', async () => {
    expect(await joined([gpu, nvswitch], [nvswitch], gpu)).toMatchObject({ level: 'named', namedBy: 'event-log' });
    expect(await joined([gpu, nvswitch], [], gpu)).toMatchObject({ level: 'answering', namedBy: null, machine: 'none' });
    const bad = wrapped(listOf('gpu', failing));
    expect(await joined([bad, nvswitch], [], bad)).toMatchObject({ namedBy: null, machine: 'contraindicated' });
  });

  it('are not named where a name is of both joined, or of neither', async () => {
    expect(await joined([gpu, nvswitch], [`${gpu},${nvswitch}`])).toMatchObject({ namedBy: null });
    expect(await joined([gpu, gpu], [gpu])).toMatchObject({
      namedBy: 'binding',
      result: { claims: { details: { devices: 1 } } },
    });
  });
});
