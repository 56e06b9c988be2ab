import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import { e2e } from '../runner/declare.ts';
import { known } from './known-site.ts';

/** Browsers close a database when storage is cleared or a disk fails; whatever then throws, the mark is not the previous one. */
e2e('a site that comes after the database was lost inherits no verdict', { fresh: true }, async (context) => {
  const good = await known(context);
  const silent = context.testSite({ announcing: 'nothing' });
  silent.pages.set('/nothing', () => ({ status: 204, body: '' }));
  const visited = await context.visit(good);
  await visited.badge('verified');
  await visited.titled(/^Attested processing/);

  await context.browser.loseDatabase();
  await visited.tab.goto(silent.origin);
  const inherits = async (): Promise<void> => {
    const view = await visited.settled();
    assert.equal(view.origin, silent.origin);
    assert.ok(['none', 'unavailable'].includes(view.badge), view.badge);
    await visited.titled(/^(?!Attested)/);
  };
  await inherits();

  // After a failed navigation the mark is repainted.
  const asked = (): boolean => silent.requests().some(({ target }) => target === '/nothing');
  await visited.tab.evaluate(`(() => { setTimeout(() => { location.href = '/nothing'; }, 0); return null; })()`);
  await untilTrue('it asked for nothing', () => Promise.resolve(asked()));
  await inherits();
  const every = await visited.history();
  assert.deepEqual(
    every.filter(({ origin, badge }) => origin === silent.origin && badge === 'verified'),
    [],
  );
});

e2e('after the database was lost sites are checked as before', { fresh: true }, async (context) => {
  const visited = await context.visit(await known(context));
  await visited.badge('verified');
  await context.browser.loseDatabase();
  const next = await context.visit(await known(context));
  await next.badge('verified');
});
