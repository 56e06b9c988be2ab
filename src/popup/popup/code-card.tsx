import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CodeDecision } from '../../verifier/audits/index.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import type { AttestationResult, Measurement } from '../../verifier/index.ts';
import { openPage } from '../shared/browser.ts';
import { codeRegisters, shortened } from '../shared/code-registers.ts';
import { counting, naming, shortCommit, sourceAddress, told } from '../shared/code-statements.ts';
import { CopyButton, Copyable } from '../shared/parts/copyable.tsx';
import { Outside } from '../shared/parts/outside.tsx';
import { fill, plain, plural } from '../words/fill.ts';
import { AUDIT_WORDS, uncoveredSentence } from '../words/pages/audits.ts';
import { CODE_CARD } from '../words/pages/code-card.ts';
import { registerWords } from '../words/registers.ts';
import { AcceptStatement } from './accept-statement.tsx';
import { aboutCode, isUnreviewed } from './about-code.ts';

type Props = {
  readonly view: SiteView;
  readonly result: AttestationResult;
  readonly code: CodeDecision;
  /** The mark is red: what is known about the code says nothing about what answers this page. */
  readonly failed: boolean;
  /** The code may be accepted in this popup. */
  readonly acceptable: boolean;
};

/** Which code it is and who reviewed it, at first look: visible without opening anything. */
export function CodeCard({ view, result, code, failed, acceptable }: Props): JSX.Element {
  const registers = codeRegisters(result.claims);
  const [first] = registers;
  const word = code.outcome === 'vendor' || code.outcome === 'unknown' ? counting(code)[0] : undefined;
  const uncovered = result.claims === null ? null : uncoveredSentence(code.uncovered, result.tee);
  return (
    <section class="code-card" aria-label={CODE_CARD.title}>
      <div class="code-card-head">
        <h2>{code.name === null ? CODE_CARD.unnamed : plain(code.name, 80)}</h2>
        {first !== undefined && (
          <CopyButton text={copied(registers)} name={fill(CODE_CARD.copyName, first)} label={CODE_CARD.copy} />
        )}
      </div>
      {first !== undefined && <Fingerprint first={first} registers={registers} />}
      {aboutCode(result, code, { failed, acceptable }).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {!failed && result.claims !== null && <Links tabId={view.tabId} code={code} />}
      {acceptable && word !== undefined && <AcceptStatement view={view} statement={told(word)} />}
      {uncovered !== null && !failed && <p class="note">{uncovered}</p>}
    </section>
  );
}

/** What to read and do next: report, source, rebuilding; where there is no statement, an auditor to follow. */
function Links({ tabId, code }: { tabId: number; code: CodeDecision }): JSX.Element {
  const report = naming(code, 'report')?.report ?? null;
  const source = naming(code, 'source')?.source ?? null;
  const advisory = code.denials.find(({ denial }) => denial.advisory !== null)?.denial.advisory ?? null;
  const tag = source === null ? '' : shortCommit(source);
  return (
    <p class="code-links">
      {advisory !== null && <Outside href={advisory} label={AUDIT_WORDS.advisory} />}
      {report !== null && <Outside href={report.uri} label={AUDIT_WORDS.report} />}
      {source !== null && <Outside href={sourceAddress(source)} label={fill(AUDIT_WORDS.sourceAt, { tag })} />}
      {naming(code, 'build') !== null && (
        <button type="button" class="link" onClick={() => void openPage(`src/popup/rebuild/index.html?tab=${String(tabId)}`)}>
          {AUDIT_WORDS.rebuild}{' '}
        </button>
      )}
      {isUnreviewed(code) && (
        <button type="button" class="link" onClick={() => void openPage('src/popup/options/index.html#lists')}>
          {AUDIT_WORDS.follow}{' '}
        </button>
      )}
    </p>
  );
}

/** What goes to the clipboard: one value, or each register with its name. */
const copied = (registers: readonly Measurement[]): string =>
  registers.length === 1
    ? (registers[0]?.value ?? '')
    : registers.map(({ register, value }) => `${register}=${value}\n`).join('');

/** Both ends of the first register, and every register in full with one click. */
function Fingerprint({ first, registers }: { first: Measurement; registers: readonly Measurement[] }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const { register, value } = first;
  return (
    <>
      <button
        type="button"
        class="fingerprint"
        aria-expanded={whole}
        aria-label={fill(CODE_CARD.short, { register, first: value.slice(0, 4), last: value.slice(-4) })}
        title={CODE_CARD.whole}
        onClick={() => {
          setWhole(!whole);
        }}
      >
        <span>{register}</span> <code>{shortened(value)}</code>
      </button>
      {registers.length > 1 && !whole && <p class="note">{plural(CODE_CARD.more, registers.length - 1)}</p>}
      {whole &&
        registers.map((one) => (
          <Copyable key={one.register} name={one.register} about={registerWords(one.register)} value={one.value} />
        ))}
    </>
  );
}
