import assert from 'node:assert/strict';
import type { ProblemCode } from '../../src/background/api/problem.ts';
import { e2e } from '../runner/declare.ts';
import { HOSTILITIES, pollution, type HostilityName } from '../../testing/site/hostile.ts';
import { never, problemCode } from './expect.ts';

/** The stable code of the problem that a case must lead to. */
const ENDS_IN = {
  'a truncated quote': 'document.malformed',
  'a quote of another version': 'evidence.newer',
  'a quote with another kind of key': 'evidence.newer',
  'a quote whose length field lies': 'document.malformed',
  'an empty quote': 'document.malformed',
  'a certificate bomb': 'document.malformed',
  'evidence of a type nobody knows': 'document.no-evidence',
  'evidence of another type than its bytes': 'document.malformed',
  'a document of another profile': 'document.malformed',
  'a document without evidence': 'document.no-evidence',
  'two pieces of evidence': 'document.several-evidences',
  'base64 with line breaks': 'document.malformed',
  'duplicate keys': 'document.malformed',
  'bytes after the document': 'document.malformed',
  'a document cut short': 'document.malformed',
  'deep nesting': 'document.malformed',
  'text that is not UTF-8': 'document.malformed',
  'HTML instead of CMW': 'net.media-type',
  'HTML that calls itself CMW': 'document.malformed',
  'a wrong media type': 'net.media-type',
  'an oversized document': 'net.too-large',
  'an endless document': 'net.too-large',
  'a slow drip': 'net.too-slow',
  silence: 'net.timeout',
  'a redirect to itself': 'net.redirected',
  'a redirect to another site': 'net.redirected',
  'an error of the server': 'net.status',
  'no such document': 'net.status',
  'a connection that breaks': 'net.unreachable',
} as const satisfies Readonly<Record<HostilityName, ProblemCode>>;

const NAMES = Object.keys(HOSTILITIES) as readonly HostilityName[]; // the keys of the table itself

/** Chromium treats some broken connections as the end of the document, which is then truncated: grey as well. */
const ALSO: Partial<Record<(typeof NAMES)[number], string>> = { 'a connection that breaks': 'document.malformed' };

/** The background answers its own pages meanwhile, on a slow and busy machine too; during work that blows up it does not. */
const MAX_ANSWER_MS = 15_000;

for (const name of NAMES) {
  e2e(
    `${name} ends in ${ENDS_IN[name]}, grey, and the browser stays responsive`,
    {},
    async ({ testSite, visit, extensionPage }) => {
      const site = testSite();
      const { attestation } = site;
      assert.ok(attestation);
      site.wellKnown = HOSTILITIES[name](attestation);
      const visited = await visit(site);
      const popup = await extensionPage(`src/popup/index.html?tab=${String(visited.tab.id)}`);
      const asked = Date.now();
      await popup.evaluate('chrome.runtime.sendMessage({ call: "settings.get", ask: null })');
      assert.ok(Date.now() - asked < MAX_ANSWER_MS, 'the background did not answer in good time');

      const view = await visited.badge('unavailable');
      assert.ok([ENDS_IN[name], ALSO[name]].includes(problemCode(view)), problemCode(view));
      await never(visited, 'failed', 'verified', 'unaudited', 'unbound', 'caution');
    },
  );
}

e2e('a redirected request for evidence goes no further', {}, async ({ testSite, visit, network }) => {
  const site = testSite();
  assert.ok(site.attestation);
  site.wellKnown = HOSTILITIES['a redirect to another site'](site.attestation);
  const { badge } = await visit(site);
  await badge('unavailable');
  assert.deepEqual(
    network.asked.filter(({ host }) => host === 'elsewhere.test'),
    [],
  );
  assert.equal(site.asked().length, 1);
});

e2e('members named like parts of every object change nothing', {}, async ({ testSite, visit, accept, platform }) => {
  const site = testSite();
  await accept(platform, site.origin);
  assert.ok(site.attestation);
  site.wellKnown = pollution(site.attestation);
  await (await visit(site)).badge('verified');
});
