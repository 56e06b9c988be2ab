import type { RegistryUnreachable } from '../../api/registry-view.ts';
import { unreachableOf } from '../client/node-failed.ts';
import type { SubstratePort } from '../client/protocol.ts';
import { SubstrateNode } from './node.ts';

/** No more nodes than this are asked: each of them learns the requested key. */
const MAX_NODES = 3;

/** Milliseconds for a node to name its chain. */
export const FIRST_ANSWER = 5000;
/** Milliseconds for each call after that. */
export const EACH_ANSWER = 8000;

/** The nodes that named the profile's chain; `because` says what was wrong with the others, for when none is left. */
export type Usable = { readonly nodes: readonly SubstrateNode[]; readonly because: RegistryUnreachable };

/** Milliseconds to wait for the others once one has answered: a second opinion is not worth more. */
const GRACE_MS = 1500;

/**
 * Dials endpoints in parallel and keeps those of this chain, quickest first; a silent one does not delay the others. `because`
 * says why the last one was not kept, for when none was.
 */
export async function usableNodes(port: SubstratePort, endpoints: readonly string[], genesis: string): Promise<Usable> {
  const nodes: SubstrateNode[] = [];
  let because: RegistryUnreachable = 'no-endpoint';
  let first: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => (first = resolve)).then(
    () => new Promise<void>((resolve) => setTimeout(resolve, GRACE_MS)),
  );
  const asked = endpoints.filter((_, index) => index < MAX_NODES);
  const all = Promise.all(
    asked.map(async (endpoint) => {
      try {
        const found = await new SubstrateNode(port, endpoint, FIRST_ANSWER).blockHash(0);
        if (found !== genesis) {
          because = 'other-chain';
          return;
        }
        nodes.push(new SubstrateNode(port, endpoint, EACH_ANSWER));
        first();
      } catch (error) {
        because = unreachableOf(error);
      }
    }),
  );
  await Promise.race([all, enough]);
  // A copy: a node that answers later is not added to a list that others already iterate over.
  return { nodes: [...nodes], because };
}
