import { expect, vi } from 'vitest';
import { instant, type Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { rateLimit, type RestMemory } from '../endorsements/rate-limit.ts';
import type { EndorsementSource, Fetched } from '../endorsements/source.ts';

/** The VCEK of this chip. */
export const need = (chipId: string): Need => ({ kind: 'snp.vek', chipId });

/** A refusal by the service. @param facts its status, and how long it asks to wait */
export const problem = (facts: Problem['facts']): Problem => ({ code: 'net.status', fault: 'vendor', remedy: 'retry', facts });

/** Nobody aborts. */
export const signal = new AbortController().signal;

/** A fixed clock, a service that answers what it is told, and a memory. */
export function bench(stored: unknown = null) {
  let time = 1_000_000;
  const asked: { readonly need: Need; readonly signal: AbortSignal; answer: (value: Fetched | Problem) => void }[] = [];
  const source: EndorsementSource = {
    id: 'test',
    gives: 'manufacturer',
    hosts: ['https://vendor.example'],
    reveals: 'chip',
    answers: () => true,
    lasts: () => false,
    fetch: (wanted, ended) =>
      new Promise((resolve, reject) => {
        asked.push({ need: wanted, signal: ended, answer: resolve });
        ended.addEventListener('abort', () => {
          reject(ended.reason instanceof Error ? ended.reason : new Error('aborted'));
        });
      }),
  };
  const written: unknown[] = [];
  const memory: RestMemory = {
    read: () => Promise.resolve(stored),
    write: (value) => {
      written.push(value);
      return Promise.resolve();
    },
  };
  const asking = rateLimit(() => instant(time), memory);
  const good = (wanted: Need): Fetched => ({ endorsement: { need: wanted, bytes: Uint8Array.of(1) }, expires: instant(9e12) });
  /** Asks, and lets the service answer at once when it is asked. */
  async function once(
    answer: Fetched | Problem,
    chip = 'a',
    site: string | null = null,
  ): Promise<{ readonly result: Fetched | Problem; readonly asked: boolean }> {
    const before = asked.length;
    const result = asking.ask(source, need(chip), signal, site);
    // Whichever comes first: the service is asked, or there is an answer without it.
    let done = false;
    void result.finally(() => (done = true));
    await vi.waitFor(
      () => {
        expect(done || asked.length > before).toBe(true);
      },
      { timeout: 20_000 },
    );
    asked[before]?.answer(answer);
    return { result: await result, asked: asked.length > before };
  }
  return { asking, source, asked, written, good, once, pass: (milliseconds: number) => (time += milliseconds) };
}
