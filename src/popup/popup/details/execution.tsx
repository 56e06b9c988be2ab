import type { JSX } from 'preact';
import type { ExecutionProof } from '../../../background/api/registry-view.ts';
import { Copyable } from '../../shared/parts/copyable.tsx';
import { EXECUTION_MEANS, executionSentence, PROOF_WORDS } from '../../words/registry-details.ts';
import { Block } from './block.tsx';
import { Facts } from '../../shared/result/section.tsx';

/** The publication that a site points to: which hash, by which code, when, and how far that is proven. */
export function Execution({ execution, now }: { execution: ExecutionProof; now: number }): JSX.Element {
  return (
    <div class="execution">
      <h3>Proof of Execution</h3>
      <p>{executionSentence(execution)}</p>
      {execution.kind !== 'unreachable' && (
        <Facts
          rows={[
            ['Block', <Block key="block" block={execution.block} explorer={null} now={now} />],
            ['Event', execution.eventIndex],
            [`Proof level ${execution.level}`, PROOF_WORDS[execution.level]],
          ]}
        />
      )}
      {execution.kind === 'published' && (
        <>
          <Copyable name="Published hash" value={execution.hash} />
          <Copyable
            name="By MRENCLAVE"
            about={execution.sameCode ? 'The same as just proven' : 'Not the code that was just proven'}
            value={execution.mrEnclave}
          />
          {execution.data !== '' && <Copyable name="Beside it" about="Whatever the code added" value={execution.data} />}
          <p class="note">{EXECUTION_MEANS}</p>
        </>
      )}
    </div>
  );
}
