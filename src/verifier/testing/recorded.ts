import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Recorded material stored next to the repository and never copied into it. Null if missing; the test then prints what it skips,
 * and passes. @param path below the folder of recorded vectors, e.g. `chain/proofs/read-proofs.json`
 */
export function recorded(path: string): Uint8Array | null {
  const file = resolve('../shared/vectors', path);
  if (!existsSync(file)) {
    console.log(`skipped: no recorded ${path}`);
    return null;
  }
  return readFileSync(file);
}

/** The same as JSON. The caller declares its type and checks what it relies on. */
export function recordedJson(path: string): unknown {
  const bytes = recorded(path);
  return bytes === null ? null : JSON.parse(new TextDecoder().decode(bytes));
}
