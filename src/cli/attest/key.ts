import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { AttesterError } from '../../attester/index.ts';
import { RequestError } from '../request-error.ts';
import { certified, METHOD, type Order } from './acme.ts';
import { accountKey, freshKey, keyFolder, renewAt, replaceKey } from './key-folder.ts';
import { told } from './told.ts';

/** Usage, printed with every error in the arguments. */
export const KEY_USAGE = `sealmark attest key --origin https://HOST --acme letsencrypt | staging | ADDRESS --agree --out FOLDER
               [--on-disk] [--account FILE] [--contact MAIL] [--listen HOST:PORT] [--acme-root FILE] [--anew]`;

/** Authorities by name; any other is given by its directory's address. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
};
const LISTEN = '[::]:443';

const usage = (why: string): RequestError => new RequestError('bad-request', `${why}\nusage: ${KEY_USAGE}`);

/**
 * Makes a TLS key where it stays and gets a certificate for it: only its public half leaves this process and the folder. Run
 * repeatedly, it renews with a new key when two thirds of the certificate's life are over, and does nothing before. @returns 0
 * when there is a good certificate, 1 otherwise @throws RequestError for unknown arguments
 */
export async function makeKey(words: readonly string[], print: (text: string) => void): Promise<number> {
  const { host, directory, listen, values } = await read(words);
  try {
    const files = await keyFolder(values.out, values['on-disk'] === true);
    const renewal = await renewAt(files, host);
    if (renewal !== null && renewal > Date.now() && values.anew !== true) {
      print(`${files.certificate} is good: it is renewed from ${new Date(renewal).toISOString().slice(0, 10)} on`);
      return 0;
    }
    const key = freshKey();
    const order: Order = {
      host,
      directory,
      accountKey: await accountKey(values.account ?? files.account),
      key,
      listen,
      contact: values.contact,
      roots: values.roots,
    };
    const { chain, issuer, accountUri } = await certified(order);
    await replaceKey(files, key, chain);
    print(`${files.key}\n${files.certificate}\n\nLet nobody else get a certificate for this name:`);
    print(`${host}. CAA 0 issue "${issuer}; accounturi=${accountUri}; validationmethods=${METHOD}"`);
    return 0;
  } catch (error) {
    if (!(error instanceof AttesterError)) throw error;
    print(told(error));
    return 1;
  }
}

async function read(words: readonly string[]) {
  const values = parsed(words);
  const { origin, acme, out, agree } = values;
  if (origin === undefined || acme === undefined || out === undefined)
    throw usage('Name the origin, the authority and the folder.');
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url?.protocol !== 'https:' || url.origin !== origin) throw usage(`${origin} is no origin: https://HOST`);
  const directory = Object.hasOwn(DIRECTORIES, acme) ? (DIRECTORIES[acme] ?? '') : acme;
  if (!URL.canParse(directory) || new URL(directory).protocol !== 'https:') throw usage(`${acme} is no authority.`);
  if (agree !== true) throw usage(`Say with --agree that you agree to the terms of ${new URL(directory).host}.`);
  const root = values['acme-root'];
  const roots =
    root === undefined ? undefined : await readFile(root, 'utf8').catch(() => Promise.reject(usage(`${root} cannot be read.`)));
  return { host: url.hostname, directory, listen: addressOf(values.listen ?? LISTEN), values: { ...values, out, roots } };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        origin: { type: 'string' },
        acme: { type: 'string' },
        agree: { type: 'boolean' },
        out: { type: 'string' },
        'on-disk': { type: 'boolean' },
        account: { type: 'string' },
        contact: { type: 'string' },
        listen: { type: 'string' },
        'acme-root': { type: 'string' },
        anew: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function addressOf(text: string): Order['listen'] {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === '') throw usage('--listen is HOST:PORT.');
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
