import assert from 'node:assert/strict';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { registerDevicesOf } from '../../testing/substrate/devices.ts';
import type { TestChain } from '../../testing/substrate/test-chain.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { attesters } from '../../testing/site/attesters.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { finding, never, problemCode, tier } from './expect.ts';
import { chainFor } from './registry-site.ts';

/** The checks that ask the ledger whether it knows a key, and whether that was revoked. */
const CHECKS = {
  keystone: { known: 'keystone.device.registered', withdrawn: 'keystone.device.registered' },
  // The manufacturer's key is one entry, the device's own another.
  sanctum: { known: 'sanctum.manufacturer.registered', withdrawn: 'sanctum.device.status' },
} as const;

function attesterOf(tee: keyof typeof CHECKS): Attester {
  const found = attesters.find((one) => one.tee === tee);
  assert.ok(found, `no attester of ${tee}`);
  return found;
}

async function siteOf(context: Context, attester: Attester): Promise<TestSite> {
  const site = context.testSite({ attester });
  await context.accept(attester, site.origin);
  return site;
}

const nobodyAsked = (chain: TestChain): boolean =>
  [...chain.registryNodes, ...chain.relayNodes].every(({ asked }) => asked.length === 0);

for (const tee of ['keystone', 'sanctum'] as const) {
  e2e(`a ${tee} device is registered, revoked, and provably unknown on the ledger`, {}, async (context) => {
    const chain = await chainFor(context);
    const attester = attesterOf(tee);
    const site = await siteOf(context, attester);

    chain.produce(1);
    const unknown = await context.visit(site, '/?unknown');
    const refused = await unknown.badge('failed');
    assert.equal(finding(refused, CHECKS[tee].known).outcome, 'fail');
    assert.equal(tier(refused, 'hardware'), 'contraindicated');

    registerDevicesOf(chain, attester, undefined);
    const registered = await context.visit(site, '/?registered');
    const good = await registered.badge('verified');
    assert.equal(finding(good, CHECKS[tee].known).outcome, 'pass');
    await never(registered, 'failed', 'caution');

    registerDevicesOf(chain, attester, 'revoked');
    const revoked = await context.visit(site, '/?revoked');
    const withdrawn = await revoked.badge('failed');
    assert.equal(finding(withdrawn, CHECKS[tee].withdrawn).outcome, 'fail');
    await never(revoked, 'verified');
  });
}

e2e('a device of which no ledger may be asked, or only one node tells, is neither green nor red', {}, async (context) => {
  const attester = attesterOf('keystone');
  const site = await siteOf(context, attester);
  const nobody = await context.visit(site);
  assert.equal(problemCode(await nobody.badge('unavailable')), 'endorsement.unavailable');

  const chain = await chainFor(context);
  registerDevicesOf(chain, attester, 'revoked');
  assert.ok(nobodyAsked(chain));
  // Without finality, the newest block is only the word of a single node.
  for (const node of chain.relayNodes) await node.close();
  const alone = await context.visit(site);
  assert.equal(problemCode(await alone.badge('unavailable')), 'endorsement.unavailable');
  assert.ok(!nobodyAsked(chain));
  await never(alone, 'failed', 'verified');
});
