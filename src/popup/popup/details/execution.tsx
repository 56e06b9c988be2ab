import type { JSX } from 'preact';
import type { ExecutionProof } from '../../../background/api/registry-view.ts';
import { Copyable } from '../../shared/parts/copyable.tsx';
import { fill } from '../../words/fill.ts';
import { EXECUTION_ROWS, REGISTRY_ROWS } from '../../words/pages/details.ts';
import { EXECUTION_MEANS, executionSentence, PROOF_WORDS } from '../../words/registry-details.ts';
import { Block } from './block.tsx';
import { Facts } from '../../shared/result/section.tsx';

/** The publication that a site points to: which hash, by which code, when, and how far that is proven. */
export function Execution({ execution, now }: { execution: ExecutionProof; now: number }): JSX.Element {
  return (
    <div class="execution">
      <h3>{EXECUTION_ROWS.title}</h3>
      <p>{executionSentence(execution)}</p>
      {execution.kind !== 'unreachable' && (
        <Facts
          rows={[
            [REGISTRY_ROWS.block, <Block key="block" block={execution.block} explorer={null} now={now} />],
            [EXECUTION_ROWS.event, execution.eventIndex],
            [fill(REGISTRY_ROWS.level, { level: execution.level }), PROOF_WORDS[execution.level]],
          ]}
        />
      )}
      {execution.kind === 'published' && (
        <>
          <Copyable name={EXECUTION_ROWS.hash} value={execution.hash} />
          <Copyable
            name={EXECUTION_ROWS.by}
            about={execution.sameCode ? EXECUTION_ROWS.sameCode : EXECUTION_ROWS.otherCode}
            value={execution.mrEnclave}
          />
          {execution.data !== '' && (
            <Copyable name={EXECUTION_ROWS.data} about={EXECUTION_ROWS.dataAbout} value={execution.data} />
          )}
          <p class="note">{EXECUTION_MEANS}</p>
        </>
      )}
    </div>
  );
}
