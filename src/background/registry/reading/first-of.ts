import { NodeFailed } from '../client/node-failed.ts';
import type { SubstrateNode } from './node.ts';

/** The first answer that one of the nodes gives, asking them in turn; throws the last failure when none does. */
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
