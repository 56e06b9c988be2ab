import { instant, JsonObject, parseJson, toRfc3339, unlessMalformed, webCrypto } from '../../verifier/index.ts';
import { SIGSTORE_PUBLIC, verifySigstoreBundle, type ProofFault, type PublishedCode } from '../../verifier/publisher/index.ts';
import { visitPieces } from './forms/find-evidence.ts';
import { textOf } from './forms/text.ts';
import { isSigstoreBundle } from './named.ts';

/** The first Sigstore bundle inside an input, however it is wrapped. */
export function bundleIn(input: Uint8Array): Uint8Array | null {
  let found: Uint8Array | null = null;
  visitPieces(input, ({ bytes }) => {
    const text = found === null ? textOf(bytes) : undefined;
    const json = text === undefined ? undefined : unlessMalformed(() => parseJson(text.trim(), 'bundle'), undefined);
    if (json instanceof JsonObject && isSigstoreBundle(json)) found = bytes;
    return found === null;
  });
  return found;
}

/** What a bundle proves on its own, as a page draws it; or why it does not verify. */
export type ReadProof =
  | { readonly fault: ProofFault }
  | {
      readonly word: Pick<Extract<PublishedCode, { holds: true }>, 'source' | 'identity' | 'issuer'> & {
        readonly since: string;
      };
      readonly log: string;
      readonly subjects: readonly { readonly name: string; readonly algorithm: string; readonly digest: string }[];
    };

/** Verifies a bundle on this page, under Sigstore's public instance. @param clock milliseconds since 1970 */
export async function readProof(bundle: Uint8Array, clock: number): Promise<ReadProof> {
  const port = webCrypto(crypto.subtle);
  const proof = await verifySigstoreBundle({ bytes: bundle, instances: [SIGSTORE_PUBLIC], now: instant(clock), crypto: port });
  if (!proof.holds) return proof;
  const { signer, statement, log, since } = proof;
  if (signer === undefined || statement === undefined) return { fault: 'artifact' };
  const { identity, issuer, source = null } = signer;
  const subjects = statement.subjects.flatMap(({ name, digests }) =>
    [...digests].slice(0, 1).map(([algorithm, digest]) => ({ name, algorithm, digest })),
  );
  return { word: { identity, issuer, source, since: toRfc3339(since) }, log, subjects };
}
