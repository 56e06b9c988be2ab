// Covers: channel.ts, signed-response.ts
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bind } from './bind.ts';
import { toHex } from './bytes/hex.ts';
import type { Finding } from './check.ts';
import { COMMON_CHECKS } from './checks.ts';
import { noble } from './crypto/noble.ts';
import { openLedger } from './ledger.ts';
import { COMMON_POLICY } from './policy.ts';
import { bindingDigest, type Binding } from './protocol/binding.ts';
import { digestField, unsignedResponse } from './protocol/http-signature.ts';
import type { SignedMessage } from './protocol/signed-components.ts';
import type { ChannelObservation, SignedResponse } from './session.ts';
import { BARE_CLAIMS } from './testing/bare-claims.ts';
import { ed25519Key, p256Key, type TestKey } from './testing/keys.ts';
import { instant, parseRfc3339 } from './time.ts';

const KEY = ed25519Key('http-signature');
const OTHER = ed25519Key('another');
const TLS = p256Key('tls');
const ORIGIN = 'https://a.test';
const NONCE = new Uint8Array(32).fill(7);
const NOW = parseRfc3339('2026-01-01T00:00:00Z', 'now');
const CREATED = NOW / 1000;
const BODY = sha256(new TextEncoder().encode('<p>hello</p>'));
const MESSAGE: SignedMessage = {
  method: 'GET',
  authority: 'a.test',
  path: '/',
  query: '?',
  status: 200,
  fields: [['content-type', 'text/html'], digestField(BODY)],
};
const UNSEEN: ChannelObservation = { kind: 'unobserved', because: 'browser-cannot-see' };

function signedBy(key: TestKey, message = MESSAGE, created = CREATED): SignedMessage {
  const { base, fieldsWith } = unsignedResponse(message, { key: key.raw, created, expires: created + 60 });
  return { ...message, fields: [...message.fields, ...fieldsWith(key.sign(base))] };
}

const came = (message: SignedMessage, more: Partial<SignedResponse> = {}): SignedResponse => ({
  message,
  at: NOW,
  body: null,
  ...more,
});

type Visit = { readonly channel?: ChannelObservation; readonly keys?: Binding['keys'] };

/** The channel finding at a visit whose evidence names the key, unless told otherwise. */
async function answer(response: SignedResponse | null, { channel = UNSEEN, keys }: Visit = {}): Promise<Finding | undefined> {
  const named: Binding['keys'] = keys ?? [{ use: 'http-signature', key: KEY.spki }];
  const binding: Binding = { layout: 'sealmark-1', origin: ORIGIN, nonce: NONCE, keys: named };
  const ledger = openLedger(COMMON_CHECKS);
  const claims = { ...BARE_CLAIMS, reportData: toHex(await bindingDigest(noble, binding)) };
  await bind(
    { claims, evidence: Uint8Array.of(1), policy: COMMON_POLICY, now: NOW, crypto: noble, ledger, encryptsInput: false },
    {
      origin: ORIGIN,
      nonce: NONCE,
      binding,
      challenge: null,
      channel,
      scripts: { kind: 'unguarded', because: 'guard-silent' },
      response,
    },
  );
  return ledger.close().findings.find(({ check }) => check === 'channel.tls-key');
}

const warned = (because: string) => ({ check: 'channel.tls-key', outcome: 'warn', facts: { because } });
const unknown = (because: string) => ({ check: 'channel.tls-key', outcome: 'unknown', facts: { because } });

