import { instant, webCrypto, type CryptoPort } from '../../src/verifier/index.ts';
import { pinnedOnly, updateList, type AuditKey } from '../../src/verifier/audits/index.ts';
import { preAuthEncoding } from '../../src/verifier/audits/dsse.ts';
import { fromBase64 } from '../../src/verifier/bytes/base64.ts';
import { compare, type Score } from './compare.ts';

/** A list, and the key that signs it. */
export type ListRequest = { readonly list: Uint8Array; readonly key: AuditKey; readonly rounds: number };

type EnvelopeJson = {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
};
type Check = Parameters<CryptoPort['verifySignature']>;

const subtle = crypto.subtle;

/**
 * A list as it is followed for the first time, relative to the bare checks of its signatures under imported keys; and the least
 * that any program has to ask of the platform besides: decoding, digests and JSON, with nothing read of what they bring.
 * @returns `bare`, `ours` and `platform`
 */
export async function scoreList({ list, key, rounds }: ListRequest): Promise<readonly Score[]> {
  const port = webCrypto(subtle);
  const asked: Check[] = [];
  const recording: CryptoPort = {
    ...port,
    verifySignature(...question) {
      asked.push(question);
      return port.verifySignature(...question);
    },
  };
  await follow(recording, list, key);
  const native = await importedKey(asked);
  const bare = asked.map(([, , signature, message]) => [Uint8Array.from(signature), Uint8Array.from(message)] as const);
  return await compare(
    [
      { name: 'bare', run: () => Promise.all(bare.map((one) => subtle.verify('Ed25519', native, ...one))) },
      { name: 'ours', run: () => follow(port, list, key) },
      { name: 'platform', run: () => platformOnly(native, list) },
    ],
    rounds,
  );
}

async function follow(port: CryptoPort, list: Uint8Array, key: AuditKey): Promise<void> {
  const update = await updateList(port, { at: 'pinned', ...pinnedOnly(key) }, list, instant(1_796_000_000_000));
  if (update.at === 'refused') throw new Error(update.code);
}

/** The one key under which everything was asked. */
async function importedKey(asked: readonly Check[]): Promise<CryptoKey> {
  const keys = new Map(asked.map(([, spki]) => [String(spki), spki]));
  const [spki] = keys.values();
  if (spki === undefined || keys.size > 1) throw new Error('not a list under one key');
  return await subtle.importKey('spki', Uint8Array.from(spki), 'Ed25519', false, ['verify']);
}

/** No rule is checked: this is no verifier, and shows what one cannot do without. */
async function platformOnly(key: CryptoKey, list: Uint8Array): Promise<void> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const opened = async ({ payloadType, payload, signatures }: EnvelopeJson): Promise<unknown> => {
    const bytes = fromBase64(payload, 'payload');
    const signature = fromBase64(signatures[0]?.sig ?? '', 'sig');
    const [holds] = await Promise.all([
      subtle.verify('Ed25519', key, signature, preAuthEncoding(payloadType, bytes)),
      subtle.digest('SHA-256', bytes),
    ]);
    if (!holds) throw new Error('a signature that does not hold');
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    // Reveals a member that occurs twice.
    if (JSON.stringify(value) !== text) throw new Error('not as it was written');
    return value;
  };
  const outer = JSON.parse(utf8.decode(list)) as EnvelopeJson; // made by audits.ts, of the same program
  const { statements } = (await opened(outer)) as { readonly statements: readonly EnvelopeJson[] };
  await Promise.all(statements.map(opened));
}
