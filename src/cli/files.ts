import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { RequestError } from './request-error.ts';

/** Evidence and endorsements take some tens of kilobytes; anything over this is neither. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024;

/**
 * Opening a named pipe waits for a writer, and a device may do anything: we neither wait for one, nor let one become our
 * terminal.
 */
const HOW = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** The longest part of a path that an error repeats: whoever puts a document where its file is named gets a line, not the document. */
const MAX_NAMED_CHARACTERS = 200;

const named = (path: string): string => (path.length > MAX_NAMED_CHARACTERS ? `${path.slice(0, MAX_NAMED_CHARACTERS)}…` : path);

/** At most one byte more than is accepted, whatever size the file states: it may grow, and some state none. */
async function upToCap(file: FileHandle): Promise<Uint8Array> {
  const held = new Uint8Array(MAX_FILE_BYTES + 1);
  let length = 0;
  while (length < held.length) {
    const { bytesRead } = await file.read(held, length, held.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return held.subarray(0, length);
}

/**
 * A regular file's bytes. @throws RequestError when it cannot be read, is not a regular file, or is larger than `MAX_FILE_BYTES`.
 */
export async function readCapped(path: string): Promise<Uint8Array<ArrayBuffer>> {
  let file;
  try {
    file = await open(path, HOW);
    const about = await file.stat();
    if (!about.isFile()) throw new RequestError('file-unreadable', `${named(path)} is no regular file`);
    const bytes = about.size > MAX_FILE_BYTES ? null : await upToCap(file);
    if (bytes === null || bytes.length > MAX_FILE_BYTES)
      throw new RequestError('file-too-large', `${named(path)} is larger than ${String(MAX_FILE_BYTES)} bytes`);
    return new Uint8Array(bytes);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(
      'file-unreadable',
      error instanceof Error ? error.message.replace(path, named) : `cannot read ${named(path)}`,
    );
  } finally {
    await file?.close();
  }
}

/** Is this a folder? A missing one is not. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
