import type { JSX } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import type { AppliedStatement, CodeDecision } from '../../../verifier/audits/index.ts';
import type { AttestationResult } from '../../../verifier/index.ts';
import type { Lexicon } from '../../words/finding.ts';
import { plain, plural } from '../../words/fill.ts';
import {
  AUDITORS,
  BY_YOU,
  CHAIN_LABEL,
  EVIDENCE_OF_FILE,
  LINK_FACTS,
  LINK_NAMES,
  LINK_STATUS,
  PUBLISHERS_WORD,
  type LinkName,
  type LinkStatus,
} from '../../words/pages/chain.ts';
import { teeName } from '../../words/tees.ts';
import { ends } from '../code-registers.ts';
import { isVendors, shortCommit } from '../code-statements.ts';
import { useLazily } from '../use-lazily.ts';
import type { Tone } from '../mark/shapes.ts';
import { chainOf, type Link } from './links.ts';
import { LINK_SHAPES } from './shapes.ts';

const TONE_OF: Readonly<Record<LinkStatus, Tone>> = {
  shown: 'green',
  warning: 'amber',
  unknown: 'grey',
  broken: 'red',
  unreached: 'grey',
};

type Props = {
  readonly result: AttestationResult;
  readonly code: CodeDecision;
  readonly lexicon: Lexicon;
  /** A test result is purple throughout. */
  readonly simulated: boolean;
  /** Evidence from a file, which nobody requested just now: only its dates can be appraised. */
  readonly ofFile?: boolean;
};

/** The chain from the chip to the reviewer, drawn; every link opens the evidence for the arrow that leads to it. */
export function Chain({ result, code, lexicon, simulated, ofFile = false }: Props): JSX.Element {
  const links = useMemo(() => chainOf(result, code, lexicon, ofFile), [result, code, lexicon, ofFile]);
  const [open, setOpen] = useState<LinkName | null>(null);
  const evidence = useLazily(() => import('./link-evidence.tsx'));
  const id = useId();
  const opened = links.find(({ name }) => name === open);
  return (
    <div class="chain">
      <ol aria-label={CHAIN_LABEL}>
        {links.map((link) => (
          <Node
            key={link.name}
            link={link}
            fact={link.name === 'evidence' && ofFile ? EVIDENCE_OF_FILE.facts[link.status] : factOf(link, result, code)}
            simulated={simulated}
            open={open === link.name}
            controls={id}
            press={() => {
              setOpen(open === link.name ? null : link.name);
            }}
          />
        ))}
      </ol>
      <div id={id}>
        {opened !== undefined && evidence !== null && (
          <evidence.LinkEvidence key={opened.name} link={opened} result={result} code={code} lexicon={lexicon} ofFile={ofFile} />
        )}
      </div>
    </div>
  );
}

type NodeProps = {
  readonly link: Link;
  readonly fact: string;
  readonly simulated: boolean;
  readonly open: boolean;
  readonly controls: string;
  readonly press: () => void;
};

function Node({ link: { name, status }, fact, simulated, open, controls, press }: NodeProps): JSX.Element {
  const unreal = simulated && status !== 'unknown' && status !== 'unreached';
  return (
    <li data-status={status} data-tone={unreal ? 'purple' : TONE_OF[status]}>
      <button type="button" aria-expanded={open} aria-controls={controls} onClick={press}>
        <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
          <path d={LINK_SHAPES[name]} />
        </svg>
        <b>{LINK_NAMES[name]}</b> <small>{fact}</small> <span class="hidden">{LINK_STATUS[status]}</span>
      </button>
    </li>
  );
}

/** What the link itself says, if it is shown; otherwise its status. */
function factOf({ name, status, bytes, statements }: Link, { tee }: AttestationResult, code: CodeDecision): string {
  const otherwise = LINK_FACTS[name][status];
  if (status === 'unreached' || status === 'broken') return otherwise;
  if (name === 'chip' && tee !== null && status !== 'unknown') return teeName(tee);
  const [register] = bytes;
  if (name === 'code' && register !== undefined) return ends(register.value);
  if (name === 'source') return sourceFact(statements) ?? otherwise;
  if (name === 'build' || name === 'review') return whoFact(name, status, statements, code) ?? otherwise;
  return otherwise;
}

/** The release or commit that was named; if only its publisher named it, that as well. */
function sourceFact(statements: readonly AppliedStatement[]): string | null {
  const named = statements.find(({ statement }) => !isVendors(statement)) ?? statements[0];
  const source = named?.statement.source ?? null;
  if (named === undefined || source === null) return null;
  return isVendors(named.statement) ? PUBLISHERS_WORD : plain(shortCommit(source), 20);
}

function whoFact(
  name: 'build' | 'review',
  status: LinkStatus,
  statements: readonly AppliedStatement[],
  { accepted }: CodeDecision,
): string | null {
  if (status !== 'shown') return null;
  const auditors = new Set(statements.map(({ statement }) => statement.auditor.id)).size;
  if (auditors > 0) return plural(AUDITORS, auditors);
  return accepted.some(({ kind }) => name === 'review' || kind === 'rebuilt') ? BY_YOU : null;
}
