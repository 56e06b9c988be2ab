import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { attester } from '../../attester/index.ts';
import { RequestError } from '../request-error.ts';
import { told } from './told.ts';
import { attesterOptions, SERVICE_USAGE, serviceWords } from './options.ts';

export const ATTEST_USAGE = `sealmark attest serve ${SERVICE_USAGE}
               [--listen unix:/run/sealmark/attest.sock | 127.0.0.1:PORT]`;

const LISTEN = 'unix:/run/sealmark/attest.sock';
/** Read and written by the owner and the group: the web server's. */
const SOCKET_MODE = 0o660;

export type AttestContext = {
  readonly print: (text: string) => void;
  /** Ends the service. */
  readonly signal: AbortSignal;
};

/**
 * The attester beside a web server that is not Node's: answers the document's path, over plain http, to whatever stands on the same
 * machine. The web server announces it (docs/operators/servers.md).
 * @returns 0 when it was told to end, 1 when the service cannot be attested
 * @throws RequestError for words that are not understood
 */
export async function attest(words: readonly string[], context: Partial<AttestContext> = {}): Promise<number> {
  const { print = console.log, signal = ended() } = context;
  const [what, ...others] = words;
  if (what !== 'serve') throw new RequestError('bad-request', `usage: ${ATTEST_USAGE}`);
  const values = serviceWords(others, ATTEST_USAGE);
  const at = addressOf(values.listen ?? LISTEN);
  try {
    const kit = await attester(await attesterOptions(values, ATTEST_USAGE));
    const server = createServer(
      kit.node((_request, response) => {
        response.writeHead(404).end();
      }),
    );
    await listen(server, at);
    print(`answering for ${values.origin ?? ''} at ${values.listen ?? LISTEN}`);
    await new Promise<void>((done) => {
      signal.addEventListener('abort', () => {
        done();
      });
    });
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    return 0;
  } catch (error) {
    print(told(error));
    return 1;
  }
}

type Address = { readonly path: string } | { readonly host: string; readonly port: number };

/** Only the same machine may ask: what travels here is not encrypted. */
function addressOf(text: string): Address {
  if (text.startsWith('unix:/')) return { path: text.slice('unix:'.length) };
  const [, host = '', port = ''] = /^(127\.0\.0\.1|\[::1\]):(\d{1,5})$/.exec(text) ?? [];
  if (host === '')
    throw new RequestError('bad-request', `--listen is unix:/PATH, 127.0.0.1:PORT or [::1]:PORT\nusage: ${ATTEST_USAGE}`);
  return { host: host.replace(/[[\]]/g, ''), port: Number(port) };
}

async function listen(server: Server, address: Address): Promise<void> {
  // The socket of a run before this one stands in the way.
  if ('path' in address) await rm(address.path, { force: true });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(address, done);
  });
  if ('path' in address) await chmod(address.path, SOCKET_MODE);
}

function ended(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => {
      controller.abort();
    });
  return controller.signal;
}
