import type { BringReferenced } from '../../verifier/audits/index.ts';
import { toHex } from '../../verifier/index.ts';
import { readCapped } from '../files.ts';
import { RequestError } from '../request-error.ts';
import { port } from './envelopes.ts';

/** A file as a list references it. */
export type ReferenceJson = { readonly uri: string; readonly sha256: string; readonly bytes: number };

const digestOf = async (bytes: Uint8Array): Promise<string> => toHex(await port.digest('sha-256', bytes));

/** What a reader would be served: the files at these paths, by digest. @throws RequestError */
export async function filesAt(paths: readonly string[]): Promise<BringReferenced> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readCapped(path);
      return { bytes, sha256: await digestOf(bytes) };
    }),
  );
  return (references) =>
    Promise.resolve(references.map(({ sha256 }) => files.find((file) => file.sha256 === sha256)?.bytes ?? null));
}

/** `FILE=HTTPS` → the path, and the list's reference to it. @throws RequestError */
export async function referenceTo(text: string): Promise<{ readonly path: string; readonly reference: ReferenceJson }> {
  const at = text.indexOf('=https://');
  if (at < 1) throw new RequestError('bad-request', `--refer ${text}: not FILE=HTTPS`);
  const path = text.slice(0, at);
  const bytes = await readCapped(path);
  return { path, reference: { uri: text.slice(at + 1), sha256: await digestOf(bytes), bytes: bytes.length } };
}
