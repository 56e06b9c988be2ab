import { serve } from '../../testing/harness-tasks.ts';
import { preparePeer, type PeerInput, type PeerName } from '../bench/peers.mjs';
import { unpack } from '../bench/wire.ts';

/** Which peer is asked about which evidence. */
export type PeerQuestion = { readonly peer: PeerName; readonly input: Omit<PeerInput, 'wasm'> };

/** What the peer says: the TCB status when it names one, or its own reason for refusing. */
export type PeerAnswer =
  { readonly accepts: true; readonly status: string | null } | { readonly accepts: false; readonly words: string };

let wasm: NonNullable<PeerInput['wasm']> | undefined;

serve({
  /** The peers' WASM modules, once. */
  load: (packed: unknown): boolean => {
    wasm = unpack(packed) as NonNullable<PeerInput['wasm']>; // packed by run.ts, of the same program
    return true;
  },

  ask: async (packed: unknown): Promise<PeerAnswer> => {
    // One of the peers tells the console why it refuses.
    const { error: told } = console;
    console.error = () => undefined;
    const { peer, input } = unpack(packed) as PeerQuestion; // packed by run.ts, of the same program
    try {
      const verify = await preparePeer(peer, wasm === undefined ? input : { ...input, wasm });
      const found = await verify();
      const status = typeof found === 'object' && found !== null && 'status' in found ? String(found.status) : null;
      return { accepts: true, status };
    } catch (error) {
      const words = (error instanceof Error ? error.message : String(error)).slice(0, 200);
      return { accepts: false, words: words || 'refused without a word' };
    } finally {
      console.error = told;
    }
  },
});
