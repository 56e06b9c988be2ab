import { sign } from 'node:crypto';
import { answerWellKnown } from '../../src/attester/well-known.ts';
import { ATTESTATION_PATH, type AttestedKey } from '../../src/verifier/protocol/index.ts';
import type { Attester, Fault } from '../../src/verifier/testing/attester.ts';
import { instant } from '../../src/verifier/time.ts';
import type { ServerCredential, WebAuthority } from '../certificates.ts';
import { html, send, withHeaders, type SiteResponse } from './answer.ts';
import { siteDocument, type Attestation, type SiteGpu } from './document.ts';
import { answersAt, type Form, type FormQuestion, type InCertificate } from './forms/form.ts';
import type { Handler, Received, Respond, Server } from './server.ts';

/** How a page announces that its site attests itself. */
export type Announcing = 'header' | 'link' | 'nothing';

/** A site under test. A test may change whatever is not `readonly` at any time; it applies from the next request. */
export type TestSite = {
  readonly host: string;
  readonly origin: string;
  readonly credentials: readonly ServerCredential[];
  announcing: Announcing;
  /** The node in which the next connection ends. */
  node: number;
  /** The inputs of the attestation document; null if the site has none. */
  attestation: TestSiteAttestation | null;
  /** Answers requests for the attestation document, in place of the usual handler. */
  wellKnown: Handler | null;
  /** Pages by path; `/` is there from the start. */
  readonly pages: Map<string, Page>;
  /** Every request received, in order. */
  readonly requests: () => readonly Received[];
  /** The requests for its attestation document. */
  readonly asked: () => readonly Received[];
  readonly disconnect: () => void;
  readonly disconnectNode: (node: number) => void;
  /** From now on every connection is a new one to this node: open ones are closed, and no TLS session is resumed. */
  readonly moveTo: (node: number) => void;
};

/** What the site's evidence says, by which attester. */
export type TestSiteAttestation = Pick<Attestation, 'execution' | 'registered' | 'gpu'> & {
  readonly attester: Attester;
  readonly fault?: Fault;
  readonly sendEndorsements: boolean;
  /** The keys that the evidence binds, for the node that received the request. */
  readonly keys: (node: number) => readonly AttestedKey[];
  /** The origin that the evidence binds. */
  readonly origin: string;
  /** Milliseconds since 1970: the attester's current time. */
  readonly now: () => number;
};

/** A page's response, to which the announcement is added. */
export type Page = (received: Received) => SiteResponse;

/** What a site is like at its start. */
export type TestSiteOptions = {
  readonly host: string;
  /** The port of its origin, if not that of https. Every site answers at every port that is served. */
  readonly port?: number;
  readonly attester?: Attester;
  readonly fault?: Fault;
  readonly announcing?: Announcing;
  readonly gpu?: SiteGpu;
  readonly nodes?: number;
  readonly sendEndorsements?: boolean;
  readonly http2?: boolean;
  /** Serves evidence in a third-party form, in addition to or instead of ours. */
  readonly form?: Form;
  /** Evidence in its certificates. */
  readonly inCertificate?: InCertificate;
};

/** Opens a site: a name, a key, an attester; good by default. */
export function openTestSite(server: Server, authority: WebAuthority, options: TestSiteOptions): TestSite {
  const { host, port, attester, nodes = 1 } = options;
  const origin = `https://${host}${port === undefined ? '' : `:${String(port)}`}`;
  const { inCertificate } = options;
  const credentials = Array.from({ length: nodes }, () =>
    inCertificate === undefined
      ? authority.credential(host)
      : authority.credentialHolding((spki) => inCertificate(spki, instant(Date.now())), host),
  );
  // Another browser of this run may have asked a site of the same name before.
  const earlier = server.requests.length;
  const asked = (): readonly Received[] => server.requests.slice(earlier).filter((one) => one.host === host);
  const testSite: TestSite = {
    host,
    origin,
    credentials,
    announcing: options.announcing ?? 'header',
    node: 0,
    attestation:
      attester === undefined
        ? null
        : {
            attester,
            ...(options.fault === undefined ? {} : { fault: options.fault }),
            gpu: options.gpu,
            sendEndorsements: options.sendEndorsements ?? true,
            keys: (node) => tlsKey(credentials[node]),
            origin,
            now: Date.now,
          },
    wellKnown: null,
    pages: new Map([['/', () => html(host)]]),
    requests: asked,
    asked: () => asked().filter(({ target }) => target.startsWith(ATTESTATION_PATH)),
    disconnect: () => {
      server.disconnect(host);
    },
    disconnectNode: (node) => {
      server.disconnectNode(host, node);
    },
    moveTo: (node) => {
      testSite.node = node;
      server.forgetTickets();
      server.disconnect(host);
    },
  };
  server.add({
    name: host,
    credentials,
    node: () => testSite.node,
    http2: options.http2 ?? true,
    handle: handlerOf(testSite, options.form),
  });
  return testSite;
}

