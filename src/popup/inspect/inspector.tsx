import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Endorsement } from '../../verifier/index.ts';
import type { Lexicon } from '../words/finding.ts';
import { lexiconFor } from '../words/load.ts';
import { INSPECT_WORDS } from '../words/pages/inspect.ts';
import { NAMED_WORDS, UNRECOGNISED } from '../words/pages/inspect-files.ts';
import { useTrustBase } from './use-trust-base.ts';
import { Intake } from './intake.tsx';
import { appraiseDropped, type Appraised } from './appraise-dropped.ts';
import { nameOf, type Named } from './named.ts';
import { MAX_INPUT_BYTES, recognise, type Recognised } from './recognise.ts';
import { Report } from './report.tsx';
import { withAdded } from './taken.ts';

/** Nothing that can be judged: bytes of no kind, or of one that is known and no evidence by itself. */
type Unrecognised = 'nothing' | Named;

type Shown = { readonly appraised: Appraised; readonly lexicon: Lexicon };

/** Evidence from anywhere, taken apart and judged by the verifier that runs right here. */
export function Inspector(): JSX.Element {
  const trustBase = useTrustBase();
  const [found, setFound] = useState<Recognised | Unrecognised | null>(null);
  const [added, setAdded] = useState<readonly Endorsement[]>([]);
  const [at, setAt] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(() => {
    if (trustBase === null || found === null || typeof found === 'string') return undefined;
    let current = true;
    void appraiseDropped(found, trustBase, added, at, Date.now()).then(async (appraised) => {
      const lexicon = await lexiconFor(appraised.result.tee);
      if (current) setShown({ appraised, lexicon });
    });
    return () => {
      current = false;
    };
  }, [trustBase, found, added, at]);

  function take(bytes: Uint8Array): void {
    setShown(null);
    setAdded([]);
    setFound(recognise(bytes) ?? (bytes.length > MAX_INPUT_BYTES ? null : nameOf(bytes)) ?? 'nothing');
  }

  return (
    <>
      <header class="masthead">
        <img src="/icons/logo-64.png" width="40" height="40" alt="" />
        <h1>{INSPECT_WORDS.title}</h1>
      </header>
      <main>
        <Intake take={take} />
        {typeof found === 'string' && (
          <p class="card" role="alert">
            {found === 'nothing' ? UNRECOGNISED : NAMED_WORDS[found]}
          </p>
        )}
        {found !== null && typeof found !== 'string' && shown !== null && trustBase !== null && (
          <Report
            found={found}
            appraised={shown.appraised}
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
