import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { Malformed } from '../malformed.ts';
import { issue, selfSigned } from '../testing/authority.ts';
import { octetString } from '../testing/der-writer.ts';
import { testCrypto } from '../testing/appraise-case.ts';
import { p384Key } from '../testing/keys.ts';
import { delegatedResponder, ocspResponse, type OcspRequest } from '../testing/nvidia/ocsp-writer.ts';
import { parseRfc3339 } from '../time.ts';
import { readCertificate } from './certificate.ts';
import { MAX_OCSP_BYTES, readOcspResponse } from './ocsp.ts';
import { revocationStatus } from './ocsp-status.ts';

const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
const root = selfSigned({ subject: 'Root', key: p384Key('ocsp root') });
const issuer = issue(root, { subject: 'Issuer', key: p384Key('ocsp issuer'), ca: true });
const about = issue(issuer, { subject: 'Device', key: p384Key('ocsp device') });
const purposes = { oid: '2.5.29.37', value: Uint8Array.from([0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 9]) };
const responding = { subject: 'Responder', key: p384Key('responder'), extensions: [purposes] };
const read = ({ certificate }: { readonly certificate: Uint8Array }) => readCertificate(certificate, 'certificate');
const made = (change: Partial<OcspRequest> = {}): Uint8Array<ArrayBuffer> => ocspResponse({ about, issuer, ...change });

async function status(...responses: readonly Uint8Array[]): Promise<string> {
  const parsed = responses.map((bytes) => readOcspResponse(bytes, 'OCSP'));
  const found = await revocationStatus(read(about), read(issuer), parsed, now, testCrypto);
  return found.status === 'unknown' ? found.because : found.status;
}

