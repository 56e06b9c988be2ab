// Covers: src/background/publishers/, testing/test-build/publishers.ts
import assert from 'node:assert/strict';
import { openSecret } from '../../src/background/publishers/opensecret.ts';
import { nitroAttester } from '../../src/verifier/testing/attesters/nitro.ts';
import { p384Key } from '../../src/verifier/testing/keys.ts';
import { press, shows } from '../../testing/press.ts';
import { PUBLISHER_SEED } from '../../testing/test-build/demonstration.ts';
import { e2e } from '../runner/declare.ts';

const [list] = openSecret.urls.map((url) => new URL(url));
const PUBLISHER = openSecret.publisher;
const TURN = `Ask for the list of ${PUBLISHER}`;
const RELEASED = nitroAttester.reference['PCR0'] ?? '';

/** The list as its publisher serves it: each image's register signed by itself. */
function releases(...pcr0s: readonly string[]): string {
  const key = p384Key(PUBLISHER_SEED);
  const entry = (pcr0: string) => {
    const signature = Buffer.from(key.sign(new TextEncoder().encode(pcr0))).toString('base64');
    return { PCR0: pcr0, PCR1: '', PCR2: '', timestamp: 1, signature };
  };
  return JSON.stringify(pcr0s.map(entry));
}

e2e('a publisher’s list that is turned on gives its word on code that it names, until it is turned off', {}, async (context) => {
  assert.ok(list);
  const server = context.testSite({ host: list.hostname, announcing: 'nothing' });
  server.pages.set(list.pathname, () => ({
    headers: { 'content-type': 'text/plain' },
    body: releases('ab'.repeat(48), RELEASED),
  }));
  context.later(() => context.watch.call('publishers.turn', { id: openSecret.id, on: false }));

  const visit = await context.visit(context.testSite({ attester: nitroAttester }));
  const before = await visit.badge('unaudited');
  const popup = await context.extensionPage(`src/popup/index.html?tab=${String(visit.tab.id)}`);
  assert.doesNotMatch(await shows(popup, 'AWS Nitro'), new RegExp(PUBLISHER.replace(/[()]/g, '\\$&')));
  assert.equal(server.requests().length, 0);

  const options = await context.extensionPage('src/popup/options/index.html');
  await press(options, TURN);
  await shows(options, '2 releases, asked for on');
  assert.deepEqual(
    server.requests().map(({ target }) => target),
    [list.pathname],
  );

  await shows(popup, `Named in the list of releases that ${PUBLISHER} signs`);
  const named = await visit.until(
    'the word is there',
    ({ state }) => state.at === 'appraised' && state.code.published.length === 1,
  );
  assert.deepEqual([named.badge, named.documentId], ['unaudited', before.documentId]);

  await press(options, TURN);
  await visit.until('the word is gone', ({ state }) => state.at === 'appraised' && state.code.published.length === 0);
  assert.equal(server.requests().length, 1);
});
