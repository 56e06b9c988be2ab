// Covers: signed-document.ts, authenticate.ts
import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { midnight, usualAuthorities, type CaseRequest } from '../testing/intel/case.ts';
import { level, levelV2, qeIdentity, SGX_LEVELS, signed, tcbInfo } from '../testing/intel/documents.ts';
import { failures, faultsOf, appraiseIntelCase, NOW } from '../testing/intel/appraised.ts';
import { intelName, intelRoot, tcbSigner } from '../testing/intel/pki.ts';
import { toPem } from '../testing/der-writer.ts';
import { p256Key } from '../testing/keys.ts';

type Request = Omit<CaseRequest, 'now'>;
type Members = Readonly<Record<string, string>>;

const { root, ca, pck, signer } = usualAuthorities();
const DATES = { issueDate: midnight(NOW, -5), nextUpdate: midnight(NOW, 25) };
/** The document without one member. */
const lacking =
  (member: string) =>
  (known: Members): Members =>
    Object.fromEntries(Object.entries(known).filter(([name]) => name !== member));
const replaced = (changes: Readonly<Record<string, unknown>>): Request => ({ document: (known) => ({ ...known, ...changes }) });

describe.each([
  ['dcap.tcb-info', 'tcb_info', 'tcbInfo', tcbInfo] as const,
  ['dcap.qe-identity', 'qe_identity', 'qeIdentity', qeIdentity] as const,
])('%s', (kind, member, part, make) => {
  const signature = `${kind}.signature`;
  const match = `${kind}.match`;
  const chain = `${kind}.signing-chain`;
  const chainMember = `${member}_issuer_chain`;
  const withChain = (...certificates: readonly { readonly certificate: Uint8Array }[]): Request =>
    replaced({ [chainMember]: toPem('CERTIFICATE', ...certificates.map(({ certificate }) => certificate)) });
  const signedBy = (key = signer.key, changes: object = {}): Request => {
    const { text, signature: hex } = signed(make('sgx', DATES, changes), key);
    return replaced({ [member]: text, [`${member}_signature`]: hex });
  };
  const one = async (request: Request): Promise<Readonly<Record<string, string>>> => {
    const found = await faultsOf(request);
    return Object.fromEntries(Object.entries(found).filter(([check]) => check.startsWith(kind)));
  };

  it('is refused when a character or the signature was changed, or another key signed it', async () => {
    const changed: Request = { document: (known) => ({ ...known, [member]: known[member]?.replace('20', '21') }) };
    expect(await one(changed)).toEqual({ [signature]: 'fail signature' });
    expect(await one(replaced({ [`${member}_signature`]: '00'.repeat(64) }))).toEqual({ [signature]: 'fail signature' });
    expect(await one(signedBy(p256Key('evil')))).toEqual({ [signature]: 'fail signature' });
  });

  it('is refused with a signature of another length', async () => {
    expect(await one(replaced({ [`${member}_signature`]: 'ab'.repeat(63) }))).toEqual({ [signature]: 'fail unreadable' });
  });

  it('is accepted pretty-printed, because the signature covers the same content', async () => {
    const pretty: Request = {
      document: (known) => ({ ...known, [member]: JSON.stringify(JSON.parse(known[member] ?? ''), null, 2) }),
    };
    expect(await one(pretty)).toEqual({});
  });

  it('is refused with white space added inside a string', async () => {
    const spaced: Request = { document: (known) => ({ ...known, [member]: known[member]?.replace('"id":"', '"id":" ') }) };
    expect(Object.values(await one(spaced))).toEqual(['fail unreadable']);
  });

  it('is read in Intel’s envelope as well', async () => {
    const name = part === 'tcbInfo' ? 'tcbInfo' : 'enclaveIdentity';
    const { text, signature: hex } = signed(make('sgx', DATES), signer.key);
    const envelope = `{"${name}":${text},"signature":"${hex}"}`;
    expect(await one({ document: (known) => ({ ...lacking(`${member}_signature`)(known), [member]: envelope }) })).toEqual({});
  });

  it('is refused with a duplicate key, even when it is signed', async () => {
    const { text } = signed(make('sgx', DATES), signer.key);
    const twice = text.replace('{', '{"version":9,');
    const hex = toHex(signer.key.sign(new TextEncoder().encode(twice)));
    expect(await one(replaced({ [member]: twice, [`${member}_signature`]: hex }))).toEqual({ [signature]: 'fail unreadable' });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['nested too deep', '['.repeat(200_000)],
    ['another document', '{"id":"QVE","version":2}'],
    ['not ASCII', '{"id":"\u00e9"}'],
  ])('is unreadable when it is %s', async (_, text) => {
    const found = await one(replaced({ [member]: text })).catch((error: unknown) => ({ thrown: String(error) }));
    expect(Object.values(found).join()).toMatch(/fail unreadable|not ASCII/);
  });

  it.each([
    [{ nextUpdate: '2026-11-25T11:59:59Z' }, 'fail expired'],
    [{ nextUpdate: '2026-11-25T12:00:00Z' }, undefined],
    [{ issueDate: '2026-11-25T12:00:01Z' }, 'fail not-yet-valid'],
    [{ issueDate: '2026-11-25T12:00:00Z' }, undefined],
  ])('dated %j is %s', async (dates, wanted) => {
    expect((await faultsOf({ [part]: dates }))[`${kind}.current`]).toBe(wanted);
  });

  it.each([{ nextUpdate: 'soon' }, { nextUpdate: '2026-02-30T00:00:00Z' }, { issueDate: null }])(
    'with %j is unreadable, though Intel signed it',
    async (change) => {
      expect(await one({ [part]: change })).toEqual({ [match]: 'fail unreadable' });
    },
  );

  it.each([{ version: 1 }, { version: 4 }])('with %j is in a format that this release does not know', async (change) => {
    expect(await one({ [part]: change })).toEqual({ [match]: 'fail newer-than-this-release' });
  });

  it('limits the validity of the result', async () => {
    const result = await appraiseIntelCase({ [part]: { nextUpdate: '2026-11-25T13:00:00Z' } });
    expect(result.goodUntil).toBe('2026-11-25T13:00:00.000Z');
  });

  it('is refused under another chain: too short, too long, another root, not a TCB signer, or none', async () => {
    const evilRoot = intelRoot('evil');
    expect(await one(withChain(signer))).toEqual({ [chain]: 'fail length' });
    expect(await one(withChain(signer, ca, root))).toEqual({ [chain]: 'fail length' });
    expect(await one(withChain(signer, evilRoot))).toEqual({ [chain]: 'fail other-root' });
    expect(await one(withChain(root, signer))).toEqual({ [chain]: 'fail other-root', [signature]: 'fail signature' });
    expect(await one({ document: lacking(chainMember) })).toEqual({});
    expect(failures(await appraiseIntelCase({ document: lacking(chainMember) }))[chain]).toBe('unknown missing');
    expect((await one(replaced({ [chainMember]: '' })))[chain]).toBe('fail unreadable');
  });

  it('is refused when a PCK key signed it, with its own chain or a leaf that it issued', async () => {
    const own = { ...signedBy(pck.key).document?.({}), [chainMember]: toPem('CERTIFICATE', pck.certificate, root.certificate) };
    expect(await one(replaced(own))).toEqual({ [chain]: 'fail name' });
    const grandchild = tcbSigner(pck, { key: p256Key('grandchild') });
    const issued = {
      ...signedBy(grandchild.key).document?.({}),
      [chainMember]: toPem('CERTIFICATE', grandchild.certificate, root.certificate),
    };
    expect(await one(replaced(issued))).toEqual({ [chain]: 'fail names-do-not-chain' });
  });

  it.each([
    ['of another name', { subject: intelName('Intel SGX Something') }, 'fail name'],
    ['expired', { notAfter: '2026-11-25T11:59:59Z' }, 'fail expired'],
    ['not yet valid', { notBefore: '2026-11-25T12:00:01Z' }, 'fail not-yet-valid'],
    ['that is a CA', { ca: true }, 'fail leaf-is-a-ca'],
  ] as const)('is refused under a signer %s', async (_, overrides, wanted) => {
    expect(await one(withChain(tcbSigner(root, overrides), root))).toEqual({ [chain]: wanted });
  });

  it('is refused under a signer that another key issued', async () => {
    expect(await one(withChain(tcbSigner(root, {}, p256Key('evil')), root))).toEqual({ [chain]: 'fail signature' });
  });

  it('may have another signer than the other document', async () => {
    const second = tcbSigner(root, { key: p256Key('second signer') });
    const { text, signature: hex } = signed(make('sgx', DATES), second.key);
    const pem = toPem('CERTIFICATE', second.certificate, root.certificate);
    expect(await faultsOf(replaced({ [member]: text, [`${member}_signature`]: hex, [chainMember]: pem }))).toEqual({});
  });

  it('that is missing leaves its checks and the TCB status unknown', async () => {
    const result = await appraiseIntelCase({ document: lacking(member) });
    expect(failures(result)).toMatchObject({ [signature]: 'unknown missing', [`${kind}.current`]: 'unknown missing' });
    expect(result.claims?.tcb.status).toBeUndefined();
    expect(result.vector.hardware).toBe('none');
  });
});

