import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Seeds, one folder per target, one file per input, named by its hash; all made by our own code (make-corpus.ts). */
const ROOT = fileURLToPath(new URL('corpus/', import.meta.url));

const folderOf = (target: string): string => join(ROOT, target.replace(/[^a-z0-9-]+/g, '-'));

/** A target's inputs in the order of their names, so that every run has the same; none for a target without a folder. */
export function readCorpus(target: string): readonly Uint8Array[] {
  const folder = folderOf(target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => new Uint8Array(readFileSync(join(folder, file))));
}

/** Adds an input to a target's corpus; the same input has the same name. */
export function addToCorpus(target: string, bytes: Uint8Array): void {
  mkdirSync(folderOf(target), { recursive: true });
  writeFileSync(join(folderOf(target), createHash('sha256').update(bytes).digest('hex').slice(0, 16)), bytes);
}
