import { open } from 'node:fs/promises';
import { Refusal } from './refusal.ts';

/** Evidence and endorsements are some tens of kilobytes; anything over this is not one of them. */
export const LARGEST_FILE = 2 * 1024 * 1024;

/** A file's bytes. @throws Refusal when it cannot be read, is no regular file, or is larger than `LARGEST_FILE`. */
export async function readCapped(path: string): Promise<Uint8Array<ArrayBuffer>> {
  let file;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > LARGEST_FILE) throw new Refusal('file-too-large', `${path} is larger than ${String(LARGEST_FILE)} bytes`);
    return new Uint8Array(await file.readFile());
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('file-unreadable', error instanceof Error ? error.message : `cannot read ${path}`);
  } finally {
    await file?.close();
  }
}
