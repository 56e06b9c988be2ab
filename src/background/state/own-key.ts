import { toBase64Url } from '../../verifier/index.ts';
import { fieldsOf, InvalidRecord } from './shape.ts';
import type { Tables } from './tables.ts';

/**
 * The key that signs the user's own statements. Its private half was generated here and cannot be exported, not even by the
 * extension: it is a browser handle in the extension's own database, survives restarts, and is in no export.
 */
export type OwnKey = {
  /** Null if nothing was ever signed. */
  public(): Promise<string | null>;
  /** Makes the key if there is none. */
  sign(message: Uint8Array): Promise<{ readonly key: string; readonly signature: Uint8Array }>;
};

/** The part of WebCrypto in use. */
export type SigningSubtle = Pick<SubtleCrypto, 'generateKey' | 'exportKey' | 'sign'>;

type Held = { readonly key: string; readonly privateKey: CryptoKey };

const ROW = 'statements';
const ED25519 = { name: 'Ed25519' } as const;
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** The key in the database; two calls at once make one key. */
export function ownKey(tables: Tables, subtle: SigningSubtle): OwnKey {
  let making: Promise<Held> | null = null;

  /** @returns null for a damaged record too: signatures by an unreadable key cannot be attributed */
  async function held(): Promise<Held | null> {
    const row = await tables.get('own-keys', ROW);
    if (row === undefined) return null;
    try {
      const fields = fieldsOf(row, 'own-keys');
      const privateKey = fields.value('privateKey');
      if (fields.natural('format') !== 1 || !isPrivateKey(privateKey)) return null;
      return { key: fields.string('key', 200), privateKey };
    } catch (error) {
      if (error instanceof InvalidRecord) return null;
      throw error;
    }
  }

  async function made(): Promise<Held> {
    const { publicKey, privateKey } = await generated(subtle);
    const key = textOf(new Uint8Array(await subtle.exportKey('raw', publicKey)));
    await tables.put('own-keys', ROW, { format: 1, key, privateKey });
    return { key, privateKey };
  }

  /** Concurrent calls make one key. */
  async function heldOrMade(): Promise<Held> {
    const found = await held();
    if (found !== null) return found;
    making ??= made().finally(() => {
      making = null;
    });
    return await making;
  }

  return {
    public: async () => (await held())?.key ?? null,
    async sign(message) {
      const { key, privateKey } = await heldOrMade();
      const algorithm = key.startsWith('ed25519:') ? ED25519 : P256;
      const signature = await subtle.sign(algorithm, privateKey, Uint8Array.from(message));
      return { key, signature: new Uint8Array(signature) };
    },
  };
}

/** Ed25519, or P-256 if the browser cannot sign with Ed25519. */
async function generated(subtle: SigningSubtle): Promise<CryptoKeyPair> {
  try {
    return await subtle.generateKey(ED25519, false, ['sign', 'verify']);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NotSupportedError') throw error;
    return await subtle.generateKey(P256, false, ['sign', 'verify']);
  }
}

/**
 * In the lists' key format: the 32 bytes of Ed25519, or x ‖ y of P-256 without the leading format byte (SEC 1, section 2.3.3).
 */
const textOf = (raw: Uint8Array): string =>
  raw.length === 32 ? `ed25519:${toBase64Url(raw)}` : `p256:${toBase64Url(raw.subarray(1))}`;

const isPrivateKey = (value: unknown): value is CryptoKey =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'private';
