import { OWN_KNOWLEDGE, type AllowlistEntry } from '../api/allowlist.ts';
import type { Problem } from '../api/problem.ts';
import { DEFAULT_SETTINGS, type Settings } from '../api/settings.ts';
import type { Fault } from '../../verifier/testing/attester.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { documentAnswer } from './site.ts';
import { openTestBackground, type TestBackground } from './test-background.ts';

/** A problem as the network reports it. */
export const problem = (code: Problem['code'], facts: Problem['facts'] = {}): { readonly problem: Problem } => ({
  problem: { code, fault: 'network', remedy: 'check-network', facts },
});

/** A background whose user accepted the simulated platform's code. */
export async function knownBackground(): Promise<TestBackground> {
  const background = openTestBackground();
  await background.accept({ tee: 'sgx', registers: sgxAttester.reference });
  return background;
}

/** The simulated SGX platform's code, accepted for every site. */
export const ENTRY: AllowlistEntry = {
  id: 'entry-of-test',
  tee: 'sgx',
  registers: sgxAttester.reference,
  origins: null,
  note: '',
  addedAt: '2026-11-01T00:00:00Z',
  ...OWN_KNOWLEDGE,
};

/** The user changes some settings from their defaults. */
export const putSettings = (background: TestBackground, change: Partial<Settings>): Promise<unknown> =>
  background.calls['settings.put'].run({ ...DEFAULT_SETTINGS, ...change });

/** A site that answers truthfully, except for the fault. */
export const answering =
  (background: TestBackground, fault?: Fault): TestBackground['surroundings']['say'] =>
  (origin, nonce) =>
    Promise.resolve({
      bytes: documentAnswer({
        origin,
        nonce,
        keys: [background.surroundings.tlsKey],
        now: background.surroundings.now,
        ...(fault === undefined ? {} : { fault }),
      }),
    });

/** Makes the site answer only when told to. */
export function held(background: TestBackground): { readonly release: () => void } {
  let release = (): void => undefined;
  const free = new Promise<void>((resolve) => (release = resolve));
  const say = answering(background);
  background.surroundings.say = async (origin, nonce, signal) => {
    await free;
    return await say(origin, nonce, signal);
  };
  return {
    release: () => {
      release();
    },
  };
}
