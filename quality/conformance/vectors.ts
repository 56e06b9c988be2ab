import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Foreign vectors are kept outside the project and never copied into it. */
const ROOT = new URL('../../../shared/vectors/crypto/', import.meta.url);

/** The text of one suite's file, or undefined where the vectors are not at hand. Our own suites have no file. */
export function readVectors(path: string): string | undefined {
  if (path.startsWith('own/')) return '';
  const file = fileURLToPath(new URL(path, ROOT));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
