import { X509Certificate } from 'node:crypto';
import { request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** What to ask. */
export type Question = {
  /** Absolute, https. */
  readonly url: string;
  /** Value of the header `Accept`. */
  readonly accept: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
};

/** What was seen of the other end of a connection. */
export type ConnectionSeen = {
  /** SubjectPublicKeyInfo of the certificate, DER. */
  readonly spki: Uint8Array;
  /** Leaf first, DER, as the site sent them. */
  readonly certificates: readonly Uint8Array[];
  /** Why an ordinary client would have aborted; null where it would not. */
  readonly refusedBecause: string | null;
};

/** One complete response. */
export type Exchanged = {
  readonly url: string;
  readonly status: number;
  /** As received: alternating names and values. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  readonly connection: ConnectionSeen;
};

/** More certificates than any site sends. */
const MAX_CERTIFICATES = 8;

/**
 * One GET over a connection of its own: no cookies, no redirects, nothing that identifies the requester. A certificate that an
 * ordinary client would refuse is recorded with the reason, because recordings are not trusted anyway. @returns null where no
 * response came in time, or it had more than `maxBytes`
 */
export async function exchange({ url, accept, maxBytes, timeoutMs }: Question): Promise<Exchanged | null> {
  const options: RequestOptions = {
    method: 'GET',
    agent: false,
    rejectUnauthorized: false,
    headers: { accept, 'accept-encoding': 'identity', 'accept-language': '*' },
    signal: AbortSignal.timeout(timeoutMs),
  };
  try {
    return await new Promise((resolve, reject) => {
      const asked = request(url, options, (answer) => {
        const { socket } = answer;
        // Read before the body: the socket forgets its certificates when it closes.
        const connection = socket instanceof TLSSocket ? connectionOf(socket) : null;
        if (connection === null) reject(new Error('no TLS connection'));
        else
          received(answer, maxBytes)
            .then((body) => exchanged(url, answer, body, connection))
            .then(resolve, reject);
      });
      asked.on('error', reject);
      asked.end();
    });
  } catch {
    return null;
  }
}

const exchanged = (url: string, answer: IncomingMessage, body: Uint8Array, connection: ConnectionSeen): Exchanged => ({
  url,
  status: answer.statusCode ?? 0,
  rawHeaders: answer.rawHeaders,
  body,
  connection,
});

async function received(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) {
      answer.destroy();
      throw new Error('too large');
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function connectionOf(socket: TLSSocket): ConnectionSeen | null {
  const certificates: Uint8Array[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && certificates.length < MAX_CERTIFICATES) {
    certificates.push(new Uint8Array(next.raw));
    next = next.issuerCertificate;
  }
  const [leaf] = certificates;
  if (leaf === undefined) return null;
  const spki = new X509Certificate(leaf).publicKey.export({ type: 'spki', format: 'der' });
  return {
    spki: new Uint8Array(spki),
    certificates,
    refusedBecause: socket.authorized ? null : socket.authorizationError.toString(),
  };
}
