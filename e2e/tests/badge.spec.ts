import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import { send } from '../../testing/site/answer.ts';
import type { TestSiteAttestation } from '../../testing/site/test-site.ts';
import { anchorSettings } from '../../testing/site/attesters.ts';
import { e2e } from '../runner/declare.ts';
import { appraised, never, tier } from './expect.ts';

e2e(
  'in a release a simulated root is simulated and never verified',
  { build: 'release' },
  async ({ testSite, accept, visit, watch, platform, later }) => {
    const settings = await watch.call('settings.get', null);
    await watch.call('settings.put', {
      ...settings,
      developer: { ...settings.developer, testAnchors: anchorSettings(platform) },
    });
    later(() => watch.call('settings.put', settings));
    const site = testSite();
    await accept(platform, site.origin);
    const visited = await visit(site);
    const view = await visited.badge('simulated');
    assert.equal(tier(view, 'hardware'), 'affirming');
    assert.notDeepEqual(appraised(view).result.simulated, []);
    await visited.titled(/test/i);
    await never(visited, 'verified', 'unaudited', 'unbound');
  },
);

e2e('in a release a root that nobody pinned is red', { build: 'release' }, async ({ testSite, visit }) => {
  const visited = await visit(testSite());
  const view = await visited.badge('failed');
  assert.equal(tier(view, 'hardware'), 'contraindicated');
  await never(visited, 'verified', 'simulated');
});

e2e('genuine hardware with code that nobody named is unaudited', {}, async ({ testSite, visit }) => {
  const visited = await visit(testSite());
  await visited.badge('unaudited');
  await visited.titled(/unknown code/i);
  await never(visited, 'verified', 'unbound');
});

for (const fault of ['tampered', 'revoked', 'debug', 'wrong-key', 'wrong-root', 'wrong-report-data'] as const) {
  e2e(`evidence that is ${fault} is failed`, {}, async ({ testSite, accept, visit, platform }) => {
    const site = testSite({ fault });
    await accept(platform, site.origin);
    const visited = await visit(site);
    await visited.badge('failed');
    assert.equal((await visited.settled()).badge, 'failed');
    await never(visited, 'verified', 'unbound', 'unaudited');
  });
}

e2e(
  'endorsements that have expired are asked for again, and make no site red',
  {},
  async ({ testSite, accept, visit, platform }) => {
    const site = testSite({ fault: 'expired' });
    await accept(platform, site.origin);
    const visited = await visit(site);
    await visited.settled();
    await never(visited, 'failed');
  },
);

e2e('a platform that lacks patches is a warning', {}, async ({ testSite, accept, visit, platform }) => {
  const site = testSite({ fault: 'out-of-date' });
  await accept(platform, site.origin);
  const visited = await visit(site);
  const view = await visited.badge('caution');
  assert.equal(tier(view, 'hardware'), 'warning');
  await never(visited, 'verified');
});

e2e('the mark goes with the site: a tick never stands over another origin', {}, async ({ testSite, accept, visit, platform }) => {
  const good = testSite();
  await accept(platform, good.origin);
  const silent = testSite({ announcing: 'nothing' });
  const visited = await visit(good);
  await visited.badge('verified');
  await visited.tab.goto(silent.origin);
  await visited.badge('none');
  for (const { origin, badge } of await visited.history()) if (badge === 'verified') assert.equal(origin, good.origin);
});

e2e('the toolbar says what the view says, after each navigation', {}, async ({ testSite, accept, visit, platform }) => {
  const good = testSite();
  await accept(platform, good.origin);
  const silent = testSite({ announcing: 'nothing' });
  const visited = await visit(good);
  const says = (words: RegExp) => untilTrue(`the title says ${String(words)}`, async () => words.test(await visited.title()));
  await visited.badge('verified');
  await says(/^Attested processing on /);
  await visited.tab.goto(silent.origin);
  await says(/^No attestation on /);
  await visited.tab.goto(good.origin);
  await says(/^Attested processing on /);
});

e2e('two tabs have two marks', {}, async ({ testSite, accept, visit, platform }) => {
  const good = testSite();
  const bad = testSite({ fault: 'tampered' });
  await accept(platform, null);
  const [one, two] = [await visit(good), await visit(bad)];
  await one.badge('verified');
  await two.badge('failed');
  assert.equal((await one.settled()).badge, 'verified');
});

function withoutFault({ attester, sendEndorsements, keys, origin, now }: TestSiteAttestation): TestSiteAttestation {
  return { attester, sendEndorsements, keys, origin, now };
}

e2e('a failure lasts until a complete check says otherwise', {}, async ({ testSite, accept, visit, platform }) => {
  const site = testSite({ fault: 'tampered' });
  await accept(platform, site.origin);
  const visited = await visit(site);
  await visited.badge('failed');

  // Nothing can be checked, so nothing contradicts.
  site.wellKnown = (_, respond) => {
    send(respond, { status: 503, body: '' });
  };
  await visited.tab.goto(`${site.origin}/?broken`);
  assert.equal((await visited.settled()).badge, 'failed');

  site.wellKnown = null;
  assert.ok(site.attestation);
  site.attestation = withoutFault(site.attestation);
  await visited.tab.goto(`${site.origin}/?good`);
  await visited.badge('verified');
});

e2e('a site that failed and then announces nothing is missing', {}, async ({ testSite, visit }) => {
  const site = testSite({ fault: 'tampered' });
  const visited = await visit(site);
  await visited.badge('failed');
  site.announcing = 'nothing';
  site.wellKnown = null;
  site.attestation = null;
  await visited.tab.goto(`${site.origin}/?later`);
  const view = await visited.badge('missing');
  assert.equal(view.state.at, 'missing');
});

e2e('a site pinned hard that offers nothing is missing', {}, async ({ testSite, visit, watch, later }) => {
  const site = testSite({ announcing: 'nothing' });
  site.attestation = null;
  await watch.call('site.pin', { origin: site.origin, pin: 'hard' });
  later(() => watch.call('site.pin', { origin: site.origin, pin: 'off' }));
  await (await visit(site)).badge('missing');
});

e2e('a site pinned softly that offers nothing is a warning', {}, async ({ testSite, visit, watch, later }) => {
  const site = testSite({ announcing: 'nothing' });
  site.attestation = null;
  await watch.call('site.pin', { origin: site.origin, pin: 'soft' });
  later(() => watch.call('site.pin', { origin: site.origin, pin: 'off' }));
  await (await visit(site)).badge('caution');
});

e2e(
  'code that changed since the last visit and that nobody reviewed is changed',
  {},
  async ({ testSite, accept, visit, platform }) => {
    const site = testSite();
    await accept(platform, site.origin);
    await (await visit(site)).badge('verified');
    assert.ok(site.attestation);
    site.attestation = { ...site.attestation, fault: 'other-code' };
    await (await visit(site)).badge('changed');
  },
);

e2e(
  'a site attested before is asked again without being prompted by itself',
  {},
  async ({ testSite, accept, visit, platform }) => {
    const site = testSite();
    await accept(platform, site.origin);
    await (await visit(site)).badge('verified');
    site.announcing = 'nothing';
    const view = await (await visit(site)).until('the site is judged', ({ state }) => state.at === 'appraised');
    assert.equal(appraised(view).announcedBy, 'seen-before');
  },
);
