import assert from 'node:assert/strict';
import { sleep, untilTrue } from '../../testing/poll.ts';
import { html } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { codesOf, filesOf, pagesIn, type AttackPage } from './locked-attack-pages.ts';
import { OPEN_ANSWERS } from './locked-answers.ts';
import { OPEN, type Attack } from './locked-attacks.ts';
import { hashOf, hits, lockedTo, lockKeys } from './locked-site.ts';
import { freedVisit, heldVisit } from './locked-visit.ts';

/** How long a page without a lock has for what it does at once, and how much longer than it a locked page has (milliseconds). */
const AT_MOST_MS = 20_000;
const LATE_MS = 100;

/** A site that is locked, or was until its user let it go, and another site of whoever attacks it. */
type Field = Pick<Context, 'network'> & { readonly visited: TestVisit; readonly site: TestSite; readonly other: TestSite };

async function fieldOf(context: Context, visit: typeof heldVisit): Promise<Field> {
  const [site, other] = [context.testSite(), context.testSite({ announcing: 'nothing' })];
  const origins = { site: site.origin, other: other.origin };
  const pages = pagesIn(context.browser.name);
  const named = pages.flatMap(({ attacks }) => codesOf(attacks, origins));
  lockedTo(
    site,
    lockKeys(
      named.map((code) => hashOf(code)),
      'strict',
    ),
  );
  for (const one of [site, other]) one.pages.set('/hit', () => ({ body: '' }));
  for (const page of pages) for (const [path, answer] of filesOf(page, origins)) site.pages.set(path, answer);
  site.pages.set('/', () => html(site.host));
  return { visited: await visit(context, site), site, other, network: context.network };
}

/** Shows a page of attacks. @returns what it has made the browser ask for by now, each time it is called */
async function shows({ visited, site, other, network }: Field, { path, attacks }: AttackPage): Promise<() => readonly string[]> {
  const from = [site, other].map((one) => one.requests().length);
  const connected = network.asked.length;
  await visited.tab.goto(`${site.origin}${path}`);
  if (attacks[0]?.[1].later !== undefined) await visited.tab.goto(`${site.origin}${path}`);
  const act = attacks[0]?.[1].act ?? 'null';
  await visited.tab.evaluate(`(() => { try { ${act} } catch {} return null; })()`).catch(() => null);
  const ahead = (): readonly string[] =>
    network.asked.slice(connected).flatMap(({ host }) => (host.endsWith('.ahead.test') ? [host] : []));
  return () => [...new Set([...[site, other].flatMap((one, at) => hits(one, from[at])), ...ahead()])].toSorted();
}

e2e('what somebody tries on a locked page who ends its TLS works without the lock, and not with it', {}, async (context) => {
  await context.accept(context.platform, null);
  const isIdle = ({ idle }: Attack): boolean => idle?.[context.browser.name] !== undefined;
  const wrong: string[] = [];
  const tookMs = new Map<AttackPage, number>();
  // One after the other: a tab that is not shown draws nothing, and would pass for a locked one.
  const free = await fieldOf(context, freedVisit);
  for (const page of pagesIn(context.browser.name)) {
    const began = Date.now();
    const asked = await shows(free, page);
    const missing = () =>
      page.attacks.filter(([, attack]) => !isIdle(attack) && !attack.asks.every((one) => asked().includes(one)));
    await untilTrue('each works', () => Promise.resolve(missing().length === 0), AT_MOST_MS).catch(() => null);
    tookMs.set(page, Date.now() - began);
    for (const [name] of missing()) wrong.push(`${name}: without a lock only ${asked().join()}`);
    for (const [name, one] of page.attacks)
      if (isIdle(one) && one.asks.every((ask) => asked().includes(ask))) wrong.push(`${name}: not idle any more`);
  }
  const held = await fieldOf(context, heldVisit);
  for (const page of pagesIn(context.browser.name)) {
    const began = Date.now();
    const asked = await shows(held, page);
    const open = page.attacks
      .flatMap(([name, one]) => (Object.hasOwn({ ...OPEN, ...OPEN_ANSWERS }, name) && !isIdle(one) ? one.asks : []))
      .toSorted();
    const works = () => Promise.resolve(open.every((one) => asked().includes(one)));
    await untilTrue('what is open works', works, AT_MOST_MS).catch(() => null);
    await sleep(Math.max(0, (tookMs.get(page) ?? 0) - (Date.now() - began)) + LATE_MS);
    if (asked().join() !== open.join())
      wrong.push(`${page.attacks.map(([name]) => name).join('; ')}: ${asked().join()} at a locked page`);
  }
  assert.deepEqual(wrong, []);
});
