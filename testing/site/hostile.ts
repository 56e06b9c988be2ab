import { explicit, integer, octetString, sequence, toPem } from '../../src/verifier/testing/der-writer.ts';
import { send, type SiteResponse } from './answer.ts';
import { attestationFor, type TestSiteAttestation } from './test-site.ts';
import {
  ATTESTATION_PATH,
  DOCUMENT_MEDIA_TYPE,
  evidenceMediaType,
  MAX_DOCUMENT_BYTES,
  type Collection,
} from '../../src/verifier/protocol/index.ts';
import { siteDocument } from './document.ts';
import type { Handler, Received } from './server.ts';

/** What a hostile or broken site answers when it is asked for its attestation document: name → handler. */
export type Hostility = (testSite: TestSiteAttestation) => Handler;

const json = (body: string | Uint8Array, type = DOCUMENT_MEDIA_TYPE): SiteResponse => ({
  headers: { 'content-type': type },
  body,
});

/** A good document with something done to it. */
const altered =
  (alter: (document: Collection) => unknown): Hostility =>
  (testSite) =>
  async (received, respond) => {
    const collection = JSON.parse(await textOf(testSite, received)) as Collection;
    send(respond, json(JSON.stringify(alter(collection))));
  };

/** A good document whose evidence bytes were altered. */
const alteredEvidence = (alter: (evidence: Buffer) => Uint8Array): Hostility =>
  altered((document) => {
    const [type, value, indicator] = document.evidence;
    const evidence = Buffer.from(alter(Buffer.from(value, 'base64url'))).toString('base64url');
    return { ...document, evidence: [type, evidence, indicator] };
  });

/** A good document whose text was altered. */
const alteredText =
  (alter: (text: string) => string | Uint8Array): Hostility =>
  (testSite) =>
  async (received, respond) => {
    send(respond, json(alter(await textOf(testSite, received))));
  };

const textOf = async (testSite: TestSiteAttestation, received: Received): Promise<string> =>
  Buffer.from(await siteDocument(attestationFor(testSite, received))).toString();

const write = (bytes: Buffer, offset: number, ...values: readonly number[]): Buffer => {
  const changed = Buffer.from(bytes);
  changed.set(values, offset);
  return changed;
};

/** The SGX quote's header, body and length field, "Intel SGX ECDSA QuoteLibReference DCAP API", appendix A.4. */
const QUOTE = { version: 0, attestationKeyType: 2, signatureLength: 432, certificates: 1048 } as const;

/** A certificate chain as long as a whole response may be, each certificate small: work for an eager reader. */
function certificateBomb(evidence: Buffer): Uint8Array {
  let nested: Uint8Array = octetString(Buffer.alloc(8));
  for (let depth = 0; depth < 64; depth += 1) nested = sequence(explicit(0, nested), integer(depth));
  const pem = toPem('CERTIFICATE', ...Array.from({ length: 700 }, () => nested)).slice(0, 130_000);
  const quote = Buffer.concat([evidence.subarray(0, QUOTE.certificates + 4), Buffer.from(pem)]);
  quote.writeUInt32LE(pem.length, QUOTE.certificates);
  quote.writeUInt32LE(quote.length - QUOTE.signatureLength - 4, QUOTE.signatureLength);
  return quote;
}

/** One byte now and then, for as long as anyone listens. */
const drip: Hostility = () => (_, respond) => {
  respond.writeHead(200, { 'content-type': DOCUMENT_MEDIA_TYPE });
  const timer = setInterval(() => respond.write(' '), 200);
  respond.on('close', () => {
    clearInterval(timer);
  });
};

/** As much as anyone takes, as fast as they take it. */
const flood: Hostility = () => (_, respond) => {
  respond.writeHead(200, { 'content-type': DOCUMENT_MEDIA_TYPE });
  const block = Buffer.alloc(64 * 1024, ' ');
  const more = (): void => {
    while (!respond.destroyed && respond.write(block));
  };
  respond.on('drain', more);
  more();
};

