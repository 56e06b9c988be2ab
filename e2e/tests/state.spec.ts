import assert from 'node:assert/strict';
import { answered, source } from '../../testing/json.ts';
import { untilTrue } from '../../testing/poll.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';

/** Script: everything that the extension keeps anywhere, as one text. */
const EVERYTHING = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const held = [await chrome.storage.local.get(), await chrome.storage.session.get(), await chrome.storage.sync?.get()];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const content = database.transaction(store).objectStore(store);
      held.push(await done(content.getAllKeys()), await done(database.transaction(store).objectStore(store).getAll()));
    }
    database.close();
  }
  for (const name of await caches.keys()) held.push(...(await (await caches.open(name)).keys()).map(({ url }) => url));
  return JSON.stringify(held, (_, value) => (value instanceof Uint8Array ? [...value].join() : value));
})()`;

async function everything({ browser }: Context): Promise<string> {
  return answered<string>(await browser.probe.evaluate(EVERYTHING));
}

e2e('a private window is checked and leaves nothing behind', { inPrivate: true, fresh: true }, async (context) => {
  const site = context.testSite();
  const visited = await context.visit(site, '/', { private: true });
  await visited.titled(/unknown code/i);
  // Also while it is open: Chromium's two instances share more than their manifest says.
  if (context.browser.name === 'chromium') assert.ok(!(await everything(context)).includes(site.host));
  await visited.tab.close();
  const left = async (): Promise<string | undefined> =>
    new RegExp(`.{0,300}${site.host}.{0,100}`).exec(await everything(context))?.[0];
  await untilTrue('nothing is left', async () => (await left()) === undefined).catch(async (error: unknown) => {
    throw new Error(`a trace of the private window is left: ${(await left()) ?? ''}`, { cause: error });
  });
});

e2e('an ordinary window does leave what the next visit needs', {}, async (context) => {
  const site = context.testSite();
  await context.accept(context.platform, site.origin);
  await (await context.visit(site)).badge('verified');
  assert.ok((await everything(context)).includes(site.host), 'the look into the storage finds nothing, so it shows nothing');
});

e2e('without leave for private windows nothing in them is looked at', {}, async (context) => {
  const site = context.testSite();
  const tab = await context.browser.newTab({ private: true });
  context.later(() => tab.close());
  assert.equal(await tab.goto(site.origin), null);
  const silent = context.testSite({ announcing: 'nothing' });
  await (await context.visit(silent)).badge('none');
  assert.deepEqual(site.asked(), []);
});

e2e('a record that cannot be read is set aside and reported, and the others still count', { fresh: true }, async (context) => {
  const site = context.testSite();
  const entry = await context.accept(context.platform, site.origin);
  const broken = { ...entry, id: 'broken', registers: 'not what it was' };
  await context.browser.probe.evaluate(`(async () => {
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        if (!store.includes('allow')) continue;
        const content = database.transaction(store, 'readwrite').objectStore(store);
        const inline = content.keyPath !== null;
        await done(inline ? content.put(${source(broken)}) : content.put(${source(broken)}, 'broken'));
      }
      database.close();
    }
    return null;
  })()`);
  await context.browser.killBackground();
  const listed = await context.watch.call('allowlist.list', null);
  assert.ok(listed.some(({ id }) => id === entry.id));
  assert.ok(!listed.some(({ id }) => id === 'broken'));
  const aside = await context.watch.call('storage.set-aside', null);
  assert.ok(
    aside.some(({ key }) => key.includes('broken')),
    JSON.stringify(aside),
  );
  await (await context.visit(site)).badge('verified');
});
