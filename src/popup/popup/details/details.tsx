import type { JSX } from 'preact';
import type { SiteView } from '../../../background/api/site-view.ts';
import type { Problem } from '../../../background/api/problem.ts';
import { about, openPage } from '../../shared/browser.ts';
import { hostOf, problemOf } from '../headline.ts';
import type { Appraised } from '../reason.ts';
import { CopyButton } from '../../shared/parts/copyable.tsx';
import { DETAILS_WORDS } from '../../words/pages/details.ts';
import type { Lexicon } from '../../words/finding.ts';
import { problemSentence, REMEDY_WORDS } from '../../words/problems.ts';
import { Accelerators } from '../../shared/result/accelerators.tsx';
import { Checks } from '../../shared/result/checks.tsx';
import { Code } from '../../shared/result/code.tsx';
import { Processor } from '../../shared/result/processor.tsx';
import { Proof } from './proof.tsx';
import { RegistryChoice } from './registry-choice.tsx';
import { Registry } from './registry.tsx';
import { Reject } from './reject.tsx';
import { lockOf } from '../lock.ts';
import { LockChoice } from './lock-choice.tsx';
import { PinChoice } from './pin-choice.tsx';
import { Section } from '../../shared/result/section.tsx';

export { NotTold } from '../not-told.tsx';

/** The inputs of the details; `judged` is null if a check could not be made, and only that is shown. */
export type DetailsProps = {
  readonly view: SiteView;
  readonly appraised: Appraised | null;
  readonly lexicon: Lexicon;
  readonly now: number;
};

/** Everything the mark rests on, for those who ask. */
export function Details({ view, appraised, lexicon, now }: DetailsProps): JSX.Element {
  const problem = problemOf(view.state);
  if (appraised === null)
    return (
      <>
        {problem !== null && <Problems problems={[problem]} />}
        {problem !== null && (
          <CopyButton text={reportOf(view, problem)} label={DETAILS_WORDS.copyReport} name={DETAILS_WORDS.copyReportName} />
        )}
      </>
    );
  const { result, problems } = appraised;
  const lock = lockOf(view);
  return (
    <>
      {problems.length > 0 && <Problems problems={problems} />}
      <Code result={result} />
      {!view.private && result.claims !== null && <Reject view={view} />}
      <Processor result={result} />
      <Proof appraised={appraised} now={now} />
      {view.accelerators !== null && <Accelerators view={view.accelerators} />}
      {view.registry !== null && <Registry view={view.registry} now={now} />}
      {view.origin !== null && !view.private && <RegistryChoice origin={view.origin} />}
      <Checks result={result} lexicon={lexicon} />
      {lock !== null && view.origin !== null && <LockChoice origin={view.origin} lock={lock} />}
      {view.origin !== null && !view.private && <PinChoice origin={view.origin} pin={view.pin} />}
      <p class="links">
        <CopyButton text={JSON.stringify(result, null, 2)} label={DETAILS_WORDS.copyResult} name={DETAILS_WORDS.copyResultName} />
        <button type="button" class="quiet" onClick={() => void openPage('src/popup/inspect/index.html')}>
          {DETAILS_WORDS.inspect}{' '}
        </button>
      </p>
    </>
  );
}

function Problems({ problems }: { problems: readonly Problem[] }): JSX.Element {
  return (
    <Section title={DETAILS_WORDS.problems}>
      <ul class="plain">
        {problems.map((problem) => (
          <li key={problem.code}>
            {problemSentence(problem)} {REMEDY_WORDS[problem.remedy].advice} <code>{problem.code}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What a problem report needs: which release and what happened, but not which site. */
function reportOf({ badge, origin, updatedAt }: SiteView, { code, fault, facts }: Problem): string {
  const others = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== hostOf(origin)));
  return JSON.stringify({ ...about(), badge, updatedAt, code, fault, facts: others }, null, 2);
}