/** A response that does not depend on the request. */
const fixed =
  (answer: SiteResponse): Hostility =>
  () =>
  (_, respond) => {
    send(respond, answer);
  };

/** Every case, by the word in its test's name. The expected result is in the test, not here: this is the attacker's side. */
export const HOSTILITIES = {
  'a truncated quote': alteredEvidence((evidence) => evidence.subarray(0, 200)),
  'a quote of another version': alteredEvidence((evidence) => write(evidence, QUOTE.version, 9)),
  'a quote with another kind of key': alteredEvidence((evidence) => write(evidence, QUOTE.attestationKeyType, 7)),
  'a quote whose length field lies': alteredEvidence((evidence) =>
    write(evidence, QUOTE.signatureLength, 0xff, 0xff, 0xff, 0xff),
  ),
  'an empty quote': alteredEvidence(() => new Uint8Array(0)),
  'a certificate bomb': alteredEvidence(certificateBomb),
  'evidence of a type nobody knows': altered((document) => ({
    ...document,
    evidence: ['application/vnd.sealmark.unheard-of', document.evidence[1], 4],
  })),
  'evidence of another type than its bytes': altered((document) => ({
    ...document,
    evidence: [evidenceMediaType('snp-report'), document.evidence[1], 4],
  })),
  'a document of another profile': altered((document) => ({ ...document, __cmwc_t: 'tag:example.org,2026:other#1' })),
  'a document without evidence': altered(({ __cmwc_t, binding }) => ({ __cmwc_t, binding })),
  'two pieces of evidence': altered((document) => ({ ...document, more: document.evidence })),
  'base64 with line breaks': altered((document) => ({
    ...document,
    evidence: [document.evidence[0], `${document.evidence[1].slice(0, 64)}\r\n${document.evidence[1].slice(64)}`, 4],
  })),
  'duplicate keys': alteredText((text) => text.replace('{', `{"evidence":["${evidenceMediaType('dcap-quote')}","AAAA",4],`)),
  'bytes after the document': alteredText((text) => `${text}{}`),
  'a document cut short': alteredText((text) => text.slice(0, text.length / 2)),
  'deep nesting': fixed(json(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
  'text that is not UTF-8': alteredText((text) =>
    Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xfe, 0x7d])]),
  ),
  'HTML instead of CMW': fixed({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Welcome</title>' }),
  'HTML that calls itself CMW': fixed(json('<!doctype html><title>Welcome</title>')),
  'a wrong media type': (testSite) => async (received, respond) => {
    send(respond, json(await textOf(testSite, received), 'application/json'));
  },
  'an oversized document': alteredText((text) => text.replace('{', `{"padding":"${'x'.repeat(MAX_DOCUMENT_BYTES)}",`)),
  'an endless document': flood,
  'a slow drip': drip,
  silence: () => () => undefined,
  'a redirect to itself': fixed({ status: 302, headers: { location: ATTESTATION_PATH }, body: '' }),
  'a redirect to another site': fixed({
    status: 307,
    headers: { location: `https://elsewhere.test${ATTESTATION_PATH}` },
    body: '',
  }),
  'an error of the server': fixed({ status: 500, headers: { 'content-type': 'text/plain' }, body: 'sorry' }),
  'no such document': fixed({ status: 404, headers: { 'content-type': 'text/plain' }, body: 'not here' }),
  'a connection that breaks': () => (_, respond) => {
    respond.writeHead(200, { 'content-type': DOCUMENT_MEDIA_TYPE });
    respond.write('{');
    respond.stream.destroy();
  },
} as const satisfies Readonly<Record<string, Hostility>>;

/** Members that a careless reader would mistake for something else; unknown names are ignored (docs/PROTOCOL.md). */
export const pollution: Hostility = alteredText((text) =>
  text.replace('{', '{"__proto__":["x/y","AAAA",4],"constructor":["x/y","AAAA",4],"toString":["x/y","AAAA",4],'),
);

/** Name of one of these answers. */
export type HostilityName = keyof typeof HOSTILITIES;
