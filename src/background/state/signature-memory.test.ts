import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { digestOfQuestion, tagOfQuestion, type CryptoPort, type SignatureQuestion } from '../../verifier/index.ts';
import { noble } from '../../verifier/crypto/noble.ts';
import { memorySession } from '../testing/memory.ts';
import type { SessionArea } from './session-area.ts';
import { signatureMemory } from './signature-memory.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The 16 bytes by which a question is found, and one more. */
const question = (index: number, end = 0): SignatureQuestion => ({
  algorithm: 'ed25519',
  spki: Uint8Array.of(7),
  signature: Uint8Array.from([index >> 8, index & 0xff, ...new Uint8Array(14), end]),
  message: Uint8Array.of(1, 2, 3),
});

/** A worker's memory that has read what earlier ones wrote. */
async function worker(area: SessionArea, crypto = noble): Promise<ReturnType<typeof signatureMemory>> {
  const memory = signatureMemory(area, crypto);
  await vi.advanceTimersByTimeAsync(0);
  return memory;
}

/** Until everything new was digested and written. */
async function written(area: SessionArea): Promise<unknown> {
  await vi.advanceTimersByTimeAsync(1000);
  await vi.advanceTimersByTimeAsync(0);
  return await area.get('signatures');
}

describe('signatures that verified', () => {
  it('are known to the next worker', async () => {
    const area = memorySession();
    const first = await worker(area);
    first.normal.add(question(1));
    expect(await written(area)).toHaveLength(1);
    const next = await worker(area);
    expect([await next.normal.has(question(1)), await next.private.has(question(1))]).toEqual([true, true]);
  });

  it('are known to this worker at once, before anything is written', async () => {
    const { normal } = await worker(memorySession());
    normal.add(question(1));
    expect(normal.has(question(1))).toBe(true);
  });

  it('are digested only when the next worker is asked about one that begins alike', async () => {
    const area = memorySession();
    (await worker(area)).normal.add(question(1));
    expect(await written(area)).toHaveLength(1);
    const digest = vi.fn<CryptoPort['digest']>((...asked) => noble.digest(...asked));
    const next = await worker(area, { ...noble, digest });
    expect(next.normal.has(question(2))).toBe(false);
    expect(digest).not.toHaveBeenCalled();
    expect(await next.normal.has(question(1))).toBe(true);
    expect(digest).toHaveBeenCalledTimes(1);
    expect(next.normal.has(question(1))).toBe(true);
    expect(digest).toHaveBeenCalledTimes(1);
  });

  it('of an earlier worker answer for no other question, however alike', async () => {
    const area = memorySession();
    (await worker(area)).normal.add(question(1));
    expect(await written(area)).toHaveLength(1);
    const { normal } = await worker(area);
    expect(await normal.has(question(1, 9))).toBe(false);
    expect(await normal.has({ ...question(1), message: Uint8Array.of(1, 2, 4) })).toBe(false);
    expect(await normal.has({ ...question(1), spki: Uint8Array.of(8) })).toBe(false);
    expect(await normal.has({ ...question(1), algorithm: 'ed25519-sha3-512' })).toBe(false);
  });

  it('in a private window leave nothing behind, in this worker or for the next', async () => {
    const area = memorySession();
    const memory = await worker(area);
    memory.private.add(question(1));
    await vi.advanceTimersByTimeAsync(5000);
    expect([memory.normal.has(question(1)), memory.private.has(question(1))]).toEqual([false, false]);
    expect(await area.keys()).toEqual([]);
  });

  it('asked about in a private window are not remembered anew', async () => {
    const area = memorySession();
    (await worker(area)).normal.add(question(1));
    expect(await written(area)).toHaveLength(1);
    const memory = await worker(area);
    await memory.private.has(question(1));
    expect(memory.private.has(question(1))).toBeInstanceOf(Promise);
  });

  it('are at most 4000 for the next worker, the newest', async () => {
    const area = memorySession();
    const digests = Array.from({ length: 4000 }, (_, index) => `${tagOfQuestion(question(index))} ${'0'.repeat(64)}`);
    await area.set({ signatures: digests });
    const memory = await worker(area);
    memory.normal.add(question(5000));
    const newest = `${tagOfQuestion(question(5000))} ${await digestOfQuestion(question(5000), noble)}`;
    expect(await written(area)).toEqual([...digests.slice(1), newest]);
  });

  it('wait to be written, 200 at most, whatever a site makes us verify at once', async () => {
    const area = memorySession();
    const { normal } = await worker(area);
    for (let index = 0; index < 300; index += 1) normal.add(question(index));
    expect(await written(area)).toHaveLength(200);
  });

  it('are forgotten by this worker when their bytes exceed a megabyte, oldest first', async () => {
    const { normal } = await worker(memorySession());
    const large = (index: number): SignatureQuestion => ({ ...question(index), message: new Uint8Array(60_000) });
    for (let index = 0; index < 20; index += 1) normal.add(large(index));
    expect([normal.has(large(0)), normal.has(large(19))]).toEqual([false, true]);
  });

  it('are not read from a record of another form', async () => {
    const area = memorySession();
    const digest = await digestOfQuestion(question(1), noble);
    await area.set({ signatures: [digest, 7, null, `${tagOfQuestion(question(1))} ${digest} `, { digest }] });
    const { normal } = await worker(area);
    expect(normal.has(question(1))).toBe(false);
  });
});
