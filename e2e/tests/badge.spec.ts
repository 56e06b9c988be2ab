import assert from 'node:assert/strict';
import { untilTrue } from '../lib/poll.ts';
import type { PlaceAttestation } from '../site/place.ts';
import { anchorSettings } from '../site/attesters.ts';
import { e2e } from '../runner/registry.ts';
import { judged, never, tier } from './expect.ts';

e2e(
  'in a release a simulated root is simulated and never verified',
  { build: 'release' },
  async ({ place, accept, visit, watch, platform, later }) => {
    const settings = await watch.call('settings.get', null);
    await watch.call('settings.put', {
      ...settings,
      developer: { ...settings.developer, testAnchors: anchorSettings(platform) },
    });
    later(() => watch.call('settings.put', settings));
    const site = place();
    await accept(platform, site.origin);
    const visited = await visit(site);
    const view = await visited.badge('simulated');
    assert.equal(tier(view, 'hardware'), 'affirming');
    assert.notDeepEqual(judged(view).result.simulated, []);
    await visited.titled(/test/i);
    await never(visited, 'verified', 'unaudited', 'unbound');
  },
);

e2e('in a release a root that nobody pinned is red', { build: 'release' }, async ({ place, visit }) => {
  const visited = await visit(place());
  const view = await visited.badge('failed');
  assert.equal(tier(view, 'hardware'), 'contraindicated');
  await never(visited, 'verified', 'simulated');
});

e2e('genuine hardware with code that nobody named is unaudited', {}, async ({ place, visit }) => {
  const visited = await visit(place());
  await visited.badge('unaudited');
  await visited.titled(/unknown code/i);
  await never(visited, 'verified', 'unbound');
});

for (const fault of ['tampered', 'revoked', 'debug', 'wrong-key', 'wrong-root', 'wrong-report-data'] as const) {
  e2e(`evidence that is ${fault} is failed`, {}, async ({ place, accept, visit, platform }) => {
    const site = place({ fault });
    await accept(platform, site.origin);
    const visited = await visit(site);
    const view = await visited.settled();
    assert.equal(view.badge, 'failed');
    await never(visited, 'verified', 'unbound', 'unaudited');
  });
}

e2e(
  'endorsements that have expired are asked for again, and make no site red',
  {},
  async ({ place, accept, visit, platform }) => {
    const site = place({ fault: 'expired' });
    await accept(platform, site.origin);
    const visited = await visit(site);
    await visited.settled();
    await never(visited, 'failed');
  },
);

e2e('a platform that lacks patches is a warning', {}, async ({ place, accept, visit, platform }) => {
  const site = place({ fault: 'out-of-date' });
  await accept(platform, site.origin);
  const visited = await visit(site);
  const view = await visited.badge('caution');
  assert.equal(tier(view, 'hardware'), 'warning');
  await never(visited, 'verified');
});

e2e('the mark goes with the site: a tick never stands over another origin', {}, async ({ place, accept, visit, platform }) => {
  const good = place();
  await accept(platform, good.origin);
  const silent = place({ announcing: 'nothing' });
  const visited = await visit(good);
  await visited.badge('verified');
  await visited.tab.goto(silent.origin);
  await visited.badge('none');
  for (const { origin, badge } of await visited.history()) if (badge === 'verified') assert.equal(origin, good.origin);
});

e2e('the toolbar says what the view says, after each navigation', {}, async ({ place, accept, visit, platform }) => {
  const good = place();
  await accept(platform, good.origin);
  const silent = place({ announcing: 'nothing' });
  const visited = await visit(good);
  const says = (words: RegExp) => untilTrue(`the title says ${String(words)}`, async () => words.test(await visited.title()));
  await visited.badge('verified');
  await says(/^Attested processing on /);
  await visited.tab.goto(silent.origin);
  await says(/^No attestation on /);
  await visited.tab.goto(good.origin);
  await says(/^Attested processing on /);
});

e2e('two tabs have two marks', {}, async ({ place, accept, visit, platform }) => {
  const good = place();
  const bad = place({ fault: 'tampered' });
  await accept(platform, null);
  const [one, two] = [await visit(good), await visit(bad)];
  await one.badge('verified');
  await two.badge('failed');
  assert.equal((await one.settled()).badge, 'verified');
});

function withoutFault({ attester, sendEndorsements, keys, origin, now }: PlaceAttestation): PlaceAttestation {
  return { attester, sendEndorsements, keys, origin, now };
}

e2e('a failure lasts until a complete check says otherwise', {}, async ({ place, accept, visit, platform }) => {
  const site = place({ fault: 'tampered' });
  await accept(platform, site.origin);
  const visited = await visit(site);
  await visited.badge('failed');

  site.wellKnown = () => undefined; // Silence: nothing can be checked, so nothing says otherwise.
  await visited.tab.goto(`${site.origin}/?silent`);
  assert.equal((await visited.settled()).badge, 'failed');

  site.wellKnown = null;
  assert.ok(site.attestation);
  site.attestation = withoutFault(site.attestation);
  await visited.tab.goto(`${site.origin}/?good`);
  await visited.badge('verified');
});

e2e('a site that failed and then announces nothing is missing', {}, async ({ place, visit }) => {
  const site = place({ fault: 'tampered' });
  const visited = await visit(site);
  await visited.badge('failed');
  site.announcing = 'nothing';
  site.wellKnown = null;
  site.attestation = null;
  await visited.tab.goto(`${site.origin}/?later`);
  const view = await visited.badge('missing');
  assert.equal(view.state.at, 'missing');
});

e2e('a site pinned hard that offers nothing is missing', {}, async ({ place, visit, watch, later }) => {
  const site = place({ announcing: 'nothing' });
  site.attestation = null;
  await watch.call('site.pin', { origin: site.origin, pin: 'hard' });
  later(() => watch.call('site.pin', { origin: site.origin, pin: 'off' }));
  await (await visit(site)).badge('missing');
});

e2e('a site pinned softly that offers nothing is a warning', {}, async ({ place, visit, watch, later }) => {
  const site = place({ announcing: 'nothing' });
  site.attestation = null;
  await watch.call('site.pin', { origin: site.origin, pin: 'soft' });
  later(() => watch.call('site.pin', { origin: site.origin, pin: 'off' }));
  await (await visit(site)).badge('caution');
});

e2e(
  'code that changed since the last visit and that nobody reviewed is changed',
  {},
  async ({ place, accept, visit, platform }) => {
    const site = place();
    await accept(platform, site.origin);
    await (await visit(site)).badge('verified');
    assert.ok(site.attestation);
    site.attestation = { ...site.attestation, fault: 'other-code' };
    await (await visit(site)).badge('changed');
  },
);

e2e('a site attested before is asked again without being prompted by itself', {}, async ({ place, accept, visit, platform }) => {
  const site = place();
  await accept(platform, site.origin);
  await (await visit(site)).badge('verified');
  site.announcing = 'nothing';
  const view = await (await visit(site)).until('the site is judged', ({ state }) => state.at === 'judged');
  assert.equal(judged(view).announcedBy, 'seen-before');
});
