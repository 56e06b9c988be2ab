// Covers: intel-chain.ts, authenticate.ts
import { describe, expect, it } from 'vitest';
import { issue, selfSigned } from '../testing/authority.ts';
import { explicit, integer, octetString, sequence, time, toPem } from '../testing/der-writer.ts';
import { makeCase, usualAuthorities, type Authorities } from '../testing/intel/case.ts';
import { faultsOf, appraiseIntelCase, NOW } from '../testing/intel/appraised.ts';
import { intelName, intelRoot, pckCa, pckLeaf, sgxEntries, sgxExtension, PLATFORM } from '../testing/intel/pki.ts';
import { p256Key, p384Key } from '../testing/keys.ts';
import { ORDINARY_POLICY } from '../tees.ts';
import { OID } from '../x509/extensions.ts';

const CHECK = 'dcap.pck-chain.root';

const usual = usualAuthorities();

/** The only finding about the chain with these certificates. */
async function fault(change: (authorities: Authorities) => Partial<Authorities>): Promise<string | undefined> {
  const found = await faultsOf({ authorities: (known) => ({ ...known, ...change(known) }), anchor: usual.root });
  return found[CHECK];
}

describe('the PCK chain', () => {
  it.each(['Platform', 'Processor'] as const)('holds under the %s CA', async (which) => {
    const ca = pckCa(usual.root, which);
    const result = await faultsOf({ authorities: (known) => ({ ...known, ca, pck: pckLeaf(ca) }) });
    expect(result).toEqual({});
  });

  it('marks the result simulated by the root that it rests on', async () => {
    expect((await appraiseIntelCase({})).simulated).toEqual(['simulated Intel root']);
  });

  it('does not accept another root of the same name', async () => {
    const root = intelRoot('somebody else');
    const ca = pckCa(root);
    expect(await fault(() => ({ root, ca, pck: pckLeaf(ca) }))).toBe('fail other-root');
  });

  it('does not accept a root with the same key and other bytes', async () => {
    const root = intelRoot(undefined, { serial: Uint8Array.of(9) });
    expect(await fault(() => ({ root }))).toBe('fail reissued-root');
  });

  it('refuses a CA that another key signed', async () => {
    const ca = issue(
      usual.root,
      { subject: intelName('Intel SGX PCK Platform CA'), key: p256Key('PCK Platform CA'), ca: true, pathLength: 0 },
      p256Key('evil'),
    );
    expect(await fault(() => ({ ca, pck: pckLeaf(ca) }))).toBe('fail signature');
  });

  it('refuses a leaf that another key signed', async () => {
    expect(await fault(({ ca }) => ({ pck: pckLeaf(ca, PLATFORM, {}, p256Key('evil')) }))).toBe('fail signature');
  });

  it('refuses a leaf that a leaf issued', async () => {
    expect(await fault(({ pck }) => ({ ca: pck, pck: pckLeaf(pck) }))).toBe('fail name');
  });

  it('refuses a leaf under an intermediate that is not a CA', async () => {
    const ca = pckCa(usual.root, 'Platform', { ca: false });
    expect(await fault(() => ({ ca, pck: pckLeaf(ca) }))).toBe('fail not-a-ca');
  });

  it.each([
    ['leaf', ({ ca }: Authorities) => ({ pck: pckLeaf(ca, PLATFORM, { subject: intelName('Intel SGX TCB Signing') }) })],
    [
      'root',
      () => ({ root: selfSigned({ subject: intelName('Intel SGX Other CA'), key: p256Key('intel root'), pathLength: 1 }) }),
    ],
  ] as const)('refuses another name of the %s', async (_, change) => {
    const found = await faultsOf({ authorities: (known) => ({ ...known, ...change(known) }) });
    expect(found[CHECK]).toBe('fail name');
  });

  it('refuses a leaf that is a CA', async () => {
    expect(await fault(({ ca }) => ({ pck: pckLeaf(ca, PLATFORM, { ca: true }) }))).toBe('fail leaf-is-a-ca');
  });

  it('refuses a leaf that may not sign', async () => {
    expect(
      await fault(({ ca }) => ({
        pck: pckLeaf(ca, PLATFORM, { without: [OID.keyUsage], extensions: [...extensions(), keyUsage(0x06, 1)] }),
      })),
    ).toBe('fail key-usage');
  });

  it.each([OID.authorityKeyIdentifier, OID.subjectKeyIdentifier, OID.keyUsage, OID.basicConstraints])(
    'refuses a leaf without extension %s',
    async (oid) => {
      expect(await fault(({ ca }) => ({ pck: pckLeaf(ca, PLATFORM, { without: [oid] }) }))).toBe('fail extension-missing');
    },
  );

  it('refuses a leaf with an unknown critical extension', async () => {
    const odd = { oid: '1.2.3.4', critical: true, value: octetString(new Uint8Array()) };
    expect(await fault(({ ca }) => ({ pck: pckLeaf(ca, PLATFORM, { extensions: [...extensions(), odd] }) }))).toBe(
      'fail unknown-critical-extension',
    );
  });

  it('refuses a path length that leaves no room', async () => {
    const root = intelRoot(undefined, { pathLength: 0 });
    const ca = pckCa(root);
    const found = await faultsOf({ authorities: (known) => ({ ...known, root, ca, pck: pckLeaf(ca) }) });
    expect(found[CHECK]).toBe('fail path-length');
  });

  it('refuses a leaf that another key algorithm signed', async () => {
    expect(await fault(({ ca }) => ({ pck: pckLeaf(ca, PLATFORM, {}, p384Key('evil')) }))).toBe('fail algorithm');
  });

  it.each([
    [
      'leaf',
      (dates: object) =>
        ({ ca }: Authorities) => ({ pck: pckLeaf(ca, PLATFORM, dates) }),
    ],
    [
      'CA',
      (dates: object) =>
        ({ root }: Authorities) => ({ ca: pckCa(root, 'Platform', dates) }),
    ],
  ] as const)('refuses a %s outside its dates, both ends included', async (_, change) => {
    expect(await fault(change({ notAfter: '2026-11-25T11:59:59Z' }))).toBe('fail expired');
    expect(await fault(change({ notAfter: '2026-11-25T12:00:00Z' }))).toBeUndefined();
    expect(await fault(change({ notBefore: '2026-11-25T12:00:01Z' }))).toBe('fail not-yet-valid');
    expect(await fault(change({ notBefore: '2026-11-25T12:00:00Z' }))).toBeUndefined();
  });

  it('refuses a root outside its dates', async () => {
    const root = intelRoot(undefined, { notAfter: '2026-11-25T11:59:59Z' });
    const found = await faultsOf({ authorities: (known) => ({ ...known, root }) });
    expect(found[CHECK]).toBe('fail expired');
  });

  it.each([
    ['two', (chain: readonly Uint8Array[]) => chain.filter((_, at) => at !== 1)],
    ['one', (chain: readonly Uint8Array[]) => chain.filter((_, at) => at === 0)],
    ['four', (chain: readonly Uint8Array[]) => [...chain, intelRoot('somebody else').certificate]],
  ])('refuses %s certificates in place of three', async (_, pckChain) => {
    expect((await faultsOf({ pckChain }))[CHECK]).toBe('fail length');
    const site = await appraiseIntelCase({ pckChain }, { policy: ORDINARY_POLICY });
    expect(site.vector.hardware).toBe('none');
  });

  it('limits the validity of the result to the certificate that ends first', async () => {
    const notAfter = '2026-11-25T18:00:00Z';
    const result = await appraiseIntelCase({
      authorities: (known) => ({ ...known, pck: pckLeaf(known.ca, PLATFORM, { notAfter }) }),
    });
    expect(result.goodUntil).toBe('2026-11-25T18:00:00.000Z');
  });
});

