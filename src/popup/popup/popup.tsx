import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { SiteView } from '../../background/api/site-view.ts';
import { canAccept } from './can-accept.ts';
import { Accept } from './accept.tsx';
import { Act } from './act.tsx';
import type { FirstLookProps } from './first-look.tsx';
import { openPage } from '../shared/browser.ts';
import { LazyDetails, LazyLock, LazyServices } from './details/lazy.tsx';
import { lockOf } from './lock.ts';
import { headlineOf, hostOf, problemOf, type Headline } from './headline.ts';
import { MARKS } from '../shared/mark/shapes.ts';
import { nothingKnown } from './nothing-known.ts';
import { Mark } from '../shared/parts/mark.tsx';
import { fill } from '../words/fill.ts';
import { POPUP_WORDS } from '../words/pages/popup.ts';
import type { Lexicon } from '../words/finding.ts';
import { ALARM_STEPS } from '../words/states.ts';

type Props = {
  readonly tabId: number | null;
  /** Null until the background has examined the tab: the page was open before the extension was. */
  readonly view: SiteView | null;
  readonly lexicon: Lexicon;
  /** Draws a result; null where there is none to draw. */
  readonly FirstLook: ((props: FirstLookProps) => JSX.Element) | null;
  /** May Sealmark access every site? */
  readonly allSites: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** The whole popup: what the mark says, what it rests on, and the details for those who want them. */
export function Popup({ tabId, view, lexicon, FirstLook, allSites, now }: Props): JSX.Element {
  const shown = view ?? nothingKnown(tabId ?? -1, allSites);
  const head = headlineOf(shown, lexicon);
  const { state } = shown;
  useEffect(() => {
    document.title = fill(POPUP_WORDS.documentTitle, { headline: head.headline });
  }, [head.headline]);
  const acceptFirst = head.action?.does === 'accept';
  const accept = tabId !== null && canAccept(shown) && (
    <Accept view={shown} host={hostOf(shown.origin)} prominent={acceptFirst} />
  );

  return (
    <>
      <Top view={shown} head={head} />
      <main>
        {head.action !== null && tabId !== null && <Act action={head.action} of={shown} />}
        {acceptFirst && accept}
        {head.urgent && <Alarm />}
        {state.at === 'appraised' && (
          <>
            {FirstLook !== null && <FirstLook view={shown} appraised={state} lexicon={lexicon} acceptable={accept !== false} />}
            {!acceptFirst && accept}
            <LazyDetails view={shown} appraised={state} lexicon={lexicon} now={now} />
          </>
        )}
        {state.at !== 'appraised' && lockOf(shown) !== null && <LazyLock view={shown} />}
        {shown.services.length > 0 && <LazyServices view={shown} />}
        {problemOf(state) !== null && <LazyDetails view={shown} appraised={null} lexicon={lexicon} now={now} />}
      </main>
      <Foot />
    </>
  );
}

function Top({ view, head }: { view: SiteView; head: Headline }): JSX.Element {
  return (
    <header class="top" data-tone={MARKS[view.badge].tone}>
      <Mark badge={view.badge} size={44} />
      <div role={head.urgent ? 'alert' : 'status'}>
        {view.origin !== null && <p class="host">{hostOf(view.origin)}</p>}
        <h1>{head.headline}</h1>
        <p>{head.sentence}</p>
        {head.notes.map((note) => (
          <p key={note} class="note">
            {note}
          </p>
        ))}
      </div>
    </header>
  );
}

/** What to do now: the mark is red. */
function Alarm(): JSX.Element {
  return (
    <section class="alarm" aria-labelledby="alarm">
      <h2 id="alarm">{POPUP_WORDS.alarm}</h2>
      <ol>
        {ALARM_STEPS.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

function Foot(): JSX.Element {
  return (
    <footer>
      <button type="button" class="quiet" onClick={() => void openPage('src/popup/onboarding/index.html')}>
        {POPUP_WORDS.marks}{' '}
      </button>
      <button type="button" class="quiet" onClick={() => void openPage('src/popup/options/index.html')}>
        {POPUP_WORDS.settings}{' '}
      </button>
    </footer>
  );
}
