import assert from 'node:assert/strict';
import type { Context } from '../runner/context.ts';
import { tlsKey, type TestSite } from '../../testing/site/test-site.ts';

/** A good site whose code the user accepted: only the connection can keep its mark from `verified`. */
export async function known(
  { testSite, accept, platform }: Context,
  options: Parameters<Context['testSite']>[0] = {},
): Promise<TestSite> {
  const site = testSite(options);
  await accept(platform, site.origin);
  return site;
}

/** From now on this site's evidence names only its first node's key, whichever node is asked. */
export function attestOnlyFirstNode(site: TestSite): void {
  assert.ok(site.attestation);
  site.attestation = { ...site.attestation, keys: () => tlsKey(site.credentials[0]) };
}

/** How often a path of this site was loaded. */
export const pageLoads = (site: TestSite, path: string): number => site.requests().filter(({ target }) => target === path).length;
