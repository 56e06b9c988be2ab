import type { Attester } from '../../src/verifier/testing/attester.ts';
import type { TestNetwork } from '../network.ts';
import { buildNotes } from './build.ts';
import { startNotes } from './service.ts';
import { startTwin, type Twin } from './twin.ts';

/** A small real application, locked at strict, and its twin under the same name. */
export type Notes = {
  readonly host: string;
  readonly origin: string;
  /** What the builder warned of. */
  readonly warnings: readonly string[];
  readonly twin: Twin;
  /** From now on every connection ends there. */
  readonly through: (whom: 'service' | 'twin') => void;
  readonly close: () => Promise<void>;
};

/** Builds it, starts it in a simulated enclave, and starts its twin; at first connections end in the service. */
export async function openNotes(network: TestNetwork, platform: Attester, host: string): Promise<Notes> {
  const origin = `https://${host}`;
  const [own, others] = [network.named(host), network.named(host)];
  const { folder, warnings, remove } = await buildNotes();
  const service = await startNotes(folder, origin, own, platform);
  const twin = await startTwin(host, service.port, others);
  own.route(service.port);
  return {
    host,
    origin,
    warnings,
    twin,
    through: (whom) => {
      own.route(whom === 'twin' ? twin.port : service.port);
      service.disconnect();
      twin.disconnect();
    },
    close: async () => {
      await twin.close();
      await service.close();
      remove();
    },
  };
}