const extensions = () => [sgxExtension(sgxEntries(PLATFORM))];
const keyUsage = (bits: number, unused: number) => ({
  oid: OID.keyUsage,
  critical: true,
  value: Uint8Array.of(0x03, 0x02, unused, bits),
});

describe('a quote without a chain', () => {
  const certification = { type: 1, bytes: new Uint8Array(404) };

  it('is undecided, and needs nothing that could be requested', async () => {
    const result = await appraiseIntelCase({ quote: { certification } });
    expect(result.vector.hardware).toBe('none');
    expect(result.claims).toBeNull();
  });

  it.each([
    [1, 36, 'chain-not-in-quote'],
    [2, 276, 'chain-not-in-quote'],
    [3, 404, 'chain-not-in-quote'],
    [4, 1200, 'only-leaf-in-quote'],
  ])('but with certification data of type %i says so, whatever is in it', async (type, size, because) => {
    for (const bytes of [new Uint8Array(size), new Uint8Array(0), new Uint8Array(2 * size).fill(0xff)]) {
      const result = await appraiseIntelCase({ quote: { certification: { type, bytes } } });
      expect(result.tier).toBe('none');
      const facts = { because, type };
      expect(result.findings).toContainEqual({ check: CHECK, outcome: 'unknown', facts });
      expect(result.findings.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    }
  });

  it('is appraised with the chain sent along', async () => {
    const chain = [usual.pck, usual.ca, usual.root].map(({ certificate }) => certificate);
    const attached = (pem: string) => (document: Readonly<Record<string, string>>) => ({
      ...document,
      pck_certificate_chain: pem,
    });
    expect(await faultsOf({ quote: { certification }, document: attached(toPem('CERTIFICATE', ...chain)) })).toEqual({});
    expect(await faultsOf({ quote: { certification }, document: attached('-----BEGIN CERTIFICATE-----') })).toEqual({
      [CHECK]: 'fail unreadable',
    });
  });

  it('cannot use another platform’s chain to pass the QE report', async () => {
    const stranger = pckLeaf(usual.ca, PLATFORM, { key: p256Key('another machine') });
    const pem = toPem('CERTIFICATE', stranger.certificate, usual.ca.certificate, usual.root.certificate);
    const found = await faultsOf({ quote: { certification }, document: (known) => ({ ...known, pck_certificate_chain: pem }) });
    expect(found).toEqual({ 'dcap.qe-report.signature': 'fail' });
  });
});

describe('hostile certificates', () => {
  it.each([
    ['version 1', (parts: object) => ({ ...parts, version: explicit(0, integer(0)) })],
    ['an odd date', (parts: object) => ({ ...parts, validity: sequence(time('2020-01-01T00:00:00Z'), sequence()) })],
    ['no extensions', (parts: object) => ({ ...parts, extensions: explicit(3, sequence(), sequence()) })],
  ])('with %s cannot be read', async (_, alter) => {
    const { findings } = await appraiseIntelCase({
      authorities: (known) => ({
        ...known,
        pck: pckLeaf(known.ca, PLATFORM, { alter: (parts) => ({ ...parts, ...alter(parts) }) }),
      }),
    });
    expect(findings).toContainEqual(expect.objectContaining({ check: 'evidence.well-formed', outcome: 'fail' }));
  });

  it('by the hundred are refused before they are parsed', async () => {
    const { findings } = await appraiseIntelCase({
      pckChain: (chain) => Array.from({ length: 100 }, () => chain[0] ?? new Uint8Array()),
    });
    expect(findings.find(({ check }) => check === 'evidence.well-formed')?.facts).toMatchObject({ why: 'too many PEM blocks' });
  });
});

it('makes the same case twice', () => {
  expect(makeCase({ now: NOW }).evidence).toEqual(makeCase({ now: NOW }).evidence);
});
