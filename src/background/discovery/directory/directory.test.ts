import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Malformed, toBase64, type CryptoPort } from '../../../verifier/index.ts';
import { testCrypto } from '../../../verifier/testing/appraise-case.ts';
import { ed25519Key, type TestKey } from '../../../verifier/testing/keys.ts';
import { auditKeyOf, signEnvelope } from '../../../verifier/testing/audits/auditor.ts';
import type { SiteDirectory } from '../../api/site-directory.ts';
import { findSite } from './directory.ts';
import { DIRECTORY_PAYLOAD_TYPE, openDirectory } from './open-directory.ts';
import { readDirectory } from './read-directory.ts';
import { DIRECTORY_KEYS, SHIPPED_DIRECTORY } from './shipped.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (name: string): Uint8Array => Uint8Array.from(readFileSync(new URL(name, import.meta.url)));
const GOOD = {
  type: 'site-directory/v1',
  version: 3,
  issued: '2026-11-29T12:00:00Z',
  sites: [
    { host: 'one.example', adapter: 'tinfoil', references: ['github/owner/name'] },
    { below: 'wide.example', adapter: 'near' },
    { below: 'deep.example', adapter: 'evervault' },
    { host: 'page.example', adapter: null, services: ['one.example'] },
  ],
};
const written = (change: object = {}): Uint8Array => bytes(JSON.stringify({ ...GOOD, ...change }));

describe('a site directory', () => {
  it('shipped with this release is the signed file, read by the same strict reader', async () => {
    const envelope = file('./sites.dsse.json');
    const { directory: opened } = await openDirectory(envelope, testCrypto, DIRECTORY_KEYS);
    expect(opened).toEqual(readDirectory(file('./sites.json')));
    expect(SHIPPED_DIRECTORY).toEqual(opened);
    expect(opened.sites.length).toBeGreaterThan(10);
  });

  it.each([
    ['another type', { type: 'audit-list/v1' }],
    ['no version', { version: '3' }],
    ['no date', { issued: 'yesterday' }],
    ['an end before its beginning', { expires: '2026-11-28T12:00:00Z' }],
    ['an end after more than a year', { expires: '2027-12-29T12:00:00Z' }],
    ['a host named twice', { sites: [GOOD.sites[0], GOOD.sites[0]] }],
    ['a host that is none', { sites: [{ host: 'ex ample', adapter: 'near' }] }],
    ['a host in capitals', { sites: [{ host: 'One.example', adapter: 'near' }] }],
    ['a port', { sites: [{ host: 'one.example:8443', adapter: 'near' }] }],
    ['a whole top-level domain', { sites: [{ below: 'com', adapter: 'near' }] }],
    ['no adapter at all', { sites: [{ host: 'one.example' }] }],
    ['services that are no hosts', { sites: [{ host: 'one.example', adapter: null, services: ['https://a.example'] }] }],
    [
      'more sites than it may name',
      { sites: Array.from({ length: 2001 }, (_, at) => ({ host: `h${String(at)}.example`, adapter: null })) },
    ],
  ])('with %s is malformed', (_, change) => {
    expect(() => readDirectory(written(change))).toThrow(Malformed);
  });

  it('ignores a site whose adapter this release does not have', () => {
    const sites = [{ host: 'one.example', adapter: 'of-next-year' }, GOOD.sites[3]];
    expect(readDirectory(written({ sites })).sites.map(({ host }) => host)).toEqual(['page.example']);
  });
});

describe('the line for an origin', () => {
  const directory = readDirectory(written());
  const adapter = (origin: string): string | null | undefined => findSite(directory, origin)?.adapter;

  it.each([
    ['https://one.example', 'tinfoil'],
    ['https://a.wide.example', 'near'],
    ['https://a.b.wide.example', 'near'],
    ['https://x.deep.example', 'evervault'],
    ['https://page.example', null],
  ])('for %s is of the form %s', (origin, wanted) => {
    expect(adapter(origin)).toBe(wanted);
  });

  it.each([
    'https://wide.example',
    'https://notwide.example',
    'https://one.example:8443',
    'https://one.example.evil.test',
    'https://x.one.example',
    'http://one.example',
  ])('for %s is none', (origin) => {
    expect(adapter(origin)).toBeUndefined();
  });

  it('is that of the nearest parent host', () => {
    const nested = readDirectory(
      written({
        sites: [
          { below: 'a.example', adapter: 'near' },
          { below: 'b.a.example', adapter: 'tinfoil' },
        ],
      }),
    );
    expect(findSite(nested, 'https://x.b.a.example')?.adapter).toBe('tinfoil');
    expect(findSite(nested, 'https://x.c.a.example')?.adapter).toBe('near');
  });
});

describe('the signature of a directory', () => {
  const KEY = ed25519Key('site directory');
  const envelope = (payload: Uint8Array, type = DIRECTORY_PAYLOAD_TYPE, keys: readonly TestKey[] = [KEY]): Uint8Array =>
    bytes(JSON.stringify(signEnvelope(type, new TextDecoder().decode(payload), keys)));
  const opened = async (received: Uint8Array, crypto: CryptoPort = testCrypto): Promise<SiteDirectory> =>
    (await openDirectory(received, crypto, [auditKeyOf(KEY)])).directory;

  it('opens it if made by a key that may issue it', async () => {
    expect((await opened(envelope(written()))).version).toBe(3);
  });

  it('covers every byte of it', async () => {
    const { payload, ...rest } = JSON.parse(new TextDecoder().decode(envelope(written()))) as { payload: string };
    const changed = toBase64(written({ version: 4 }));
    expect(changed).not.toBe(payload);
    await expect(opened(bytes(JSON.stringify({ ...rest, payload: changed })))).rejects.toThrow(Malformed);
  });

  it('by another key, over another type, or absent, opens nothing', async () => {
    await expect(opened(envelope(written(), DIRECTORY_PAYLOAD_TYPE, [ed25519Key('another')]))).rejects.toThrow('none by a key');
    await expect(opened(envelope(written(), 'application/vnd.in-toto+json'))).rejects.toThrow('another type');
    await expect(opened(envelope(written(), DIRECTORY_PAYLOAD_TYPE, []))).rejects.toThrow('no signature');
  });

  it('is worth nothing under a platform that verifies nothing', async () => {
    const refusing: CryptoPort = { ...testCrypto, verifySignature: () => Promise.resolve(false) };
    await expect(opened(envelope(written()), refusing)).rejects.toThrow(Malformed);
  });
});
