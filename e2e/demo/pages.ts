import type { World } from '../lib/world.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { html } from '../site/answer.ts';
import { tlsKey, type Place } from '../site/place.ts';

/** One page that the demonstration visits. */
export type DemoPage = {
  readonly title: string;
  readonly place: Place;
  /** RFC 3339; the time at which its evidence is judged, when that is not now. */
  readonly at: string | null;
};

const DOMAIN = 'sealmark.test';

/** The six sites of one simulated TEE: good, four that are bad in different ways, and one that says nothing. */
export function simulatedPages(world: World, attester: Attester, prefix: string): readonly DemoPage[] {
  const host = (name: string): string => `${prefix}${name}.${DOMAIN}`;
  const open = (title: string, name: string, options: Partial<Parameters<World['open']>[0]> = {}): DemoPage => {
    const place = world.open({ host: host(name), attester, ...options });
    place.pages.set('/', () => html(title, `<p>${place.origin}</p>`));
    return { title, place, at: null };
  };
  const known = (['tampered', 'revoked', 'debug'] as const).filter((fault) => attester.faults.includes(fault));
  const of = prefix === '' ? '' : ` (${attester.tee})`;
  const titles = {
    tampered: 'A quote that was changed after it was signed',
    revoked: 'A platform that the manufacturer revoked',
    debug: 'An enclave in debug mode',
  } as const;
  return [
    open(`A good site${of}`, 'good'),
    ...known.map((fault) => open(`${titles[fault]}${of}`, fault, { fault })),
    ...(prefix === '' ? [otherKey(open('A TLS key that is not the attested one', 'other-key', { nodes: 2 }))] : []),
    ...(prefix === '' ? [open('A site that announces nothing', 'silent', { announcing: 'nothing' })] : []),
  ];
}

/** The site answers with its second key; its evidence names the first: somebody stands in between. */
function otherKey(page: DemoPage): DemoPage {
  const { place } = page;
  place.node = 1;
  if (place.attestation !== null) place.attestation = { ...place.attestation, keys: () => tlsKey(place.credentials[0]) };
  return page;
}
