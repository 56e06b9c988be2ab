// Covers: visit.ts
import { describe, expect, it } from 'vitest';
import { instant, toBase64 } from '../../verifier/index.ts';
import type { SignedHead } from '../channel/event.ts';
import { neutral } from './held-visit.ts';
import { servicesBehind } from './services.ts';
import { storeChannel } from './stored-channel.ts';
import { channelOf, responseOf, viewOf, withoutLedger, type Visit } from './visit.ts';

const AT = instant(Date.parse('2026-11-25T08:00:00Z'));
const fresh = neutral(1, { origin: 'https://enclave.test', documentId: 'D1' }, null, {
  now: () => AT,
  random: (length) => new Uint8Array(length),
});
const LEAF = Uint8Array.of(4, 5, 6);
const OBSERVED = { kind: 'observed', spki: Uint8Array.of(1, 2), confirmed: false, locallyInstalledRoot: null } as const;
const HEAD: SignedHead = {
  requestId: 'R1',
  method: 'GET',
  url: 'https://enclave.test:8443/a?b=c',
  status: 200,
  fields: [['content-type', 'text/html']],
  at: AT,
};

describe('the connection of a visit', () => {
  const channel = storeChannel(OBSERVED);

  it('is what was seen of it, with the certificate where that was kept', () => {
    expect(channelOf({ channel, leaf: null })).toEqual(OBSERVED);
    expect(channelOf({ channel, leaf: toBase64(LEAF) })).toEqual({ ...OBSERVED, certificate: LEAF });
  });

  it('gains nothing from a kept certificate where it was not seen', () => {
    const unseen = { kind: 'unobserved', because: 'from-cache' } as const;
    expect(channelOf({ channel: unseen, leaf: toBase64(LEAF) })).toEqual(unseen);
  });
});

describe('the response of a visit', () => {
  const channel = { kind: 'unobserved', because: 'from-cache' } as const;
  const signed = { ...HEAD, body: null };

  it('is not the verifier’s to read unless something in it was signed', () => {
    expect(responseOf({ signed: null, channel })).toBeNull();
  });

  it('is nobody’s word where a service worker made it', () => {
    expect(responseOf({ signed, channel: { kind: 'unobserved', because: 'service-worker' } })).toBeNull();
  });

  it.each<[string, Visit['channel']]>([
    ['over a connection that was seen', storeChannel(OBSERVED)],
    ['from a cache', channel],
  ])('is passed on as the message that its signature covers: %s', (_, over) => {
    expect(responseOf({ signed, channel: over })).toEqual({
      message: {
        method: 'GET',
        authority: 'enclave.test:8443',
        path: '/a',
        query: '?b=c',
        status: 200,
        fields: [['content-type', 'text/html']],
      },
      at: AT,
      body: null,
    });
  });

  it('has the query of a bare question mark where its address has none, as its signature does', () => {
    const bare = { ...signed, url: 'https://enclave.test/' };
    expect(responseOf({ signed: bare, channel })?.message).toMatchObject({ authority: 'enclave.test', path: '/', query: '?' });
  });

  it('has the digest of its body once that was seen', () => {
    expect(responseOf({ signed: { ...signed, body: toBase64(LEAF) }, channel })?.body).toEqual(LEAF);
  });
});

describe('the view of a visit', () => {
  it('says whether the document’s guard has reported', () => {
    expect(viewOf(fresh, AT).guarded).toBe(false);
    expect(viewOf({ ...fresh, guard: { kind: 'held', header: '', epoch: null } }, AT).guarded).toBe(true);
  });

  it('has a row for each service behind the page', () => {
    const line = { covers: 'host', references: [], adapter: null, services: [] } as const;
    const services = servicesBehind(
      {
        version: 1,
        issued: '2026-11-20T00:00:00Z',
        expires: null,
        sites: [
          { ...line, host: 'enclave.test', services: ['api.test'] },
          { ...line, host: 'api.test', adapter: 'sealmark' },
        ],
      },
      fresh.origin,
      AT,
    );
    expect(viewOf({ ...fresh, services }, AT).services.map(({ origin }) => origin)).toEqual(['https://api.test']);
  });
});

describe('a visit without the ledger', () => {
  const document = { nonce: 'AA==', replies: ['AA=='], at: '2026-11-25T08:00:00.000Z' };

  it('keeps its document, and nothing that a ledger said about it', () => {
    const need = { kind: 'keystone.device', key: '00' } as const;
    const visit: Visit = { ...fresh, lastDocument: { ...document, fromLedger: [{ need, bytes: 'AA==' }] } };
    expect(withoutLedger(visit)).toEqual({ ...fresh, lastDocument: { ...document, fromLedger: [] } });
  });

  it('is as it was where no document was kept', () => {
    expect(withoutLedger(fresh)).toEqual(fresh);
  });
});

it('a document of which nothing is known is unobserved, not of known age, and of no published code', () => {
  expect(fresh).toMatchObject({
    channel: { kind: 'unobserved', because: 'started-before-us' },
    boundedAge: false,
    codeNames: [],
    services: [],
  });
});
