import { Agent } from 'node:https';
import { createServer, type Server } from 'node:tls';
import { AttesterError } from '../../attester/index.ts';

/** Which authority to ask for a certificate, and under which account. */
export type Order = {
  readonly host: string;
  /** The authority's directory (RFC 8555, section 7.1.1). */
  readonly directory: string;
  /** PEM of the account's key. */
  readonly accountKey: string;
  /** PEM of the key that the certificate is for. */
  readonly key: string;
  /** Where the authority's challenge is answered: everything that reaches port 443 of the host must come here. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly contact: string | undefined;
  /** PEM of roots to trust for the authority itself; the machine's own by default. */
  readonly roots: string | undefined;
};

/** The certificate that the authority issued, and what DNS should say so that only this account gets another. */
export type Certified = {
  /** PEM, the leaf first. */
  readonly chain: string;
  /** What a CAA record calls the authority (RFC 8659), and this account (RFC 8657). */
  readonly issuer: string;
  readonly accountUri: string;
};

/** The one proof of a name that needs neither a web server nor the name's records (RFC 8737). */
export const METHOD = 'tls-alpn-01';
const PROTOCOL = 'acme-tls/1';
/** How often an unresponsive authority is asked again, and by how many seconds each wait grows. */
const RETRIES = { retryMaxAttempts: 2, retryDefaultDelay: 1 };
/** Milliseconds between status requests. */
const BETWEEN_LOOKS = { backoffMin: 500, backoffMax: 10_000, backoffAttempts: 20 };

/**
 * Obtains a certificate for a key that stays where it was made: the authority sees only its public half. @throws AttesterError
 * with the authority's message
 */
export async function certified(order: Order): Promise<Certified> {
  // Loaded on demand: no other command asks an authority.
  const { default: acme } = await import('acme-client');
  const { host, directory, accountKey, key, listen, contact, roots } = order;
  acme.axios.defaults.httpsAgent = new Agent(roots === undefined ? {} : { ca: roots });
  Object.assign(acme.axios.defaults, { acmeSettings: RETRIES });
  const client = new acme.Client({ directoryUrl: directory, accountKey, ...BETWEEN_LOOKS });
  const [, request] = await acme.crypto.createCsr({ commonName: host, altNames: [host] }, key);
  let answering: Server | null = null;
  try {
    // Agreeing again would change an existing account, which some authorities refuse.
    await client.createAccount({ onlyReturnExisting: true }).catch((error: unknown) => {
      // The system's error; an authority's message is only text.
      if (error instanceof Error && 'code' in error) throw error;
      return client.createAccount({
        termsOfServiceAgreed: true,
        ...(contact === undefined ? {} : { contact: [`mailto:${contact}`] }),
      });
    });
    const chain = await client.auto({
      csr: request,
      challengePriority: [METHOD],
      // From inside, the machine may not reach its own public address.
      skipChallengeVerification: true,
      async challengeCreateFn(authorization, _challenge, answer) {
        const [own, shown] = await acme.crypto.createAlpnCertificate(authorization, answer);
        answering = await answered(listen, own, shown);
      },
      challengeRemoveFn: () => closed(answering),
    });
    return { chain, issuer: await issuerOf(directory, acme.axios), accountUri: client.getAccountUrl() };
  } catch (error) {
    if (error instanceof AttesterError) throw error;
    throw new AttesterError(
      'certificate',
      `${new URL(directory).host} gave no certificate for ${host}.`,
      `Let port 443 of ${host} lead here (--listen) while this runs, and look at the name’s CAA records.`,
      error,
    );
  } finally {
    await closed(answering);
  }
}

/** Answers the authority's challenge, and nothing else: requests for another protocol are refused. */
async function answered(listen: Order['listen'], key: Uint8Array, certificate: Uint8Array | string): Promise<Server> {
  const server = createServer({ key: Buffer.from(key), cert: Buffer.from(certificate), ALPNProtocols: [PROTOCOL] });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    socket.end();
  });
  try {
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(listen, done);
    });
  } catch (error) {
    throw new AttesterError(
      'certificate',
      `The authority’s question cannot be answered at ${listen.host}:${String(listen.port)}.`,
      'Stop what listens there while this runs, or have it hand on “acme-tls/1” and name the address with --listen.',
      error,
    );
  }
  return server;
}

async function closed(server: Server | null): Promise<void> {
  if (server?.listening === true) await new Promise((done) => server.close(done));
}

/** An authority without a name for CAA records is named by its directory's host. */
async function issuerOf(directory: string, axios: { get(url: string): Promise<{ readonly data: unknown }> }): Promise<string> {
  const { data } = await axios.get(directory);
  const meta = data !== null && typeof data === 'object' && 'meta' in data ? data.meta : null;
  const names = meta !== null && typeof meta === 'object' && 'caaIdentities' in meta ? meta.caaIdentities : null;
  const [name] = Array.isArray(names) ? (names as readonly unknown[]) : [];
  return typeof name === 'string' ? name : new URL(directory).hostname;
}
