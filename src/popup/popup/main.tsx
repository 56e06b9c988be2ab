import { render } from 'preact';
import { ALL_SITES, call, currentTab, grantedHosts, readView, watchView } from '../shared/browser.ts';
import { Popup } from './popup.tsx';
import type { SiteView } from '../../background/api/site-view.ts';
import type { Lexicon } from '../words/finding.ts';
import { lexiconFor, NO_WORDS } from '../words/load.ts';

const root = document.getElementById('root');
let drawn = 0;
/** Most popups have a result to draw: its code is loaded while the view is read. */
const firstLook = import('./first-look.tsx');

/** The words for the findings of a view: none for a page that was not appraised, unless a failure is unresolved. */
async function wordsFor(view: SiteView | null): Promise<Lexicon> {
  if (view?.state.at === 'appraised') return await lexiconFor(view.state.result.tee);
  return (view?.unresolvedFailure ?? null) === null ? NO_WORDS : await lexiconFor(null);
}

/** Draws the current view; a later call wins over an earlier one whose view or words arrive late. */
async function draw(tabId: number | null): Promise<void> {
  const turn = ++drawn;
  const view = tabId === null ? null : await readView(tabId);
  const isResult = view?.state.at === 'appraised';
  const [lexicon, FirstLook] = await Promise.all([
    wordsFor(view),
    isResult ? firstLook.then((loaded) => loaded.FirstLook) : null,
  ]);
  const allSites = view === null && (await grantedHosts()).includes(ALL_SITES);
  if (turn !== drawn || root === null) return;
  render(<Popup tabId={tabId} view={view} lexicon={lexicon} FirstLook={FirstLook} allSites={allSites} now={Date.now()} />, root);
}

const tabId = await currentTab();
if (tabId !== null)
  watchView(tabId, () => {
    void draw(tabId);
  });
await draw(tabId);
// A worker cannot see whether the browser is dark; the mark in the address bar has a variant for each.
void call('scheme.seen', { dark: matchMedia('(prefers-color-scheme: dark)').matches });
