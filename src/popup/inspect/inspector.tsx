import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CodeDecision } from '../../verifier/audits/index.ts';
import type { Endorsement } from '../../verifier/index.ts';
import type { Lexicon } from '../words/finding.ts';
import { lexiconFor } from '../words/load.ts';
import { INSPECT_WORDS } from '../words/pages/inspect.ts';
import { appraiseWithLists } from './appraise-with-lists.ts';
import { useTrustBase } from './use-trust-base.ts';
import { Choices } from './choices.tsx';
import { Intake } from './intake.tsx';
import { DroppedProof } from './dropped-proof.tsx';
import { appraiseDropped, type Appraised } from './appraise-dropped.ts';
import { look, whatItIs, type Recognised, type Recognition } from './recognise.ts';
import { Report } from './report.tsx';
import { withAdded } from './taken.ts';

type Shown = { readonly appraised: Appraised; readonly code: CodeDecision; readonly lexicon: Lexicon };

/** Evidence from any source, taken apart and appraised by the verifier on this page. */
export function Inspector(): JSX.Element {
  const trustBase = useTrustBase();
  const [found, setFound] = useState<Recognition | null>(null);
  const recognised = found?.recognised ?? null;
  const [added, setAdded] = useState<readonly Endorsement[]>([]);
  const [input, setInput] = useState<Uint8Array>(new Uint8Array());
  const [at, setAt] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(() => {
    if (trustBase === null || recognised === null) return undefined;
    let current = true;
    const appraising = appraiseWithLists(trustBase, (base) => appraiseDropped(recognised, base, added, at, Date.now()));
    void appraising.then(async ({ appraised, code }) => {
      const lexicon = await lexiconFor(appraised.result.tee);
      if (current) setShown({ appraised, code, lexicon });
    });
    return () => {
      current = false;
    };
  }, [trustBase, recognised, added, at]);

  function take(bytes: Uint8Array): void {
    setShown(null);
    setAdded([]);
    setInput(bytes);
    setFound(look(bytes));
  }

  function choose(one: Recognised): void {
    setShown(null);
    setAdded([]);
    if (found !== null) setFound({ ...found, recognised: one });
  }

  return (
    <>
      <header class="masthead">
        <img src="/icons/logo-64.png" width="40" height="40" alt="" />
        <h1>{INSPECT_WORDS.title}</h1>
      </header>
      <main>
        <Intake take={take} />
        {found !== null && (recognised === null || found.named !== null) && (
          <div class="card" role="alert">
            <p>{whatItIs(found)}</p>
            {found.choices.length > 0 && <Choices choices={found.choices} chosen={recognised} choose={choose} />}
          </div>
        )}
        {found?.named?.name === 'sigstore-bundle' && <DroppedProof input={input} />}
        {recognised !== null && shown !== null && trustBase !== null && (
          <Report
            found={recognised}
            appraised={shown.appraised}
            code={shown.code}
            lexicon={shown.lexicon}
            anchors={trustBase.anchors}
            at={at}
            appraiseAt={setAt}
            add={(more) => {
              setAdded(withAdded(added, more));
            }}
          />
        )}
      </main>
    </>
  );
}