describe('TCB info', () => {
  const info = async (change: object, request: Request = {}) => await faultsOf({ ...request, tcbInfo: change });
  const match = 'dcap.tcb-info.match';

  it('must be of the same platform family, PCE and TEE', async () => {
    expect(await info({ fmspc: '00906ED50000' })).toEqual({ [match]: 'fail other-platform' });
    expect(await info({ pceId: '0001' })).toEqual({ [match]: 'fail other-platform' });
    const both = { tee: 'tdx', version: 4 } as const;
    expect(await info({ ...tcbInfo('sgx', DATES) }, both)).toEqual({ [match]: 'fail other-platform' });
    expect(await info({ ...tcbInfo('tdx', DATES) })).toEqual({ [match]: 'fail other-platform' });
  });

  it('may spell hex in either case', async () => {
    expect(await info({ fmspc: '50A06f5EA100' })).toEqual({});
  });

  const first = SGX_LEVELS[0];
  if (first === undefined) throw new Error('no level');

  it('of version 2 is read, for SGX alone', async () => {
    const v2 = { version: 2, id: undefined, tcbLevels: SGX_LEVELS.map(levelV2) };
    expect(await info(v2)).toEqual({});
    expect(await info(v2, { tee: 'tdx', version: 4 })).toEqual({ [match]: 'fail other-platform' });
  });

  it.each([
    ['a component missing', { tcbLevels: [level({ ...first, sgx: first.sgx.filter((_, at) => at > 0) })] }],
    ['a component over 255', { tcbLevels: [level({ ...first, sgx: first.sgx.map(() => 256) })] }],
    ['a component that is no whole number', { tcbLevels: [level({ ...first, sgx: first.sgx.map(() => 1.5) })] }],
    ['a PCESVN over 65535', { tcbLevels: [level({ ...first, pceSvn: 65536 })] }],
    ['an impossible date', { tcbLevels: [level({ ...first, date: '2025-13-01T00:00:00Z' })] }],
    ['two equal levels', { tcbLevels: [level(first), level({ ...first, status: 'Revoked' })] }],
    ['no levels', { tcbLevels: [] }],
    ['an FMSPC of another size', { fmspc: '50a06f5ea1' }],
    ['advisories that are no texts', { tcbLevels: [{ ...level(first), advisoryIDs: [1] }] }],
  ])('with %s is unreadable, though Intel signed it', async (_, change) => {
    expect(await info(change)).toEqual({ [match]: 'fail unreadable' });
  });

  it.each([
    ['another status', { tcbLevels: [level({ ...first, status: 'HardeningNeeded' })] }],
    ['another TCB type', { tcbType: 1 }],
    ['another id', { id: 'SNP' }],
  ])('with %s is newer than this release', async (_, change) => {
    expect(await info(change)).toEqual({ [match]: 'fail newer-than-this-release' });
  });

  it('may have unknown members, because they are signed', async () => {
    expect(await info({ somethingNew: { a: [1] } })).toEqual({});
  });
});

