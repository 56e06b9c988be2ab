import { profileOf } from '../chain/profile.ts';
import { TestChain, type Registration } from '../chain/test-chain.ts';
import type { Watch } from '../lib/watch.ts';
import type { World } from '../lib/world.ts';
import { instant } from '../../src/verifier/time.ts';
import { tlsKey } from '../site/place.ts';
import type { DemoPage } from './pages.ts';

const ACCOUNT = new Uint8Array(32).fill(0xa1);

/** A relay chain and a parachain with the registry, which the extension may ask from now on. */
export async function demoChain(world: World, watching: Watch): Promise<TestChain> {
  const named = (what: string, index: number) => world.named(`${what}${String(index)}.chain.test`);
  const chain = await TestChain.start({ now: Date.now() - 900_000, nodes: 2, voters: 20, named });
  const profile = profileOf(chain, { id: 'demonstration', name: 'Demonstration chain' });
  await watching.call('registry.put', profile);
  await watching.call('registry.turn', { id: profile.id, on: true });
  return chain;
}

/**
 * What a manufacturer would have registered about the page's device: there for every page of open hardware, and revoked
 * for the one whose platform was. The simulated devices share one key, so the ledger follows the page.
 */
export function registerDevice(chain: TestChain, { place }: DemoPage): void {
  const { attestation } = place;
  if (attestation?.attester.registered === undefined) return;
  const { attester, fault } = attestation;
  const request = { reportData: new Uint8Array(64), nonce: new Uint8Array(), now: instant(Date.now()) };
  const status = fault === 'revoked' ? 'revoked' : 'active';
  for (const { need, bytes } of attester.registered?.(request) ?? []) {
    // Of a stranger's key the register says that it holds nothing, and so does the chain.
    if (new TextDecoder().decode(bytes).includes('"records":[]')) continue;
    const map = need.kind === 'manufacturer-key' ? 'ManufacturerKeys' : 'Devices';
    const fields = { status, revokedAt: status === 'revoked' ? chain.world.now : null } as const;
    // A revoked platform's manufacturer is still one.
    chain.registerDevice(Buffer.from(need['key'] ?? '', 'hex'), map === 'Devices' ? fields : {}, map);
  }
}

/** The good site's evidence commits to an account key too, under which its code registered itself. */
export function registerOn(chain: TestChain, { place }: DemoPage, code: Pick<Registration, 'mrEnclave' | 'mrSigner'>): void {
  if (place.attestation === null) return;
  place.attestation = {
    ...place.attestation,
    keys: (node) => [...tlsKey(place.credentials[node]), { use: 'registry', key: ACCOUNT }],
  };
  const reportData = new Uint8Array(64);
  reportData.set(ACCOUNT);
  chain.registerSovereign({ ...code, reportData, url: place.origin });
  chain.changeVoters();
}
