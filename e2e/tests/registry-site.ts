import assert from 'node:assert/strict';
import type { Badge } from '../../src/background/api/badge.ts';
import type { RegistryProfile } from '../../src/background/api/registry-profile.ts';
import type { RegistryAnswer, RegistryView } from '../../src/background/api/registry-view.ts';
import type { SiteView } from '../../src/background/api/site-view.ts';
import { profileOf } from '../../testing/substrate/profile.ts';
import { TestChain, type Registration, type TestChainOptions } from '../../testing/substrate/test-chain.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { tlsKey, type TestSite } from '../../testing/site/test-site.ts';

/** The account to which the evidence of `siteWithAccount` commits. */
export const ACCOUNT = new Uint8Array(32).fill(0xa1);

/** A test chain that the extension knows and may ask, removed after the test. */
export async function chainFor(
  { watch, later }: Context,
  options: TestChainOptions = {},
  changes: Partial<RegistryProfile> = {},
): Promise<TestChain> {
  const chain = await TestChain.start({ now: Date.now() - 60_000, ...options });
  const profile = profileOf(chain, changes);
  await watch.call('registry.put', profile);
  await watch.call('registry.turn', { id: profile.id, on: true });
  later(async () => {
    await watch.call('registry.remove', { id: profile.id });
    await chain.close();
  });
  return chain;
}

/** A good site whose evidence also commits to an account key. */
export async function siteWithAccount({ testSite, accept, platform }: Context): Promise<TestSite> {
  const site = testSite();
  assert.ok(site.attestation);
  site.attestation = {
    ...site.attestation,
    keys: (node) => [...tlsKey(site.credentials[node]), { use: 'registry', key: ACCOUNT }],
  };
  await accept(platform, site.origin);
  return site;
}

/** How the site's code would register itself, according to the fresh evidence. */
function registration(view: SiteView): Registration {
  assert.ok(view.state.at === 'appraised' && view.state.result.claims !== null);
  const { measurements } = view.state.result.claims;
  const register = (name: string): Uint8Array =>
    Buffer.from(measurements.find((one) => one.register === name)?.value ?? '', 'hex');
  const reportData = new Uint8Array(64);
  reportData.set(ACCOUNT);
  return { reportData, mrEnclave: register('MRENCLAVE'), mrSigner: register('MRSIGNER') };
}

/** A row that was answered. */
type Answered = Extract<RegistryView, { readonly at: 'answered' }>;

/** Waits until the chain's answer is of this kind. */
export async function answerOf(visit: TestVisit, kind: RegistryAnswer['kind']): Promise<Answered> {
  const view = await visit.until(
    `the chain answers ${kind}`,
    ({ registry }) => registry?.at === 'answered' && registry.answer.kind === kind,
  );
  assert.ok(view.registry?.at === 'answered');
  return view.registry;
}

/** The mark of a site whose chain has answered: answer and mark are written together. */
export async function markOf(visit: TestVisit): Promise<Badge | undefined> {
  return (await visit.view())?.badge;
}

/** Goes to the site once to learn its code. */
export async function codeOf(context: Context, site: TestSite): Promise<Registration> {
  const first = await context.visit(site);
  const known = registration(await first.until('evidence is judged', ({ state }) => state.at === 'appraised'));
  await first.tab.close();
  return known;
}

/** Visits the site once to learn its code, lets `prepare` change the chain, and visits again. */
export async function visitAfter(context: Context, site: TestSite, prepare: (known: Registration) => void): Promise<TestVisit> {
  prepare(await codeOf(context, site));
  return await context.visit(site);
}
