import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Foreign vectors lie beside the project and are never copied into it. */
const ROOT = new URL('../../shared/vectors/crypto/', import.meta.url);

/** The text of one file under `crypto/` of the vectors, or undefined where they are not at hand. */
export function readVectors(path: string): string | undefined {
  const file = fileURLToPath(new URL(path, ROOT));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
