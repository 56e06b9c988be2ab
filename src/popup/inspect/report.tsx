import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CodeDecision } from '../../verifier/audits/index.ts';
import type { Anchors, Endorsement } from '../../verifier/index.ts';
import { Chain } from '../shared/chain/chain.tsx';
import { Accelerators } from '../shared/result/accelerators.tsx';
import { Checks } from '../shared/result/checks.tsx';
import { Code } from '../shared/result/code.tsx';
import { Processor } from '../shared/result/processor.tsx';
import { Aspects } from '../shared/result/aspects.tsx';
import { TierMark } from '../shared/parts/mark.tsx';
import { fill, plural } from '../words/fill.ts';
import { REPORT_WORDS } from '../words/pages/inspect.ts';
import type { Lexicon } from '../words/finding.ts';
import { configurationSays, DATES_ONLY, OTHER_TIME_ASPECTS, SIMULATED_ASPECTS } from '../words/tiers.ts';
import { CertificateChains } from './certificate-chains.tsx';
import { Export } from './export.tsx';
import { rowsOf } from './rows.ts';
import { Bytes, Fields } from './fields.tsx';
import type { Appraised } from './appraise-dropped.ts';
import { checkFields } from './check-fields.ts';
import { Missing } from './missing.tsx';
import type { Recognised } from './recognise.ts';
import { APPRAISED, verdictOf } from './verdict.ts';

type Props = {
  readonly found: Recognised;
  readonly appraised: Appraised;
  /** What the lists that the user follows state of its code. */
  readonly code: CodeDecision;
  readonly lexicon: Lexicon;
  readonly anchors: Anchors;
  /** RFC 3339, or null for now. */
  readonly at: string | null;
  readonly appraiseAt: (at: string | null) => void;
  readonly add: (endorsements: readonly Endorsement[]) => void;
};

/** Everything about one piece of evidence, the outcome first and the bytes last. */
export function Report({ found, appraised, code, lexicon, anchors, at, appraiseAt, add }: Props): JSX.Element {
  const { result } = appraised;
  const verdict = verdictOf(result, appraised.whenMade);
  const simulated = result.simulated.length > 0;
  const rows = useMemo(() => rowsOf(found.evidence, found.reads), [found]);
  const top = useRef<HTMLElement>(null);
  // The form above fills a small window: the outcome must not be out of view below it.
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'start' });
  }, [found]);
  return (
    <>
      <section class="card" aria-labelledby="verdict" ref={top}>
        <div class="verdict">
          <TierMark tier={verdict.tier} size={40} tone={simulated ? 'purple' : undefined} />
          <div role="status">
            <h2 id="verdict">{verdict.headline}</h2>
            <p>{verdict.sentence}</p>
            <p class="note">{whatItIs(found, result.evidenceFormat)}</p>
          </div>
        </div>
        <Aspects
          vector={result.vector}
          registry={null}
          accelerators={appraised.accelerators}
          seen="of-a-file"
          vouchers={result.vouchedBy}
          simulated={caption(result.simulated)}
          freshness={DATES_ONLY}
          configuration={configurationSays(result.findings)}
          only={APPRAISED}
        />
        <Chain result={result} code={code} lexicon={lexicon} simulated={simulated} ofFile />
        {verdict.heldAt !== null && <HeldAt at={verdict.heldAt} appraiseAt={appraiseAt} />}
        <AppraiseAt at={at} appraiseAt={appraiseAt} />
        <Export result={result} />
      </section>
      {(appraised.missing.length > 0 || appraised.unreadable.length > 0) && (
        <Missing
          tee={result.tee}
          needs={appraised.needs}
          missing={appraised.missing}
          unreadable={appraised.unreadable}
          add={add}
        />
      )}
      <Card>
        <Code result={result} />
      </Card>
      <Card>
        <Processor result={result} />
      </Card>
      {appraised.accelerators !== null && (
        <Card>
          <Accelerators view={appraised.accelerators} seen="of-a-file" />
        </Card>
      )}
      <CertificateChains evidence={found.evidence} endorsements={appraised.endorsements} anchors={anchors} />
      <Card>
        <Checks
          result={result}
          lexicon={lexicon}
          only={APPRAISED}
          spec
          beneath={({ check }) => <Bytes rows={checkFields(check, rows)} />}
        />
      </Card>
      <Fields rows={rows} stopped={found.opening.at === 'malformed' ? found.opening : null} />
    </>
  );
}

/** The notice above the aspects of a test result. */
function caption(simulated: readonly string[]): string | null {
  if (simulated.length === 0) return null;
  return simulated.every((what) => what === 'clock') ? OTHER_TIME_ASPECTS : SIMULATED_ASPECTS;
}

function Card({ children }: { children: ComponentChildren }): JSX.Element {
  return <div class="card details">{children}</div>;
}

function whatItIs({ evidence, wrappings }: Recognised, format: string | null): string {
  const facts = { format: format ?? evidence.type, wrappings: inOneAnother(wrappings) };
  return plural(wrappings.length === 0 ? REPORT_WORDS.size : REPORT_WORDS.sizeWrapped, evidence.bytes.length, facts);
}

/** The wrappings, outermost first, in words: `CMW in base64`. */
function inOneAnother([outer = '', ...inside]: readonly string[]): string {
  return inside.reduce((around, inner) => fill(REPORT_WORDS.wrappedIn, { inner, outer: around }), outer);
}

/** One click to the time at which the evidence was made. */
function HeldAt({ at, appraiseAt }: { at: string; appraiseAt: (at: string) => void }): JSX.Element {
  return (
    <div class="row">
      <button
        type="button"
        class="primary"
        onClick={() => {
          appraiseAt(at);
        }}
      >
        {REPORT_WORDS.checkWhenMade}{' '}
      </button>
    </div>
  );
}

/** Another time of appraisal: old evidence can be appraised as of its own day, and the result says so. */
function AppraiseAt({ at, appraiseAt }: { at: string | null; appraiseAt: (at: string | null) => void }): JSX.Element {
  return (
    <div class="row">
      <label>
        <span>{REPORT_WORDS.checkAsOf}</span>
        <input
          type="datetime-local"
          value={at === null ? '' : at.slice(0, 16)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            appraiseAt(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value) ? `${value}:00Z` : null);
          }}
        />
      </label>
      {at !== null && (
        <button
          type="button"
          onClick={() => {
            appraiseAt(null);
          }}
        >
          {REPORT_WORDS.now}{' '}
        </button>
      )}
    </div>
  );
}