describe('QE identity', () => {
  const qeLevel = (tcbStatus: string): object => ({ tcb: { isvsvn: 8 }, tcbDate: '2024-03-13T00:00:00Z', tcbStatus });

  it('must be of the quoting enclave of this TEE', async () => {
    expect(await faultsOf({ qeIdentity: { ...qeIdentity('tdx', DATES) } })).toEqual({
      'dcap.qe-identity.match': 'fail other-platform',
    });
    expect(await faultsOf({ tee: 'tdx', version: 4, qeIdentity: { ...qeIdentity('sgx', DATES) } })).toEqual({
      'dcap.qe-identity.match': 'fail other-platform',
    });
  });

  it.each([
    ['with a mask of another size', { attributesMask: 'FF' }],
    ['without levels', { tcbLevels: [] }],
    ['with two levels of one SVN', { tcbLevels: [qeLevel('UpToDate'), qeLevel('Revoked')] }],
    ['with two levels of one SVN in the other order', { tcbLevels: [qeLevel('Revoked'), qeLevel('UpToDate')] }],
  ])('that is %s is unreadable, though Intel signed it', async (_, change) => {
    expect(await faultsOf({ qeIdentity: change })).toEqual({ 'dcap.qe-identity.match': 'fail unreadable' });
  });

  it.each([
    ['the verification enclave’s', { id: 'QVE' }],
    ['with a status that a quoting enclave cannot have', { tcbLevels: [qeLevel('ConfigurationNeeded')] }],
  ])('that is %s is newer than this release', async (_, change) => {
    expect(await faultsOf({ qeIdentity: change })).toEqual({ 'dcap.qe-identity.match': 'fail newer-than-this-release' });
  });
});
