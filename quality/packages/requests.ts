import { randomBytes, X509Certificate } from 'node:crypto';
import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { equalBytes } from '../../src/verifier/index.ts';
import { readDocument } from '../../src/verifier/protocol/index.ts';

/** One request of the table of docs/operators, and what every server must answer. */
export type TableRequest = {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** `document`: one that names the origin and the key; `page`: the application's own, announced. */
  readonly answer?: 'document' | 'page';
  /** How many at once. */
  readonly times?: number;
};

const AT = '/.well-known/attestation';
const good = (): string => `${AT}?nonce=${randomBytes(32).toString('base64url')}`;

/** Every request of the table “what bad input gets” (src/attester/README.md). */
export const REQUESTS: Readonly<Record<string, TableRequest>> = {
  'a nonce': { path: good(), status: 200, answer: 'document' },
  'no nonce': { path: AT, status: 200, answer: 'document' },
  'a short nonce': { path: `${AT}?nonce=AAAA`, status: 400 },
  'a nonce twice': { path: `${AT}?nonce=${'A'.repeat(43)}&nonce=${'A'.repeat(43)}`, status: 400 },
  HEAD: { path: good(), method: 'HEAD', status: 200 },
  OPTIONS: { path: good(), method: 'OPTIONS', status: 204 },
  POST: { path: good(), method: 'POST', status: 405 },
  'a path with a slash at its end': { path: `${AT}/`, status: 404 },
  'a Host of somebody else': { path: good(), headers: { host: 'evil.example' }, status: 200, answer: 'document' },
  '100 at once': { path: good(), status: 200, answer: 'document', times: 100 },
  'a page': { path: '/', status: 200, answer: 'page' },
};

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

const send = (port: number, { path, method = 'GET', headers = {} }: TableRequest): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = ask({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject);
    sent.end();
  });

/** Null when the server answers as the table says; otherwise what it answered. @param certificate DER of the service's own */
export async function serves(port: number, request: TableRequest, certificate: Uint8Array): Promise<string | null> {
  const answers = await Promise.all(Array.from({ length: request.times ?? 1 }, () => send(port, request)));
  return answers.map((answer) => wrongWith(answer, request, certificate)).find((why) => why !== null) ?? null;
}

function wrongWith(
  { status, headers, body }: Answer,
  { status: wanted, answer, method }: TableRequest,
  certificate: Uint8Array,
): string | null {
  if (status !== wanted) return `answered ${String(status)}`;
  if (answer === 'page')
    return headers['link'] === '</.well-known/attestation>; rel="attestation"' ? null : `Link is ${String(headers['link'])}`;
  if (wanted === 404) return null;
  if (headers['cache-control'] !== 'no-store') return `Cache-Control is ${String(headers['cache-control'])}`;
  if (headers['set-cookie'] !== undefined) return 'it sets a cookie';
  if (method === 'HEAD') return body.length === 0 ? null : 'HEAD has a body';
  if (answer !== 'document') return null;
  if (headers['content-type'] !== 'application/cmw+json') return `Content-Type is ${String(headers['content-type'])}`;
  const { binding } = readDocument(body);
  if (binding?.origin !== 'https://service.example') return `it names ${String(binding?.origin)}`;
  const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return binding.keys.some(({ use, key }) => use === 'tls' && equalBytes(key, spki)) ? null : 'it names another key';
}
