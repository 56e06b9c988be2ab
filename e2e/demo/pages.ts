import type { TestNetwork } from '../../testing/network.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { GPU_FAULTS, type GpuFault } from '../../src/verifier/testing/nvidia/machine.ts';
import type { SiteGpu } from '../../testing/site/document.ts';
import { html } from '../../testing/site/answer.ts';
import { tlsKey, type TestSite } from '../../testing/site/test-site.ts';
import { ACCOUNT, type DemoRegistry } from './registry.ts';

/** One page that the demonstration visits. */
export type DemoPage = {
  readonly title: string;
  readonly testSite: TestSite;
  /** RFC 3339; the time of appraisal, if that is not now. */
  readonly at: string | null;
  /** What happens before the visit, on the chain for example. */
  readonly before: (() => void) | null;
  /** The public registry is to be asked about it. */
  readonly registered: boolean;
};

/** The same while it is visited: only its address matters by then. */
export type VisitedPage = Omit<DemoPage, 'testSite'> & { readonly testSite: Pick<TestSite, 'host' | 'origin'> };

const DOMAIN = 'sealmark.test';

const FAULTS = ['tampered', 'debug', 'revoked'] as const;

/** The six sites of one simulated TEE: good, four that are bad in different ways, and one that says nothing. */
export function simulatedPages(
  network: TestNetwork,
  attester: Attester,
  prefix: string,
  registry: DemoRegistry,
): readonly DemoPage[] {
  const host = (name: string): string => `${prefix}${name}.${DOMAIN}`;
  const open = (title: string, name: string, options: Partial<Parameters<TestNetwork['open']>[0]> = {}): DemoPage => {
    const testSite = network.open({ host: host(name), attester, ...options });
    testSite.pages.set('/', () => html(title, `<p>${testSite.origin}</p>`));
    const before = (): void => {
      registry.registerDevice(attester, options.fault);
    };
    return { title, testSite, at: null, before: attester.registered === undefined ? null : before, registered: false };
  };
  const known = (attester.registered === undefined ? FAULTS : FAULTS.toReversed()).filter((fault) =>
    attester.faults.includes(fault),
  );
  const of = prefix === '' ? '' : ` (${attester.tee})`;
  const titles = {
    tampered: 'A quote that was changed after it was signed',
    revoked: 'A platform that the manufacturer revoked',
    debug: 'An enclave in debug mode',
  } as const;
  const good = open(`A good site${of}`, 'good');
  const bad = known.map((fault) => open(`${titles[fault]}${of}`, fault, { fault }));
  return [
    // A good answer of the ledger is kept for an hour; a bad one is asked for again at once. So the bad ones come first.
    ...(attester.registered === undefined ? [good, ...bad] : [...bad, good]),
    ...(prefix === '' ? [onTheRegistry(open('A good site that stands on the public registry', 'registered'), registry)] : []),
    ...(prefix === '' ? [otherKey(open('A TLS key that is not the attested one', 'other-key', { nodes: 2 }))] : []),
    ...(prefix === '' ? [open('A site that announces nothing', 'silent', { announcing: 'nothing' })] : []),
  ];
}

/** A TDX machine with a GPU: named by its evidence, and attached to it in each way that can go wrong. */
export function gpuPages(network: TestNetwork): readonly DemoPage[] {
  const open = (title: string, name: string, gpu: SiteGpu): DemoPage => {
    const testSite = network.open({ host: `gpu-${name}.${DOMAIN}`, attester: tdxAttester, gpu });
    testSite.pages.set('/', () => html(title, `<p>${testSite.origin}</p>`));
    return { title, testSite, at: null, before: null, registered: false };
  };
  return [
    open('A GPU that the machine names', 'good', { named: true }),
    open('A GPU beside the machine, which does not name it', 'unnamed', { named: false }),
    ...GPU_FAULTS.map((fault) => open(GPU_TITLES[fault], fault, { fault, named: fault !== 'other-machine' })),
  ];
}

const GPU_TITLES: Readonly<Record<GpuFault, string>> = {
  'wrong-nonce': 'A GPU that answered somebody else',
  debug: 'A GPU that is open to debuggers',
  revoked: 'A GPU that its maker revoked',
  'firmware-unknown': 'A GPU with firmware that nobody published',
  'firmware-changed': 'A GPU with firmware that was changed',
  'other-machine': 'A GPU of another machine, relayed',
};

/** The site's evidence also commits to an account, under which its enclave has registered itself on the chain. */
function onTheRegistry(page: DemoPage, registry: DemoRegistry): DemoPage {
  const { testSite } = page;
  if (testSite.attestation !== null) {
    const keys = (node: number) => [...tlsKey(testSite.credentials[node]), { use: 'registry', key: ACCOUNT } as const];
    testSite.attestation = { ...testSite.attestation, keys };
  }
  return { ...page, before: registry.registerEnclave, registered: true };
}

/** The site answers with its second key; its evidence names the first: an interceptor. */
function otherKey(page: DemoPage): DemoPage {
  const { testSite } = page;
  testSite.node = 1;
  if (testSite.attestation !== null)
    testSite.attestation = { ...testSite.attestation, keys: () => tlsKey(testSite.credentials[0]) };
  return page;
}
