import type { Problem } from '../api/problem.ts';
import type { Fault } from '../../verifier/testing/attester.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { documentAnswer } from './site.ts';
import { openWorld, type World } from './world.ts';

/** A problem as the network gives it. */
export const problem = (code: Problem['code'], facts: Problem['facts'] = {}): { readonly problem: Problem } => ({
  problem: { code, fault: 'network', remedy: 'check-network', facts },
});

/** A world in which the user accepted the simulated platform's code. */
export async function knownWorld(): Promise<World> {
  const world = openWorld();
  await world.accept({ tee: 'sgx', registers: sgxAttester.reference });
  return world;
}

/** A site that answers truthfully, but for the fault. */
export const answering =
  (world: World, fault?: Fault): World['around']['say'] =>
  (origin, nonce) =>
    Promise.resolve({
      bytes: documentAnswer({
        origin,
        nonce,
        keys: [world.around.tlsKey],
        now: world.around.now,
        ...(fault === undefined ? {} : { fault }),
      }),
    });

/** Makes the site answer only when told to. */
export function held(world: World): { readonly release: () => void } {
  let release = (): void => undefined;
  const free = new Promise<void>((resolve) => (release = resolve));
  const say = answering(world);
  world.around.say = async (origin, nonce, signal) => {
    await free;
    return await say(origin, nonce, signal);
  };
  return {
    release: () => {
      release();
    },
  };
}
