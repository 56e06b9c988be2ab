import { NodeFailed } from '../client/node-failed.ts';
import type { SubstrateNode } from './node.ts';

/** The first answer from any of the nodes, asked one after the other; throws the last failure when there is none. */
export async function firstOf<T>(nodes: readonly SubstrateNode[], ask: (node: SubstrateNode) => Promise<T>): Promise<T> {
  let failure: unknown = new NodeFailed('connection-refused', 'nobody to ask');
  for (const node of nodes) {
    try {
      return await ask(node);
    } catch (error) {
      if (!(error instanceof NodeFailed)) throw error;
      failure = error;
    }
  }
  throw failure;
}
