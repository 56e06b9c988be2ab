import { beforeEach, describe, expect, it } from 'vitest';
import type { TlsKey } from '../../verifier/protocol/index.ts';
import { memorySession } from '../testing/memory.ts';
import { attestedKeys } from './attested-keys.ts';

const SITE = 'https://enclave.test';
const GENUINE = { simulated: [] };
const TEST = { simulated: ['a test root'] };
const spki = (byte: number): TlsKey => ({ form: 'spki', spki: Uint8Array.of(byte) });

let session: ReturnType<typeof memorySession>;
let keys: ReturnType<typeof attestedKeys>;
beforeEach(() => {
  session = memorySession();
  keys = attestedKeys(session);
});
const damage = (value: unknown): void => void session.values.set('attested-keys', JSON.stringify(value));

describe('the keys that evidence of an origin named', () => {
  it('are those of that origin, in each form, each once', async () => {
    const digest = Uint8Array.of(9);
    const forms: TlsKey[] = [spki(1), { form: 'spki-sha256', digest }, { form: 'certificate-sha256', digest }];
    await keys.add(SITE, forms, GENUINE);
    await keys.add(SITE, [spki(1)], GENUINE);
    await keys.add('https://other.test', [spki(2)], GENUINE);
    expect(await keys.of(SITE, GENUINE)).toEqual(forms);
    expect(await keys.of('https://third.test', GENUINE)).toEqual([]);
  });

  it('do not count by the evidence of a test root, whose key anybody may have, unless today’s is of one', async () => {
    await keys.add(SITE, [spki(1)], TEST);
    expect(await keys.of(SITE, GENUINE)).toEqual([]);
    expect(await keys.of(SITE, TEST)).toEqual([spki(1)]);
    await keys.add(SITE, [spki(1)], GENUINE);
    expect(await keys.of(SITE, GENUINE)).toEqual([spki(1)]);
  });

  it('are sixteen of an origin and of a hundred origins, the latest', async () => {
    for (let at = 1; at <= 17; at += 1) await keys.add(SITE, [spki(at)], GENUINE);
    expect(await keys.of(SITE, GENUINE)).toEqual(Array.from({ length: 16 }, (_, at) => spki(at + 2)));
    for (let at = 0; at < 100; at += 1) await keys.add(`https://${String(at)}.test`, [spki(1)], GENUINE);
    expect(await keys.of(SITE, GENUINE)).toEqual([]);
    expect(await keys.of('https://0.test', GENUINE)).toEqual([spki(1)]);
  });

  it('are forgotten, of one origin or of all', async () => {
    await keys.add(SITE, [spki(1)], GENUINE);
    await keys.add('https://other.test', [spki(2)], GENUINE);
    await keys.forget(SITE);
    expect([await keys.of(SITE, GENUINE), await keys.of('https://other.test', GENUINE)]).toEqual([[], [spki(2)]]);
    await keys.forget(null);
    expect(await keys.of('https://other.test', GENUINE)).toEqual([]);
  });

  it.each<[unknown]>([
    ['keys'],
    [null],
    [[7, null, [SITE], [7, []]]],
    [[[SITE, 'keys']]],
    [[[SITE, [null]]]],
    [[[SITE, [{ key: 'spki 01' }]]]],
    [[[SITE, [{ key: 7, test: false }]]]],
    [[[SITE, [{ key: 'spki xy', test: false }]]]],
    [[[SITE, [{ key: 'of next year 01', test: false }]]]],
  ])('are none where storage is damaged, and are learnt again: %j', async (value) => {
    damage(value);
    expect(await keys.of(SITE, GENUINE)).toEqual([]);
    await keys.add(SITE, [spki(1)], GENUINE);
    expect(await keys.of(SITE, GENUINE)).toEqual([spki(1)]);
  });
});
