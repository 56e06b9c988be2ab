import { ApiPromise } from '@polkadot/api';
import { buildMetadata } from '../metadata/runtime.ts';
import { CappedProvider, type Dial } from './capped-provider.ts';
import { NodeFailed } from './node-failed.ts';
import type { SubstratePort, SubstrateResponse, SubstrateRequest } from './protocol.ts';

type Typed = Extract<SubstrateRequest, { readonly op: 'typed' }>;

/**
 * A connection and, once a decoded entry was requested, the library's view of the chain behind it: one for each chain that
 * profiles expect there, because its metadata comes from the profile.
 */
type Connection = {
  readonly provider: CappedProvider;
  readonly apis: Map<string, Promise<ApiPromise>>;
  idle: ReturnType<typeof setTimeout> | null;
};

/** Milliseconds after which an idle connection is closed. */
const IDLE = 15_000;
/** No single call takes longer, whatever the request allows. */
const CALL_TIMEOUT_MS = 20_000;

const hex = (bytes: Uint8Array): `0x${string}` => `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NodeFailed('timeout'));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The only importer of @polkadot/api. Connections are shared by endpoint and closed when idle. `initWasm: false`, because an
 * extension page may not run WebAssembly; nothing here needs sr25519.
 */
export class SubstrateClient implements SubstratePort {
  readonly #dial: Dial;
  readonly #connections = new Map<string, Connection>();

  constructor(dial: Dial) {
    this.#dial = dial;
  }

  async ask(request: SubstrateRequest): Promise<SubstrateResponse> {
    const connection = this.#connection(request.endpoint);
    try {
      const work =
        request.op === 'rpc' ? connection.provider.send(request.method, [...request.params]) : this.#typed(connection, request);
      return { ok: true, value: (await within(Math.min(request.deadline, CALL_TIMEOUT_MS), work)) ?? null };
    } catch (error) {
      if (!(error instanceof NodeFailed) || error.because !== 'rpc-error') this.#drop(request.endpoint);
      return { ok: false, because: error instanceof NodeFailed ? error.because : 'client-failed' };
    } finally {
      this.#restAfterUse(request.endpoint, connection);
    }
  }

  #connection(endpoint: string): Connection {
    const known = this.#connections.get(endpoint);
    if (known !== undefined) return known;
    const provider = new CappedProvider(this.#dial, endpoint, CALL_TIMEOUT_MS);
    const connection: Connection = { provider, apis: new Map(), idle: null };
    this.#connections.set(endpoint, connection);
    return connection;
  }

  /** The entry as JSON under the library's own field names; null when there is none. */
  async #typed(connection: Connection, request: Typed): Promise<unknown> {
    const api = await this.#api(connection, request);
    const entry = (await api.at(`0x${request.at}`)).query[request.entry.pallet]?.[request.entry.item];
    if (entry === undefined) throw new NodeFailed('client-failed', 'no such entry in the metadata');
    const { method, meta } = entry.creator;
    if (!meta.type.isMap) throw new NodeFailed('client-failed', `${method} is not a map`);
    const key = api.registry.createType(api.registry.createLookupType(meta.type.asMap.key), `0x${request.entry.key}`);
    return (await entry(key)).toJSON();
  }

  #api({ provider, apis }: Connection, request: Typed): Promise<ApiPromise> {
    const chain = `${request.genesis}/${String(request.paraId)}`;
    const known = apis.get(chain) ?? connect(provider, request);
    apis.set(chain, known);
    return known;
  }

  #restAfterUse(endpoint: string, connection: Connection): void {
    if (connection.idle !== null) clearTimeout(connection.idle);
    connection.idle = setTimeout(() => {
      this.#drop(endpoint);
    }, IDLE);
  }

  #drop(endpoint: string): void {
    const connection = this.#connections.get(endpoint);
    if (connection === undefined) return;
    this.#connections.delete(endpoint);
    if (connection.idle !== null) clearTimeout(connection.idle);
    void connection.provider.disconnect();
    for (const api of connection.apis.values()) void api.then((one) => one.disconnect()).catch(() => undefined);
  }

  close(): void {
    for (const endpoint of [...this.#connections.keys()]) this.#drop(endpoint);
  }
}

/** The library over our own connection, with our own metadata: it never asks the node to describe the chain. */
async function connect(provider: CappedProvider, { genesis, paraId }: Typed): Promise<ApiPromise> {
  const version: unknown = await provider.send('state_getRuntimeVersion', []);
  const spec = typeof version === 'object' && version !== null && 'specVersion' in version ? version.specVersion : null;
  if (typeof spec !== 'number') throw new NodeFailed('malformed-answer', 'no runtime version');
  const metadata = { [`0x${genesis}-${String(spec)}`]: hex(buildMetadata(paraId)) };
  const api = await ApiPromise.create({ provider, metadata, initWasm: false, noInitWarn: true, throwOnConnect: true });
  if (api.genesisHash.toHex() !== `0x${genesis}`) throw new NodeFailed('other-chain');
  return api;
}
