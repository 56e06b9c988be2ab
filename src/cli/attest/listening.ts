import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { AttesterError } from '../../attester/index.ts';
import { RequestError } from '../request-error.ts';

/** Where programs of the same machine ask: the connection is not encrypted. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

/** Read and written by the owner and the group: the web server's. */
const SOCKET_MODE = 0o660;
/** Room for a socket's path (`sun_path`, unix(7)), the zero at its end left out. Node cuts off what is longer. */
const MAX_PATH_BYTES = 107;
const MAX_PORT = 65_535;

/** An address as `--listen` takes it. @throws RequestError for any other, and for one that other machines could reach */
export function addressOf(text: string, usage: string): Address {
  const [, host = '', digits = ''] = /^(127\.0\.0\.1|\[::1\]):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (text.startsWith('unix:/') && !text.endsWith('/')) return { path: text.slice('unix:'.length) };
  if (host === '' || port === 0 || port > MAX_PORT)
    throw new RequestError(
      'bad-request',
      `--listen is unix:/PATH, 127.0.0.1:PORT or [::1]:PORT, with a port from 1 to ${String(MAX_PORT)}\nusage: ${usage}`,
    );
  return { host: host.replace(/[[\]]/g, ''), port };
}

/**
 * Listens there. A socket that an earlier run left is replaced, and its folder made where there is none. @throws AttesterError for
 * an address that is taken or that this user may not use
 */
export async function listen(server: Server, address: Address): Promise<void> {
  try {
    if ('path' in address) await clear(address.path);
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(address, done);
    });
    if ('path' in address) await chmod(address.path, SOCKET_MODE);
  } catch (error) {
    throw addressError(address, error);
  }
}

/** Removes nothing but a socket that nobody answers at. */
async function clear(path: string): Promise<void> {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES)
    throw refused(path, `Name a path of at most ${String(MAX_PATH_BYTES)} bytes with --listen.`);
  await mkdir(dirname(path), { recursive: true });
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isSocket()) throw refused(path, 'Name another path with --listen: what stands there is no socket.');
  if (await isAnswered(path)) throw refused(path, IN_USE);
  await rm(path, { force: true });
}

const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      resolve(!isNobody(error));
    });
  });

/**
 * Does the failure of a connection prove that nobody listens? One that is refused for want of rights, of room in a queue, or of the
 * right kind of socket does not. @param error of connect(2), with its `code`
 */
export const isNobody = (error: object): boolean => 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT');

const IN_USE = 'Stop what listens there, another run of this command perhaps, or name another address with --listen.';
const FORBIDDEN = 'Run this as a user who may use it, or name another address with --listen.';
const REMEDIES: Readonly<Record<string, string>> = { EADDRINUSE: IN_USE, EACCES: FORBIDDEN, EPERM: FORBIDDEN };

function addressError(address: Address, error: unknown): AttesterError {
  if (error instanceof AttesterError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const where = 'path' in address ? address.path : `${address.host}:${String(address.port)}`;
  return refused(where, REMEDIES[code] ?? 'Name another address with --listen.', error);
}

const refused = (where: string, remedy: string, cause?: unknown): AttesterError =>
  new AttesterError('option', `Nothing can listen at ${where}.`, remedy, cause);
