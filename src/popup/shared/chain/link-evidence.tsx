import type { JSX } from 'preact';
import type { CodeDecision } from '../../../verifier/audits/index.ts';
import type { AttestationResult, Finding } from '../../../verifier/index.ts';
import type { Lexicon } from '../../words/finding.ts';
import { plural } from '../../words/fill.ts';
import {
  CHAIN_WORDS,
  EVIDENCE_OF_FILE,
  LINK_EVIDENCE,
  LINK_MISSING,
  LINK_NAMES,
  type LinkName,
  type LinkStatus,
} from '../../words/pages/chain.ts';
import { registerWords } from '../../words/registers.ts';
import { vouchedSentence } from '../../words/tiers.ts';
import { Copyable } from '../parts/copyable.tsx';
import { FindingRow } from '../result/finding.tsx';
import { Publisher } from '../result/publisher.tsx';
import { StatementDocument } from './statement-document.tsx';
import type { Link } from './links.ts';

type Props = {
  readonly link: Link;
  readonly result: AttestationResult;
  readonly code: CodeDecision;
  readonly lexicon: Lexicon;
  readonly ofFile: boolean;
};

/** The evidence for the arrow that leads to a link: which checks, which bytes, whose word. */
export function LinkEvidence({ link, result, code, lexicon, ofFile }: Props): JSX.Element {
  const { name, status, findings, bytes, statements } = link;
  return (
    <section class="link-evidence" data-link={name}>
      <h2>{LINK_NAMES[name]}</h2>
      {status === 'broken' && <p>{CHAIN_WORDS.broken}</p>}
      {status === 'unreached' && <p>{CHAIN_WORDS.unreached}</p>}
      <p>{name === 'evidence' && ofFile ? EVIDENCE_OF_FILE.leads : leadsTo(name, status)}</p>
      {bytes.map(({ register, value }) => (
        <Copyable key={register} name={register} about={registerWords(register)} value={value} />
      ))}
      {name === 'evidence' && <Copyable name={CHAIN_WORDS.evidenceHash} value={result.evidence} />}
      {statements.map(({ list, statement }) => (
        <StatementDocument key={statement.digest} list={list} statement={statement} />
      ))}
      {name === 'source' && <Publisher published={code.published} />}
      {(name === 'review' || name === 'build') && <OwnWord code={code} rebuilt={name === 'build'} />}
      <Findings findings={findings} lexicon={lexicon} />
    </section>
  );
}

/** The user's own word: that they accepted the code, or built it. */
function OwnWord({ code, rebuilt }: { code: CodeDecision; rebuilt: boolean }): JSX.Element | null {
  const own = code.accepted.filter(({ kind }) => (kind === 'rebuilt') === rebuilt);
  if (own.length === 0) return null;
  return (
    <ul class="plain">
      {own.map((voucher) => (
        <li key={`${voucher.kind} ${voucher.since}`}>{vouchedSentence(voucher)}</li>
      ))}
    </ul>
  );
}

const isAlone = (name: LinkName): name is keyof typeof LINK_MISSING => Object.hasOwn(LINK_MISSING, name);

/** What leads to a link, or what is missing; where checks lead to it, the checks say what is missing. */
const leadsTo = (name: LinkName, status: LinkStatus): string =>
  status === 'unknown' && isAlone(name) ? LINK_MISSING[name] : LINK_EVIDENCE[name];

/** What did not pass is visible; what passed is collapsed. */
function Findings({ findings, lexicon }: { findings: readonly Finding[]; lexicon: Lexicon }): JSX.Element | null {
  const applied = findings.filter(({ outcome }) => outcome !== 'not-applicable');
  if (applied.length === 0) return null;
  const passed = applied.filter(({ outcome }) => outcome === 'pass');
  const rows = (some: readonly Finding[]): JSX.Element => (
    <ul class="findings">
      {some.map((finding) => (
        <FindingRow key={finding.check} finding={finding} lexicon={lexicon} />
      ))}
    </ul>
  );
  return (
    <>
      {passed.length < applied.length && rows(applied.filter(({ outcome }) => outcome !== 'pass'))}
      {passed.length > 0 && (
        <details>
          <summary>{plural(CHAIN_WORDS.passed, passed.length)}</summary>
          {rows(passed)}
        </details>
      )}
    </>
  );
}
