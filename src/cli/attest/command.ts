import { createServer } from 'node:http';
import { attester } from '../../attester/index.ts';
import { printLine } from '../printable.ts';
import { RequestError } from '../request-error.ts';
import { KEY_USAGE, makeKey } from './key.ts';
import { addressOf, listen } from './listening.ts';
import { attesterOptions, SERVICE_USAGE, serviceWords } from './options.ts';
import { told } from './told.ts';

const SERVE_USAGE = `sealmark attest serve ${SERVICE_USAGE}
               [--listen unix:/run/sealmark/attest.sock | 127.0.0.1:PORT]`;

/** Usage of both subcommands. */
export const ATTEST_USAGE = `${SERVE_USAGE}
       ${KEY_USAGE}`;

const LISTEN = 'unix:/run/sealmark/attest.sock';

/** Where the command prints, and what ends it. */
export type AttestContext = {
  readonly print: (text: string) => void;
  /** Stops the service. */
  readonly signal: AbortSignal;
};

/**
 * What a service in a TEE needs next to a web server other than Node's: its evidence, and a key with a certificate. @returns 0 on
 * success, 1 otherwise @throws RequestError for unknown arguments
 */
export async function attest(words: readonly string[], context: Partial<AttestContext> = {}): Promise<number> {
  const { print = printLine } = context;
  const [what, ...others] = words;
  if (what === 'serve') return await serve(others, print, context.signal);
  if (what === 'key') return await makeKey(others, print);
  throw new RequestError('bad-request', `usage: ${ATTEST_USAGE}`);
}

/**
 * Serves the document's path, over plain http, to programs on the same machine. The web server announces it
 * (docs/operators/servers.md).
 */
async function serve(words: readonly string[], print: AttestContext['print'], ending?: AbortSignal): Promise<number> {
  const values = serviceWords(words, SERVE_USAGE);
  const at = addressOf(values.listen ?? LISTEN, SERVE_USAGE);
  try {
    const kit = await attester(await attesterOptions(values, SERVE_USAGE));
    const server = createServer(
      kit.node((_request, response) => {
        response.writeHead(404).end();
      }),
    );
    await listen(server, at);
    const signal = ending ?? ended();
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

function ended(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => {
      controller.abort();
    });
  return controller.signal;
}
