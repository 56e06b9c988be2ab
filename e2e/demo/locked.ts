import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteView } from '../../src/background/api/site-view.ts';
import { headlineOf } from '../../src/popup/popup/headline.ts';
import { lexiconFor } from '../../src/popup/words/load.ts';
import type { Page } from '../../testing/browser.ts';
import { openNotes, type Notes } from '../../testing/notes/notes.ts';
import { ATTEMPTS, type Attempt } from '../../testing/notes/twin.ts';
import { believeTwin, useNotes } from '../../testing/notes/use.ts';
import { sleep } from '../../testing/poll.ts';
import { platform } from '../../testing/site/attesters.ts';
import { entryFor } from '../runner/context.ts';
import { OUTPUT, visit, type Shared, type Stage } from './stage.ts';

/** What one who ends TLS is told of comes within this time (milliseconds), or never. */
const TELLING_MS = 500;

/**
 * A small real application (sign-in, list, upload, chart, WebSocket) that is locked at strict, and then the same page from somebody
 * who ends its TLS and adds to it: once with the extension, once in a private window that the extension may not look into.
 */
export async function showLocked(stage: Stage, { network, stays }: Shared): Promise<Notes> {
  const { browser, watching, prefix } = stage;
  const notes = await openNotes(network, platform, 'notes.sealmark.test');
  await watching.call('allowlist.put', { ...entryFor(platform, notes.origin), note: 'accepted by the demonstration' });
  const page = { title: '', testSite: notes, at: null, before: null, registered: false };

  const direct = await visit(stage, {
    ...page,
    title: 'An application whose page is locked to the code that its evidence names',
  });
  console.log(await sentenceOf(await watching.until(direct, 'the page is held to its code', isHeld)));
  const { picture, bars, live, notes: written } = await useNotes(direct);
  console.log(
    `  it works: ${String(written.length)} note, ${picture ? 'a picture' : 'no picture'}, ${String(bars)} bar, “${live}”\n`,
  );

  notes.through('twin');
  const tab = await visit(stage, { ...page, title: 'The same page through somebody who ends its TLS and adds to it' });
  console.log(await sentenceOf(await watching.settled(tab)));
  const withIt = await attempted(tab, notes);
  const without = await browser.newTab({ private: true });
  await without.goto(notes.origin);
  const withoutIt = await attempted(without, notes);
  console.log(`  ${'what is tried'.padEnd(60)} with Sealmark  without`);
  for (const [attempt, words] of Object.entries(ATTEMPTS) as [Attempt, string][])
    console.log(`  ${words.padEnd(60)} ${outcome(withIt, attempt).padEnd(13)}  ${outcome(withoutIt, attempt)}`);
  console.log('  What the application itself sends, whoever ends TLS can read: this one encrypts nothing.\n');
  for (const [name, shown] of Object.entries({ 'twin-with': tab, 'twin-without': without }))
    writeFileSync(join(OUTPUT, `${prefix}-${name}.png`), await shown.screenshot());
  if (!stays) for (const one of [direct, tab, without]) await one.close();
  return notes;
}

const isHeld = ({ state }: SiteView): boolean =>
  state.at === 'appraised' &&
  state.result.findings.some(({ check, outcome: is }) => check === 'channel.scripts' && is === 'pass');

/** What the popup says under its headline. */
async function sentenceOf(view: SiteView): Promise<string> {
  const lexicon = await lexiconFor(view.state.at === 'appraised' ? view.state.result.tee : null);
  return `  says: ${headlineOf(view, lexicon).sentence}`;
}

/** Uses the application and believes the twin. @returns what worked of what it tried */
async function attempted(tab: Page, { twin }: Notes): Promise<ReadonlySet<Attempt>> {
  await useNotes(tab);
  await believeTwin(tab);
  await sleep(TELLING_MS);
  return new Set(twin.worked());
}

const outcome = (worked: ReadonlySet<Attempt>, attempt: Attempt): string => (worked.has(attempt) ? 'works' : 'stopped');
