import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { failure, refusal, type Wanted } from '../../background/net/http.ts';
import type { EvidenceRequest } from '../../background/discovery/site-answer.ts';
import type { Problem } from '../../background/api/problem.ts';
import { errorFact } from './reached.ts';

/** How a site is reached. */
export type Route = {
  /** Serialised https origin. */
  readonly origin: string;
  /** Another address for the same name, `host:port`: one node behind a load balancer, or a machine without a name yet. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** PEM of additional roots to trust; by default the machine's own. */
  readonly webRoots?: string;
};

/** The end of a connection, according to its certificate. */
export type WireKey = {
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array;
  /** The certificate itself, DER. */
  readonly certificate: Uint8Array;
  /** SHA-256 of the key, lowercase hex. */
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly certificateUntil: number;
};

/** One request; with a null `accept` it asks for anything. */
export type Question = Omit<EvidenceRequest, 'accept' | 'optional'> & { readonly accept: string | null };

/** One exchange with a site: the connection's key, and a body or the reason why there is none. */
export type Exchanged = {
  /** The end of the connection that brought the response; null where none came. */
  readonly wire: WireKey | null;
  /**
   * The announcement in a response of any status; null where none came, and for a redirect, which announces nothing for its
   * target.
   */
  readonly headers: IncomingHttpHeaders | null;
} & ({ readonly bytes: Uint8Array } | { readonly problem: Problem });

/** A visitor's requests to a site: over one connection, as in a browser, for as long as the site keeps it open. */
export type Line = {
  readonly origin: string;
  ask(question: Question): Promise<Exchanged>;
  hangUp(): void;
};

/** A new connection that resumes nothing from an earlier one: its key is the one that answers. */
export function openLine(route: Route): Line {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });
  return {
    origin: route.origin,
    ask: (question) => exchange(route, question, agent),
    hangUp: () => {
      agent.destroy();
    },
  };
}

/** Certificates are verified as in a browser: what a browser would not open proves nothing here either. */
function exchange({ origin, connectTo, webRoots }: Route, ask: Question, agent: Agent): Promise<Exchanged> {
  const url = new URL(ask.url);
  const wanted: Wanted = { url: ask.url, mediaType: ask.mediaType, maxBytes: ask.maxBytes, fault: 'site' };
  const address = addressOf(url, new URL(origin), connectTo);
  return new Promise((resolve) => {
    let wire: WireKey | null = null;
    let headers: IncomingHttpHeaders | null = null;
    const end = (outcome: { readonly bytes: Uint8Array } | { readonly problem: Problem }): void => {
      clearTimeout(deadline);
      resolve({ wire, headers, ...outcome });
    };
    const fail = (problem: Problem): void => {
      sent.destroy();
      end({ problem });
    };
    const sent = request({
      ...address,
      servername: url.hostname,
      path: `${url.pathname}${url.search}`,
      agent,
      headers: { host: url.host, 'accept-language': '*', ...(ask.accept === null ? {} : { accept: ask.accept }) },
      ...(webRoots === undefined ? {} : { ca: webRoots }),
    });
    const deadline = setTimeout(() => {
      fail(failure(wanted, wire === null ? 'net.timeout' : 'net.too-slow'));
    }, ask.timeoutMs);
    sent.on('error', (error) => {
      fail(failure(wanted, 'net.unreachable', errorFact(error)));
    });
    sent.on('response', (answer) => {
      wire = wireOf(answer.socket);
      const header = (name: string): string | null => [answer.headers[name] ?? []].flat()[0] ?? null;
      const refused = refusal(wanted, { status: answer.statusCode ?? 0, redirects: false, header });
      if (refused?.code !== 'net.redirected') headers = answer.headers;
      if (refused !== null) {
        fail(refused);
        return;
      }
      const parts: Buffer[] = [];
      let length = 0;
      answer.on('data', (part: Buffer) => {
        length += part.length;
        if (length > wanted.maxBytes) fail(failure(wanted, 'net.too-large', { most: wanted.maxBytes }));
        else parts.push(part);
      });
      answer.on('error', () => {
        fail(failure(wanted, 'net.unreachable'));
      });
      answer.on('end', () => {
        end({ bytes: Uint8Array.from(Buffer.concat(parts)) });
      });
    });
    sent.end();
  });
}

/** Some forms use another port of the same machine, or another host, which is a different origin. */
function addressOf(url: URL, site: URL, connectTo: Route['connectTo']): { readonly host: string; readonly port: number } {
  const port = url.port === '' ? 443 : Number(url.port);
  if (connectTo === undefined || url.hostname !== site.hostname) return { host: url.hostname, port };
  return url.port === site.port ? connectTo : { host: connectTo.host, port };
}

function wireOf(socket: Socket): WireKey | null {
  const seen = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (seen === undefined) return null;
  const spki = Uint8Array.from(seen.publicKey.export({ type: 'spki', format: 'der' }));
  const sha256 = createHash('sha256').update(spki).digest('hex');
  return { spki, certificate: Uint8Array.from(seen.raw), sha256, certificateUntil: Date.parse(seen.validTo) };
}
