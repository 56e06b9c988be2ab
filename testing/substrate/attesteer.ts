import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Anchors } from '../../src/verifier/anchors/anchor.ts';
import { fromHex } from '../../src/verifier/bytes/hex.ts';
import { open } from '../../src/verifier/open.ts';
import { endorsementsInAll } from '../../src/verifier/endorsements-in.ts';
import type { AttestationResult } from '../../src/verifier/result.ts';
import type { Attested } from '../../src/verifier/testing/attester.ts';
import { appraiseCase } from '../../src/verifier/testing/appraise-case.ts';
import { instant, type Instant } from '../../src/verifier/time.ts';
import type { Registration, TestChain } from './test-chain.ts';

/** What the service needs besides the quote: whom it believes, and where it gets collateral. */
export type AttesteerOptions = {
  readonly chain: TestChain;
  /** Account under which it registers others' enclaves. */
  readonly registrar: Uint8Array;
  readonly anchors: Anchors;
  /** Collateral documents for a quote at a time, as the service would fetch them. */
  readonly collateral: (quote: Uint8Array, now: Instant) => Attested['endorsements'];
};

/** What the service promised a customer: again every so often, for so long. Blocks of the test chain pass at once. */
export type Promised = { readonly every: number; readonly during: number };

type Verdict =
  { readonly accepted: true; readonly registration: Registration } | { readonly accepted: false; readonly why: string };

const measurement = ({ claims }: AttestationResult, register: string): Uint8Array =>
  fromHex(claims?.measurements.find((one) => one.register === register)?.value ?? '', register);

/**
 * A simulated Attesteer: takes a quote over JSON-RPC (`attesteer_forwardDcapQuote [quote, url]`, as the service of that
 * name documented it), verifies it with this project's verifier, and registers it on the test chain as proxied.
 */
export class Attesteer {
  readonly #options: AttesteerOptions;
  readonly #server: WebSocketServer;

  private constructor(options: AttesteerOptions, server: WebSocketServer) {
    this.#options = options;
    this.#server = server;
    server.on('connection', (socket) => {
      socket.on('message', (data) => {
        void this.#hear(socket, Buffer.isBuffer(data) ? data.toString('utf8') : '');
      });
    });
  }

  static async start(options: AttesteerOptions): Promise<Attesteer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise<void>((resolve) => {
      server.once('listening', resolve);
    });
    return new Attesteer(options, server);
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `ws://127.0.0.1:${String((address satisfies AddressInfo).port)}`;
  }

  async #hear(socket: WebSocket, text: string): Promise<void> {
    const answer = (rest: object): void => {
      socket.send(JSON.stringify({ jsonrpc: '2.0', ...rest }));
    };
    let id: unknown = null;
    try {
      const request: unknown = JSON.parse(text);
      if (typeof request !== 'object' || request === null || !('params' in request) || !Array.isArray(request.params))
        throw new TypeError('not a request');
      id = 'id' in request ? request.id : null;
      const method = 'method' in request ? request.method : null;
      const params: readonly unknown[] = request.params;
      const [quote, url] = params;
      if (method !== 'attesteer_forwardDcapQuote' || typeof quote !== 'string') throw new TypeError('not a quote');
      const verdict = await this.forward(fromHex(quote.replace(/^0x/, ''), 'quote'), typeof url === 'string' ? url : null);
      if (verdict.accepted) answer({ id, result: '0x01' });
      else answer({ id, error: { code: 1, message: verdict.why } });
    } catch (error) {
      answer({ id, error: { code: -32600, message: error instanceof Error ? error.message : 'failed' } });
    }
  }

  /** Verifies a quote and, if it holds, registers it once. */
  async forward(quote: Uint8Array, url: string | null): Promise<Verdict> {
    const verdict = await this.#verify(quote);
    if (verdict.accepted) this.#options.chain.registerProxied(this.#options.registrar, { ...verdict.registration, url });
    return verdict;
  }

  /** Verifies a quote and registers it again and again, as promised; the test chain's time passes with it. */
  async keep(quote: Uint8Array, url: string | null, { every, during }: Promised): Promise<Verdict> {
    const { chain } = this.#options;
    const end = chain.chains.now + during;
    let verdict = await this.forward(quote, url);
    while (verdict.accepted && chain.chains.now + every <= end) {
      // Each registration is a block of its own, twelve seconds long.
      chain.passTime(every - 12_000);
      verdict = await this.forward(quote, url);
    }
    return verdict;
  }

  async #verify(quote: Uint8Array): Promise<Verdict> {
    const evidence = { type: 'dcap-quote', bytes: quote, parameters: {} } as const;
    const now = instant(this.#options.chain.chains.now);
    const opening = open(evidence);
    if (opening.at !== 'opened' || opening.tee.id !== 'sgx') return { accepted: false, why: 'not an SGX quote' };
    const endorsements = endorsementsInAll(opening.tee, this.#options.collateral(quote, now));
    const result = await appraiseCase({ evidence, endorsements, anchors: this.#options.anchors, now });
    if (result.claims === null) return { accepted: false, why: 'the quote does not authenticate' };
    if (result.vector.hardware === 'contraindicated') return { accepted: false, why: 'the platform is refused' };
    const registration = {
      reportData: fromHex(result.claims.reportData ?? '', 'report data'),
      mrEnclave: measurement(result, 'MRENCLAVE'),
      mrSigner: measurement(result, 'MRSIGNER'),
      buildMode: result.claims.debug === true ? 'debug' : 'production',
    } as const;
    return { accepted: true, registration };
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }
}
