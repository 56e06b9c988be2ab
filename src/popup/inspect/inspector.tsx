import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Endorsement } from '../../verifier/index.ts';
import type { Lexicon } from '../words/finding.ts';
import { lexiconFor } from '../words/load.ts';
import { useGround } from './ground.ts';
import { Intake } from './intake.tsx';
import { judge, type Judged } from './judge.ts';
import { NAMED, nameOf, type Named } from './named.ts';
import { MOST_INPUT, recognise, type Recognised } from './recognise.ts';
import { Report } from './report.tsx';
import { withAdded } from './taken.ts';

/** Nothing that can be judged: bytes of no kind, or of one that is known and no evidence by itself. */
type Unrecognised = 'nothing' | Named;

const UNRECOGNISED: Readonly<Record<Unrecognised, string>> = {
  nothing:
    'This does not look like evidence Sealmark knows: Intel SGX and TDX quotes, Intel EPID reports, AMD SEV-SNP reports, AWS Nitro documents, Keystone reports and Sanctum chains.',
  ...NAMED,
};

type Shown = { readonly judged: Judged; readonly lexicon: Lexicon };

/** Evidence from anywhere, taken apart and judged by the verifier that runs right here. */
export function Inspector(): JSX.Element {
  const ground = useGround();
  const [found, setFound] = useState<Recognised | Unrecognised | null>(null);
  const [added, setAdded] = useState<readonly Endorsement[]>([]);
  const [at, setAt] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(() => {
    if (ground === null || found === null || typeof found === 'string') return undefined;
    let current = true;
    void judge(found, ground, added, at, Date.now()).then(async (judged) => {
      const lexicon = await lexiconFor(judged.result.tee);
      if (current) setShown({ judged, lexicon });
    });
    return () => {
      current = false;
    };
  }, [ground, found, added, at]);

  function take(bytes: Uint8Array): void {
    setShown(null);
    setAdded([]);
    setFound(recognise(bytes) ?? (bytes.length > MOST_INPUT ? null : nameOf(bytes)) ?? 'nothing');
  }

  return (
    <>
      <header class="masthead">
        <img src="/icons/logo-64.png" width="40" height="40" alt="" />
        <h1>Inspect evidence</h1>
      </header>
      <main>
        <Intake take={take} />
        {typeof found === 'string' && (
          <p class="card" role="alert">
            {UNRECOGNISED[found]}
          </p>
        )}
        {found !== null && typeof found !== 'string' && shown !== null && ground !== null && (
          <Report
            found={found}
            judged={shown.judged}
            lexicon={shown.lexicon}
            anchors={ground.anchors}
            at={at}
            judgeAt={setAt}
            add={(more) => {
              setAdded(withAdded(added, more));
            }}
          />
        )}
      </main>
    </>
  );
}
