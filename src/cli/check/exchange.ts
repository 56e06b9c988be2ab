import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { failure, refusal, type Wanted } from '../../background/net/http.ts';
import type { Problem } from '../../background/api/problem.ts';

/** How a site is reached. */
export type Route = {
  /** Serialised https origin. */
  readonly origin: string;
  /** Another address for the same name, `host:port`: one node behind a load balancer, or a machine that has no name yet. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** PEM of further roots to believe; the machine's own ones otherwise. */
  readonly webRoots?: string;
};

/** The end of a connection, as its certificate says it. */
export type WireKey = {
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array;
  /** SHA-256 of it, lowercase hex. */
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly certificateUntil: number;
};

export type Exchanged = { readonly wire: WireKey | null } & (
  { readonly bytes: Uint8Array; readonly headers: IncomingHttpHeaders } | { readonly problem: Problem }
);

/** Milliseconds for the whole exchange, as in the browser (docs/PROTOCOL.md section 2). */
const SITE_TIMEOUT_MS = 5000;

/**
 * One request over a connection of its own, so that the key that is seen is the key that answered. The web's certificates are
 * checked as a browser checks them: what a browser would not open proves nothing here either.
 */
export function exchange({ origin, connectTo, webRoots }: Route, target: string, ask: Omit<Wanted, 'url'>): Promise<Exchanged> {
  const url = new URL(target, origin);
  const wanted: Wanted = { ...ask, url: url.href };
  return new Promise((resolve) => {
    let wire: WireKey | null = null;
    const fail = (code: Problem['code'], facts: Problem['facts'] = {}): void => {
      clearTimeout(deadline);
      sent.destroy();
      resolve({ wire, problem: failure(wanted, code, facts) });
    };
    const sent = request({
      host: connectTo?.host ?? url.hostname,
      port: connectTo?.port ?? (url.port === '' ? 443 : Number(url.port)),
      servername: url.hostname,
      path: `${url.pathname}${url.search}`,
      agent: false,
      headers: {
        host: url.host,
        'accept-language': '*',
        ...(ask.mediaType === null ? {} : { accept: ask.mediaType }),
      },
      ...(webRoots === undefined ? {} : { ca: webRoots }),
    });
    const deadline = setTimeout(() => {
      fail(wire === null ? 'net.timeout' : 'net.too-slow');
    }, SITE_TIMEOUT_MS);
    sent.on('error', () => {
      fail('net.unreachable');
    });
    sent.on('response', (answer) => {
      wire = wireOf(answer.socket);
      const header = (name: string): string | null => [answer.headers[name] ?? []].flat()[0] ?? null;
      const refused = refusal(wanted, { status: answer.statusCode ?? 0, redirects: false, header });
      if (refused !== null) {
        clearTimeout(deadline);
        sent.destroy();
        resolve({ wire, problem: refused });
        return;
      }
      const parts: Buffer[] = [];
      let length = 0;
      answer.on('data', (part: Buffer) => {
        length += part.length;
        if (length > wanted.maxBytes) fail('net.too-large', { most: wanted.maxBytes });
        else parts.push(part);
      });
      answer.on('end', () => {
        clearTimeout(deadline);
        resolve({ wire, bytes: Uint8Array.from(Buffer.concat(parts)), headers: answer.headers });
      });
    });
    sent.end();
  });
}

function wireOf(socket: Socket): WireKey | null {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) return null;
  const spki = Uint8Array.from(certificate.publicKey.export({ type: 'spki', format: 'der' }));
  const sha256 = createHash('sha256').update(spki).digest('hex');
  return { spki, sha256, certificateUntil: Date.parse(certificate.validTo) };
}