describe('a page whose response is signed by an attested key', () => {
  it('is a warning that says which half was seen', async () => {
    expect(await answer(came(signedBy(KEY)))).toEqual(warned('signed-headers'));
    expect(await answer(came(signedBy(KEY), { body: BODY }))).toEqual(warned('signed-page'));
  });

  it('is a warning even if the connection is seen and the evidence names no key of it', async () => {
    const channel: ChannelObservation = { kind: 'observed', spki: TLS.spki, confirmed: false, locallyInstalledRoot: null };
    expect(await answer(came(signedBy(KEY)), { channel })).toEqual(warned('signed-headers'));
  });

  it('is no better for it if its connection ends at an attested key, and no worse if it ends at another', async () => {
    const observed = (key: TestKey, confirmed: boolean): ChannelObservation => ({
      kind: 'observed',
      spki: key.spki,
      confirmed,
      locallyInstalledRoot: null,
    });
    const keys: Binding['keys'] = [
      { use: 'tls', key: TLS.spki },
      { use: 'http-signature', key: KEY.spki },
    ];
    const seen = (key: TestKey, confirmed: boolean) => answer(came(signedBy(KEY)), { keys, channel: observed(key, confirmed) });
    expect(await seen(TLS, false)).toEqual({ check: 'channel.tls-key', outcome: 'pass' });
    expect(await seen(p256Key('b'), false)).toEqual(unknown('mismatch-unconfirmed'));
    expect(await seen(p256Key('b'), true)).toMatchObject({ outcome: 'fail', facts: { because: 'other-key' } });
  });

  it.each(['from-cache', 'from-bfcache', 'service-worker', 'prerendered', 'ambiguous', 'started-before-us'] as const)(
    'earns nothing where the document may be another than its response brought: %s',
    async (because) => {
      expect(await answer(came(signedBy(KEY)), { channel: { kind: 'unobserved', because } })).toEqual(unknown(because));
    },
  );

  it.each<[string, SignedResponse, string]>([
    ['its signature does not hold', came({ ...signedBy(KEY), status: 404 }), 'signature-invalid'],
    ['its body is another', came(signedBy(KEY), { body: sha256(BODY) }), 'signed-body-differs'],
    [
      'it is read in no way',
      came({ ...signedBy(KEY), fields: [...signedBy(KEY).fields, ['refresh', '0']] }),
      'signature-unreadable',
    ],
    ['it had expired when it came', came(signedBy(KEY), { at: instant(NOW + 60_000) }), 'signature-out-of-time'],
    ['it was made later than now', came(signedBy(KEY, MESSAGE, CREATED + 61)), 'signature-out-of-time'],
  ])('proves nothing, for or against the site, where %s', async (_, response, because) => {
    expect(await answer(response)).toEqual(unknown(because));
  });

  it('counts until its last second, and from a minute before its first: clocks differ', async () => {
    expect(await answer(came(signedBy(KEY), { at: instant(NOW + 59_999) }))).toEqual(warned('signed-headers'));
    expect(await answer(came(signedBy(KEY, MESSAGE, CREATED + 60)))).toEqual(warned('signed-headers'));
  });

  it('does not count if the evidence names another key, or none for responses', async () => {
    expect(await answer(came(signedBy(OTHER)))).toEqual(unknown('browser-cannot-see'));
    expect(await answer(came(signedBy(KEY)), { keys: [{ use: 'script', key: KEY.spki }] })).toMatchObject({ outcome: 'unknown' });
    expect(await answer(null)).toEqual(unknown('browser-cannot-see'));
    const unreadable = { ...signedBy(KEY), fields: [...signedBy(KEY).fields, ['refresh', '0'] as const] };
    expect(await answer(came(unreadable), { keys: [{ use: 'tls', key: TLS.spki }] })).toEqual(unknown('browser-cannot-see'));
  });

  it('counts where the address names the host with a dot at its end', async () => {
    const message = { ...MESSAGE, authority: 'a.test.' };
    expect(await answer(came(signedBy(KEY, message)))).toEqual(warned('signed-headers'));
  });

  it('says of several signatures that none holds what the first of ours says', async () => {
    const keys: Binding['keys'] = [KEY, OTHER].map(({ spki }) => ({ use: 'http-signature', key: spki }));
    const late = signedBy(KEY, MESSAGE, CREATED - 10_000);
    const invalid = signedBy(OTHER).fields.map(([name, value]) => [name, value.replace('sealmark=', 'a=')] as const);
    const also = invalid.filter(([name]) => name.startsWith('signature'));
    const broken = also.map(([name, value]) => [name, name === 'signature' ? value.replace(/:.{4}/, ':AAAA') : value] as const);
    expect(await answer(came({ ...late, fields: [...late.fields, ...broken] }), { keys })).toEqual(
      unknown('signature-out-of-time'),
    );
    expect(await answer(came({ ...late, fields: [...broken, ...late.fields] }), { keys })).toEqual(unknown('signature-invalid'));
  });

  it('does not count if it answered another host', async () => {
    const message = { ...MESSAGE, authority: 'b.test' };
    expect(await answer(came(signedBy(KEY, message)))).toEqual(unknown('browser-cannot-see'));
  });

  it('loses nothing through an additional signature that does not verify', async () => {
    const keys: Binding['keys'] = [KEY, OTHER].map(({ spki }) => ({ use: 'http-signature', key: spki }));
    const good = signedBy(KEY);
    const bad = signedBy(OTHER, MESSAGE, CREATED - 10_000).fields.map(
      ([name, value]) => [name, value.replace('sealmark=', 'a=')] as const,
    );
    const fields = [...bad.filter(([name]) => name.startsWith('signature')), ...good.fields];
    expect(await answer(came({ ...good, fields }), { keys })).toEqual(warned('signed-headers'));
  });
});
