import { toHex } from '../../verifier/index.ts';
import { withSession } from '../../verifier/protocol/index.ts';
import { sessionWord } from '../api/page-guard.ts';
import type { PageRule, PageRules } from '../lock/page-rules.ts';
import { holdTabs } from './held-tabs.ts';
import { holdPages } from './requests.ts';
import { checksScriptKeys } from './script-keys.ts';
import { hasHostName } from './guard-scripts.ts';
import { registerGuard } from './scripts.ts';
import { session } from './session.ts';
import { tab } from './tabs.ts';
import { reloadUnheldTab } from './unheld-pages.ts';

const KEY = 'page-lock-secret';
const SECRET_BYTES = 16;

const rules = new Map<number, PageRule>();
let secret: Promise<string> | undefined;

/** Of this browser session only: `moz-extension:` addresses identify the profile for years, and pages see the policy. */
function sessionSecret(): Promise<string> {
  secret ??= (async () => {
    const stored = await session.get(KEY);
    if (typeof stored === 'string') return stored;
    const made = toHex(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
    await session.set({ [KEY]: made });
    return made;
  })();
  return secret;
}

const word = async (origin: string): Promise<string> => sessionWord(await sessionSecret(), origin);

async function apply(): Promise<void> {
  const headers = await Promise.all(
    [...rules.values()].map(async ({ origin, policy }) => [origin, withSession(policy, await word(origin))] as const),
  );
  const held = new Map(headers);
  holdPages(held);
  await holdTabs(held);
}

/**
 * Firefox: each background sets anew what is locked. Its listener for pages persists while it sleeps; the tabs that show one are held by
 * the browser (held-tabs.ts).
 */
export const firefoxRules: PageRules = {
  lasting: false,
  async set(rule, guarded) {
    rules.set(rule.id, rule);
    await apply();
    await registerGuard(guarded);
  },
  async drop(ids, guarded) {
    await registerGuard(guarded);
    for (const id of ids) rules.delete(id);
    await apply();
  },
  async renew(all) {
    rules.clear();
    for (const rule of all) rules.set(rule.id, rule);
    await apply();
    await registerGuard(all.map(({ origin }) => origin));
  },
  // Nothing lasts here: every background sets all again when it starts.
  guardAgain: () => Promise.resolve([]),
  reloadUnheld: () => Promise.resolve(),
  async reloadUnheldTab(tabId, origin) {
    // Nothing holds private windows (locked-responses.ts).
    if ((await tab(tabId))?.private === false) await reloadUnheldTab(tabId, [origin], [withSession('', await word(origin))]);
  },
  renewWord: () => Promise.resolve(),
  // The guard does this in the document itself, which needs no further permission.
  clear: () => Promise.resolve(),
  word,
  canHold: (origin) => Promise.resolve(hasHostName(origin)),
  checksKeys: checksScriptKeys,
};
