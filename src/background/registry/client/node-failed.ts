import type { NodeFault } from './protocol.ts';

/** A node did not give what it was asked for. Never a verdict: nothing is concluded from it. */
export class NodeFailed extends Error {
  readonly because: NodeFault;

  constructor(because: NodeFault, detail = '') {
    super(detail === '' ? because : `${because}: ${detail}`);
    this.name = 'NodeFailed';
    this.because = because;
  }
}