describe('an OCSP response', () => {
  it.each(['sha-1', 'sha-256', 'sha-384'] as const)('by the issuer, named by %s, is believed', async (hash) => {
    expect(await status(made({ hash }))).toBe('good');
  });

  it.each(['good', 'revoked', 'hold', 'unknown'] as const)('says %s', async (word) => {
    expect(await status(made({ status: word }))).toBe(word);
  });

  it('by a responder that the issuer delegated to is accepted', async () => {
    expect(await status(made({ responder: delegatedResponder(issuer) }))).toBe('good');
  });

  it.each([
    ['whom another authority named', delegatedResponder(root)],
    ['who names himself', { ...delegatedResponder(issuer), ...selfSigned({ subject: 'Issuer', key: p384Key('responder') }) }],
    ['whose certificate is for something else', delegatedResponder(issuer, { extensions: [] })],
    ['whose certificate has ended', delegatedResponder(issuer, { notAfter: '2026-05-01T00:00:00Z' })],
    ['whose certificate begins later', delegatedResponder(issuer, { notBefore: '2026-07-01T00:00:00Z' })],
    ['who is the certificate itself', about],
    ['whose certificate somebody else signed', issue(issuer, responding, p384Key('stranger'))],
    [
      'whose certificate names another issuer',
      delegatedResponder(issuer, { alter: (parts) => ({ ...parts, issuer: root.subject }) }),
    ],
    ['whose key may sign certificates alone', delegatedResponder(issuer, { ca: true })],
  ])('by a responder %s is nobody’s', async (_, responder) => {
    expect(await status(made({ responder }))).toBe('signature');
  });

  it('with an unknown critical extension in the responder’s certificate belongs to nobody', async () => {
    const strange = { oid: '1.2.3.4', critical: true, value: Uint8Array.of(5, 0) };
    expect(await status(made({ responder: delegatedResponder(issuer, { extensions: [purposes] }) }))).toBe('good');
    expect(await status(made({ responder: delegatedResponder(issuer, { extensions: [purposes, strange] }) }))).toBe('signature');
  });

  it('signed by another key belongs to nobody', async () => {
    expect(await status(made({ signWith: p384Key('stranger') }))).toBe('signature');
  });

  it('about another certificate says nothing', async () => {
    const other = issue(issuer, { subject: 'Other', key: p384Key('ocsp other') });
    expect(await status(made({ about: other }))).toBe('none');
  });

  it('about a certificate of the same number under another issuer says nothing', async () => {
    expect(await status(made({ issuer: root }))).toBe('none');
    const renamed = issue(root, { subject: 'Issuer 2', key: issuer.key, ca: true });
    expect(await status(made({ issuer: renamed }))).toBe('none');
    const twin = issue(root, { subject: 'Issuer', key: p384Key('ocsp twin'), ca: true });
    expect(await status(made({ issuer: twin }))).toBe('none');
  });

  it.each([
    ['has ended', { thisUpdate: '2026-05-01T00:00:00Z', nextUpdate: '2026-05-08T00:00:00Z' }, 'stale'],
    ['never ends', { nextUpdate: null }, 'stale'],
    ['begins later', { thisUpdate: '2026-06-01T12:06:00Z' }, 'not-yet-valid'],
    ['begins within a clock’s error', { thisUpdate: '2026-06-01T12:04:00Z' }, 'good'],
    ['has ended and revokes', { status: 'revoked', nextUpdate: '2026-05-31T01:00:00Z' }, 'revoked'],
    ['has ended and suspends', { status: 'hold', nextUpdate: '2026-05-31T01:00:00Z' }, 'stale'],
  ] as const)('that %s is taken for what it is', async (_, change, wanted) => {
    expect(await status(made(change))).toBe(wanted);
  });

  it('that is newest decides, wherever it is in the list, but a revocation stays', async () => {
    const older = { thisUpdate: '2026-05-30T00:00:00Z' };
    expect(await status(made(), made({ ...older, status: 'hold' }))).toBe('good');
    expect(await status(made({ ...older, status: 'hold' }), made())).toBe('good');
    expect(await status(made(older), made({ status: 'hold' }))).toBe('hold');
    expect(await status(made({ status: 'hold' }), made(older))).toBe('hold');
    expect(await status(made(), made({ status: 'hold' }))).toBe('hold');
    expect(await status(made({ status: 'hold' }), made())).toBe('hold');
    expect(await status(made(), made({ ...older, status: 'revoked' }))).toBe('revoked');
    expect(await status(made({ signWith: p384Key('stranger'), status: 'revoked' }), made())).toBe('good');
  });

  it.each([
    ['that failed', made({ responseStatus: 1 })],
    [
      'with an unknown critical extension',
      made({ extensions: [{ oid: '1.2.3', critical: true, value: octetString(Uint8Array.of(1)) }] }),
    ],
    ['with a byte behind it', concat(made(), Uint8Array.of(0))],
    ['larger than the cap', new Uint8Array(MAX_OCSP_BYTES + 1)],
    ['of nothing', new Uint8Array()],
  ])('%s is refused', (_, bytes) => {
    expect(() => readOcspResponse(bytes, 'OCSP')).toThrow(Malformed);
  });

  it('may contain the requester’s nonce, critical or not', async () => {
    const value = octetString(new Uint8Array(32));
    expect(await status(made({ extensions: [{ oid: '1.3.6.1.5.5.7.48.1.2', critical: true, value }] }))).toBe('good');
  });

  it('truncated anywhere is refused, and with any byte changed never says more', async () => {
    const good = made({ responder: delegatedResponder(issuer) });
    for (let length = 0; length < good.length; length += 1)
      expect(() => readOcspResponse(good.slice(0, length), 'OCSP')).toThrow(Malformed);
    const revoked = made({ status: 'revoked' });
    for (let at = 0; at < revoked.length; at += 1) {
      const changed = revoked.with(at, (revoked[at] ?? 0) ^ (1 << (at % 8)));
      try {
        expect(await status(changed), `byte ${String(at)}`).not.toBe('good');
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }
  }, 60_000);
});
