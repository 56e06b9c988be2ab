import { vi } from 'vitest';
import { toAscii } from '../../verifier/bytes/text.ts';
import { withSession, type Binding } from '../../verifier/protocol/index.ts';
import type { Fault } from '../../verifier/testing/attester.ts';
import { source } from './locked-origins.ts';
import { knownBackground } from './played.ts';
import { documentAnswer } from './site.ts';
import { ORIGIN, type TestBackground, unobserved } from './test-background.ts';

/** The tab of every test. */
export const TAB = 1;

/** Keys of a binding that hold pages to one script, strictly. */
export const LOCK: Binding['keys'] = [
  { use: 'script-hashes', key: toAscii(source(1), 'hashes') },
  { use: 'page-policy', key: toAscii('strict', 'policy') },
];

/** A site whose evidence names code, in a browser that shows no certificates, unless stated otherwise. */
export async function locking(also: Binding['keys'] = LOCK, fault?: Fault): Promise<TestBackground> {
  const background = await knownBackground();
  say(background, also, fault);
  return background;
}

/** From now on the site's evidence names these keys besides its TLS key. */
export function say(background: TestBackground, also: Binding['keys'], fault?: Fault): void {
  background.surroundings.say = (origin, nonce) =>
    Promise.resolve({
      bytes: documentAnswer({
        origin,
        nonce,
        keys: [background.surroundings.tlsKey],
        also,
        now: background.surroundings.now,
        ...(fault === undefined ? {} : { fault }),
      }),
    });
}

/** A document whose certificate the browser does not show arrives in the tab. */
export const arrive = (background: TestBackground, documentId: string) =>
  background.arrive(TAB, { documentId, channel: unobserved('browser-cannot-see') });

/** The guard of a document reports its policy; null: that the document was stopped. @param more other fields of the sender */
export const guard = (background: TestBackground, documentId: string | null, policy: string | null, more: object = {}) =>
  background.tabs.guarded({ tabId: TAB, frameId: 0, url: `${ORIGIN}/`, documentId, ...more }, policy);

/** The policy that the browser's rule sets, with the guard's word for this origin in it. */
export async function headerOf(background: TestBackground): Promise<string> {
  return withSession(background.rules.rules.get(1)?.policy ?? '', await background.rules.word(ORIGIN));
}

/** The badge, and the answer to `channel.scripts` if the site was appraised. */
export async function scriptsOf(background: TestBackground) {
  // A guard's report is handled in the tab's queue.
  await background.ports.visits.inTurn(TAB, () => Promise.resolve());
  const view = await background.settled(TAB);
  const finding = view.state.at === 'appraised' && view.state.result.findings.find(({ check }) => check === 'channel.scripts');
  return { badge: view.badge, ...(finding === false ? {} : finding) };
}

/** The site was visited once: its lock is set, its page was reloaded, and the result is document D2. */
export async function locked(): Promise<TestBackground> {
  const background = await locking();
  await arrive(background, 'D1');
  await background.settled(TAB);
  await vi.waitUntil(() => background.reloaded.length === 1, { timeout: 20_000 });
  await arrive(background, 'D2');
  return background;
}
