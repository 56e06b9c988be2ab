import type { RegistryUnreachable } from '../../api/registry-view.ts';
import type { NodeFault } from './protocol.ts';

/** A node did not supply what was requested. Never a verdict: nothing is concluded from it. */
export class NodeFailed extends Error {
  readonly because: NodeFault;

  constructor(because: NodeFault, detail = '') {
    super(detail === '' ? because : `${because}: ${detail}`);
    this.name = 'NodeFailed';
    this.because = because;
  }
}

/** What the user is told about a node that supplied nothing. */
export function unreachableOf(error: unknown): RegistryUnreachable {
  if (!(error instanceof NodeFailed)) throw error;
  return error.because === 'rpc-error' ? 'malformed-answer' : error.because;
}