/** The attested key of one node. */
export function tlsKey(credential: ServerCredential | undefined): readonly AttestedKey[] {
  return credential === undefined ? [] : [{ use: 'tls', key: credential.spki }];
}

/** A third-party form's request, over a connection that ends in this key. */
export function questionOver(
  { key, spki, certificate }: ServerCredential,
  { pathname: path, searchParams: query }: URL,
): FormQuestion {
  return { path, query, spki, certificate, sign: (message) => Uint8Array.from(sign('sha256', message, key)), now: Date.now() };
}

function handlerOf(testSite: TestSite, form: Form | undefined): Handler {
  return async (received, respond) => {
    const target = new URL(received.target, testSite.origin);
    const { pathname } = target;
    const credential = testSite.credentials[received.node];
    if (form !== undefined && credential !== undefined && answersAt(form, pathname)) {
      send(respond, withHeaders(form.answer(questionOver(credential, target)), form.headers));
      return;
    }
    if (pathname === ATTESTATION_PATH) await wellKnown(testSite, received, respond);
    else send(respond, withHeaders(page(testSite, pathname, received), form?.headers ?? {}));
  };
}

function page(testSite: TestSite, pathname: string, received: Received): SiteResponse {
  const answer = testSite.pages.get(pathname)?.(received) ?? { ...html('Not found'), status: 404 };
  return testSite.announcing === 'nothing' ? answer : announced(answer, testSite.announcing);
}

function announced(answer: SiteResponse, how: 'header' | 'link'): SiteResponse {
  const { link: own = [] } = answer.headers ?? {};
  const all = [own, `<${ATTESTATION_PATH}>; rel="attestation"`].flat().join(', ');
  if (how === 'header') return { ...answer, headers: { ...answer.headers, link: all } };
  const link = `<link rel="attestation" href="${ATTESTATION_PATH}">`;
  return typeof answer.body === 'string' ? { ...answer, body: answer.body.replace('<head>', `<head>${link}`) } : answer;
}

async function wellKnown(testSite: TestSite, received: Received, respond: Respond): Promise<void> {
  if (testSite.wellKnown !== null) await testSite.wellKnown(received, respond);
  else if (testSite.attestation === null) send(respond, { ...html('Not found'), status: 404 });
  else send(respond, await documentAnswer(testSite.attestation, received));
}

/** The attester kit's response to this request. */
export async function documentAnswer(attestation: TestSiteAttestation, received: Received): Promise<SiteResponse> {
  const request = new Request(new URL(received.target, attestation.origin), { method: received.method });
  const answer = await answerWellKnown(
    request,
    () => siteDocument(attestationFor(attestation, received)),
    (error) => {
      throw error;
    },
  );
  if (answer === null) throw new RangeError(`${received.target} is not the document`);
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: new Uint8Array(await answer.arrayBuffer()),
  };
}

/** The inputs of the document for this request. */
export function attestationFor(testSite: TestSiteAttestation, received: Received): Attestation {
  const nonce = new URL(received.target, 'https://host').searchParams.get('nonce') ?? '';
  const { attester, fault, sendEndorsements, execution, registered, gpu } = testSite;
  return {
    attester,
    ...(fault === undefined ? {} : { fault }),
    sendEndorsements,
    execution,
    registered,
    gpu,
    now: testSite.now(),
    binding: {
      layout: 'sealmark-1',
      origin: testSite.origin,
      nonce: Buffer.from(nonce, 'base64url'),
      keys: testSite.keys(received.node),
    },
  };
}
