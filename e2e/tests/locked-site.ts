import { createHash } from 'node:crypto';
import { toAscii } from '../../src/verifier/bytes/text.ts';
import type { AttestedKey } from '../../src/verifier/protocol/index.ts';
import { untilTrue } from '../../testing/poll.ts';
import { html, send, type SiteResponse } from '../../testing/site/answer.ts';
import type { Received } from '../../testing/site/server.ts';
import { documentAnswer, tlsKey, type TestSite } from '../../testing/site/test-site.ts';
import type { Context } from '../runner/context.ts';

/** Code that reports to its site that it ran. Where nothing may be fetched it reports nothing, and counts as not run. */
export const hit = (name: string): string => `fetch('/hit?${name}').catch(() => undefined);`;

/** A script's hash as a policy and `integrity` write it. */
export const hashOf = (body: string, algorithm = 'sha256'): string =>
  `${algorithm}-${createHash(algorithm).update(body).digest('base64')}`;

/** The script that the evidence names. */
export const GOOD = hit('good');

/** A script that the evidence does not name. */
export const EVIL = hit('bad');

/** Keys of a binding that lock its pages. */
export function lockKeys(hashes: readonly string[], policy: string | null = null): readonly AttestedKey[] {
  const text = (use: 'script-hashes' | 'page-policy', value: string): AttestedKey => ({ use, key: toAscii(value, use) });
  return [
    ...(hashes.length === 0 ? [] : [text('script-hashes', hashes.join(' '))]),
    ...(policy === null ? [] : [text('page-policy', policy)]),
  ];
}

/** Makes a site's evidence name these, from its next document on. */
export function lockedTo(site: TestSite, keys: readonly AttestedKey[]): void {
  if (site.attestation === null) throw new Error('the site attests nothing');
  site.attestation = { ...site.attestation, keys: (node) => [...tlsKey(site.credentials[node]), ...keys] };
}

/** A script as the site serves it; no cache may keep it. */
export const script = (body: string): SiteResponse => ({
  headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' },
  body,
});

/** A script element. @param more other attributes, with a blank before them */
export const tag = (src: string, integrity = '', more = ''): string =>
  `<script src="${src}"${integrity === '' ? '' : ` integrity="${integrity}"`}${more}></script>`;

/** What was reported to the site since `from`, as the names of `hit`, sorted. */
export function hits(site: Pick<TestSite, 'requests'>, from = 0): readonly string[] {
  return site
    .requests()
    .slice(from)
    .flatMap(({ target }) => (target.startsWith('/hit?') ? [target.slice('/hit?'.length)] : []))
    .toSorted();
}

/**
 * The same, without what other pages of the site told that were there before: on a busy machine that may come late. @param path with
 * its query
 */
export function hitsOn(site: Pick<TestSite, 'requests'>, path: string, from: number): readonly string[] {
  const isPage = ({ headers }: Received): boolean => headers['sec-fetch-mode'] === 'navigate';
  const earlier = site
    .requests()
    .slice(0, from)
    .flatMap((one) => (isPage(one) && one.target !== path ? [one.target] : []));
  const isLate = ({ host, headers: { referer } }: Received): boolean =>
    referer !== undefined &&
    new URL(referer).hostname === host &&
    earlier.includes(referer.slice(new URL(referer).origin.length));
  return hits({ requests: () => site.requests().filter((one, at) => at >= from && !isLate(one)) });
}

/** Milliseconds for which evidence is held back at most: the extension itself waits longer for it. */
const HELD_BACK_MS = 3000;

/** The site answers for its code after its first page ran everything: what happens without a lock is seen, however slow it is. */
function answersAfter(site: TestSite, ran: readonly string[]): void {
  const hasRun = (): boolean => ran.every((name) => hits(site).includes(name));
  site.wellKnown = async (received, respond) => {
    await untilTrue('the first page ran', () => Promise.resolve(hasRun()), HELD_BACK_MS).catch(() => undefined);
    if (site.attestation !== null) send(respond, await documentAnswer(site.attestation, received));
  };
}

/** A site with one named script and another, unnamed one, which it serves anyway. */
export function lockedSite(context: Context, policy: string | null = 'strict', site: TestSite = context.testSite()): TestSite {
  lockedTo(site, lockKeys([hashOf(GOOD)], policy));
  site.pages
    .set('/good.js', () => script(GOOD))
    .set('/bad.js', () => script(EVIL))
    .set('/', () => html(site.host, `${tag('/good.js', hashOf(GOOD))}${tag('/bad.js')}<script>${hit('bad-inline')}</script>`))
    .set('/hit', () => ({ body: '' }));
  answersAfter(site, ['bad', 'bad-inline', 'good']);
  return site;
}
