import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import { openNotes } from '../../testing/notes/notes.ts';
import { ATTEMPTS } from '../../testing/notes/twin.ts';
import { believeTwin, useNotes } from '../../testing/notes/use.ts';
import type { SiteView } from '../../src/background/api/site-view.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';

const isHeld = (view: SiteView): boolean => view.state.at === 'appraised' && finding(view, 'channel.scripts').outcome === 'pass';

e2e(
  'an application locked at strict works, and nothing works that somebody adds who ends its TLS, as it does without the extension',
  { securityInfo: false },
  async (context) => {
    const notes = await openNotes(context.network, context.platform, `notes-${context.browser.name}.test`);
    context.later(notes.close);
    assert.deepEqual(notes.warnings, []);
    await context.accept(context.platform, notes.origin);
    const done = { notes: ['Buy <milk>'], picture: true, bars: 1, live: '1 notes at the service' };

    const visited = await context.visit(notes);
    await visited.until('the page is held to its code', isHeld);
    assert.deepEqual(await useNotes(visited.tab), done);

    notes.through('twin');
    await visited.tab.goto(notes.origin);
    assert.deepEqual(await useNotes(visited.tab), done);
    await believeTwin(visited.tab);
    // The twin's page stays: its form submitted nothing.
    assert.deepEqual(await visited.tab.evaluate('[location.pathname, document.querySelectorAll(".twin").length]'), ['/', 1]);
    assert.deepEqual(notes.twin.worked(), []);

    // The same in a window that the extension may not access; otherwise the rows above would prove nothing.
    const without = await context.browser.newTab({ private: true });
    context.later(() => without.close());
    await without.goto(notes.origin);
    assert.deepEqual(await useNotes(without), done);
    await believeTwin(without);
    const worked = new Set<string>();
    await untilTrue('each attempt succeeds', () => {
      for (const attempt of notes.twin.worked()) worked.add(attempt);
      return Promise.resolve(Object.keys(ATTEMPTS).every((attempt) => worked.has(attempt)));
    });
  },
);
