import { randomBytes, X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { equalBytes } from '../../src/verifier/index.ts';
import { ATTESTATION_PATH as AT, DOCUMENT_MEDIA_TYPE, readDocument } from '../../src/verifier/protocol/index.ts';

/** One request of the table of docs/operators, and what every server must answer. */
export type TableRequest = {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** One of these; a server may also hang up on what it finds too long to read. */
  readonly status: number | readonly number[];
  /**
   * `document`: one that names the origin and the key; `page`: the application's own, announced; `no-other`: whatever the server
   * says, no document that names anything else.
   */
  readonly answer?: 'document' | 'page' | 'no-other';
  /** How many at once. */
  readonly times?: number;
};

/** A server under test. */
export type Served = {
  readonly port: number;
  readonly origin: string;
  /** DER of the certificate whose key its evidence must name. */
  readonly certificate: Uint8Array;
  /** PEM of the root to believe; plain http where there is none. */
  readonly webRoot?: string;
};

const good = (): string => `${AT}?nonce=${randomBytes(32).toString('base64url')}`;
const HUNG_UP = 0;

/** Every request of the table “what bad input gets” (src/attester/README.md). */
export const REQUESTS: Readonly<Record<string, TableRequest>> = {
  'a nonce': { path: good(), status: 200, answer: 'document' },
  'no nonce': { path: AT, status: 200, answer: 'document' },
  'an empty nonce': { path: `${AT}?nonce=`, status: 400 },
  'a short nonce': { path: `${AT}?nonce=AAAA`, status: 400 },
  'a nonce of 1 MB': { path: `${AT}?nonce=${'A'.repeat(1024 * 1024)}`, status: [400, 414, 431, 502, HUNG_UP] },
  'a nonce twice': { path: `${AT}?nonce=${'A'.repeat(43)}&nonce=${'A'.repeat(43)}`, status: 400 },
  HEAD: { path: good(), method: 'HEAD', status: 200 },
  OPTIONS: { path: good(), method: 'OPTIONS', status: 204 },
  POST: { path: good(), method: 'POST', status: 405 },
  DELETE: { path: good(), method: 'DELETE', status: 405 },
  'a path with a slash at its end': { path: `${AT}/`, status: 404 },
  'a Host of somebody else': {
    path: good(),
    headers: { host: 'evil.example' },
    status: [200, 400, 404, 421, HUNG_UP],
    answer: 'no-other',
  },
  '100 at once': { path: good(), status: 200, answer: 'document', times: 100 },
  'a page': { path: '/', status: 200, answer: 'page' },
};

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

const send = ({ port, origin, webRoot }: Served, { path, method = 'GET', headers = {} }: TableRequest): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname } = new URL(origin);
    const common = { host: '127.0.0.1', port, path, method, headers: { host: hostname, ...headers }, agent: false } as const;
    const sent = webRoot === undefined ? http.request(common) : https.request({ ...common, servername: hostname, ca: webRoot });
    sent.on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const hungUp = ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
      if (hungUp) resolve({ status: HUNG_UP, headers: {}, body: Buffer.alloc(0) });
      else reject(error);
    });
    sent.end();
  });

/** Null when the server answers as the table says; otherwise what it answered. */
export async function serves(served: Served, request: TableRequest): Promise<string | null> {
  const answers = await Promise.all(Array.from({ length: request.times ?? 1 }, () => send(served, request)));
  return answers.map((answer) => wrongWith(answer, request, served)).find((why) => why !== null) ?? null;
}

function wrongWith(
  { status, headers, body }: Answer,
  { status: wanted, answer, method }: TableRequest,
  served: Served,
): string | null {
  if (![wanted].flat().includes(status)) return `answered ${String(status)}`;
  const type = headers['content-type'];
  if (answer === 'page') return headers['link'] === `<${AT}>; rel="attestation"` ? null : `Link is ${String(headers['link'])}`;
  if (answer === 'no-other' && type !== DOCUMENT_MEDIA_TYPE) return null;
  if (wanted === 404 || Array.isArray(wanted)) return answer === 'no-other' ? wrongDocument(body, served) : null;
  if (headers['cache-control'] !== 'no-store') return `Cache-Control is ${String(headers['cache-control'])}`;
  if (headers['set-cookie'] !== undefined) return 'it sets a cookie';
  if (method === 'HEAD') return body.length === 0 ? null : 'HEAD has a body';
  if (answer !== 'document') return null;
  return type === DOCUMENT_MEDIA_TYPE ? wrongDocument(body, served) : `Content-Type is ${String(type)}`;
}

function wrongDocument(body: Uint8Array, { origin, certificate }: Served): string | null {
  const { binding } = readDocument(body);
  if (binding?.origin !== origin) return `it names ${String(binding?.origin)}`;
  const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return binding.keys.some(({ use, key }) => use === 'tls' && equalBytes(key, spki)) ? null : 'it names another key';
}
