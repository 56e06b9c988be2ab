import assert from 'node:assert/strict';
import { toHex } from '../../src/verifier/index.ts';
import type { Page } from '../../testing/browser.ts';
import { axe, inScheme, keep, tooSmall, unfold, wider } from '../../testing/page-audit.ts';
import { fill, press, shows } from '../../testing/press.ts';
import { untilTrue } from '../../testing/poll.ts';
import { DEMONSTRATION_LIST } from '../../testing/test-build/demonstration.ts';
import { buildVault } from '../../testing/vault/build.ts';
import { openVault } from '../demo/vault.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';

const { url, key } = DEMONSTRATION_LIST;
const SUBSCRIBE = `src/popup/subscribe/index.html#tee-audit-list=${encodeURIComponent(url)}&key=${encodeURIComponent(key)}`;

/** Examines a filled page in both schemes, at its own width and the narrowest, and keeps pictures of it. */
async function examined({ browser }: Context, page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await inScheme(page, scheme);
    assert.deepEqual(await axe(page, scheme === 'light' ? undefined : 'color-contrast'), [], `${name} ${scheme}`);
    await keep(page, browser.name, `${name}-${scheme}`);
  }
  assert.deepEqual([...(await tooSmall(page)), ...(await wider(page, 320))], [], name);
}

e2e('a list is followed, its code is green with its reviewer, and a rebuild makes it the user’s own', {}, async (context) => {
  const { site } = await openVault(context.network);
  context.later(async () => {
    for (const { id } of await context.watch.call('lists.list', null)) await context.watch.call('lists.remove', { id });
    for (const { id } of await context.watch.call('allowlist.list', null)) await context.watch.call('allowlist.remove', { id });
  });

  const list = await context.extensionPage(SUBSCRIBE);
  await shows(list, 'this list exists in the test build only');
  assert.deepEqual(await context.watch.call('lists.list', null), []);
  await examined(context, list, 'subscribe');
  // A button for an important change becomes active half a second after it appeared; Firefox's driver presses it too early, in
  // vain.
  await untilTrue(
    'the button is awake',
    async () => (await list.evaluate(`document.querySelector('button.primary:enabled') !== null`)) === true,
  );
  await press(list, 'Follow this list');
  await shows(list, 'You follow this list now');

  const visited = await context.visit(site);
  await visited.badge('verified');
  const popup = await context.browser.popup(visited.tab);
  const text = await shows(popup, 'Vault 1.0.0');
  assert.match(text, /Demonstration auditor read the source, rebuilt it and got the same fingerprint/);
  assert.match(text, /this auditor exists in the test build only/);
  await popup.close();

  const rebuild = await context.extensionPage(`src/popup/rebuild/index.html?tab=${String(visited.tab.id)}`);
  await fill(rebuild, 'The fingerprint that your build printed', `MRENCLAVE=${'ab'.repeat(32)}`);
  await shows(rebuild, 'did not give the same fingerprint');
  await examined(context, rebuild, 'rebuild-different');
  await fill(rebuild, 'The fingerprint that your build printed', `MRENCLAVE=${toHex(buildVault().mrEnclave)}`);
  await shows(rebuild, 'Your build gave the same fingerprint');
  await examined(context, rebuild, 'rebuild-same');
  await press(rebuild, 'Keep as my own statement');
  await shows(rebuild, 'rebuilt by you');

  const options = await context.extensionPage('src/popup/options/index.html');
  await shows(options, 'Demonstration');
  await unfold(options);
  await options.evaluate(`(() => { document.querySelector('#lists').scrollIntoView(); return null; })()`);
  await examined(context, options, 'options-lists');

  // Code that the user built needs no auditor.
  for (const { id } of await context.watch.call('lists.list', null)) await context.watch.call('lists.remove', { id });
  const { state } = await visited.until(
    'the own statement alone is left',
    ({ state: now }) => now.at === 'appraised' && now.code.statements.length === 0,
  );
  assert.equal(state.at === 'appraised' ? state.code.outcome : null, 'reviewed');
});
