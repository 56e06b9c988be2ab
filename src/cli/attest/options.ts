import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  AttesterError,
  azureVtpm,
  command,
  configfsTsm,
  dstack,
  gramine,
  lockedBuild,
  nitro,
  type AttesterOptions,
  type EvidenceSource,
  type LockedBuild,
} from '../../attester/index.ts';
import { EVIDENCE_TYPES, pinnedAnchors } from '../../verifier/index.ts';
import { RequestError } from '../request-error.ts';

/** The arguments that say which service attests, with which key and platform: the same for `attest serve` and `doctor`. */
export const SERVICE_USAGE = `--origin https://HOST --certificate FILE [--key FILE] [--source NAME] [--program "WORDS" --type TYPE]
               [--pccs ADDRESS] [--no-endorsements] [--challenge] [--host-chosen REGISTER,…] [--lock FOLDER [--policy "strict …"]]`;

const OPTIONS = {
  origin: { type: 'string' },
  certificate: { type: 'string', multiple: true },
  key: { type: 'string' },
  source: { type: 'string' },
  program: { type: 'string' },
  type: { type: 'string' },
  socket: { type: 'string' },
  pccs: { type: 'string' },
  'no-endorsements': { type: 'boolean' },
  challenge: { type: 'boolean' },
  'host-chosen': { type: 'string' },
  'test-root': { type: 'string' },
  listen: { type: 'string' },
  lock: { type: 'string' },
  policy: { type: 'string' },
} as const;

/** A parsed command line. @throws RequestError with the usage for unknown arguments */
export function serviceWords(words: readonly string[], usage: string) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS }).values;
  } catch (error) {
    throw new RequestError('bad-request', `${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`);
  }
}

/** The arguments as they were parsed, all of them optional. */
export type ServiceWords = ReturnType<typeof serviceWords>;

/**
 * The kit's options for them; a platform is looked for when the kit starts, after the rest was looked at. @throws RequestError for
 * missing ones, AttesterError for a folder to lock or a root that cannot be read
 */
export async function attesterOptions(words: ServiceWords, usage: string): Promise<AttesterOptions> {
  const { origin, certificate = [] } = words;
  if (origin === undefined || certificate.length === 0)
    throw new RequestError('bad-request', `Name the origin and the certificate.\nusage: ${usage}`);
  const root = words['test-root'];
  return {
    origin,
    tls: { certificateFile: certificate, ...(words.key === undefined ? {} : { keyFile: words.key }) },
    source: sourceOf(words, usage),
    endorsements: endorsementsOf(words, usage),
    freshness: { mode: words.challenge === true ? 'challenge' : 'per-visit' },
    hostChosen: words['host-chosen']?.split(',') ?? [],
    ...(words.lock === undefined ? {} : { keys: await lockOf(words.lock, words.policy) }),
    ...(root === undefined
      ? {}
      : {
          anchors: {
            ...pinnedAnchors,
            intelSgxRoot: [{ name: root, certificate: await fileOf(root), test: true }],
          },
        }),
  };
}

/** Names what the folder contains now; its pages got their integrity earlier (`sealmark lock --write`). */
async function lockOf(folder: string, policy: string | undefined): Promise<LockedBuild['keys']> {
  try {
    const { keys } = await lockedBuild(folder, policy === undefined ? {} : { policy });
    return keys;
  } catch (error) {
    if (error instanceof AttesterError) throw error;
    throw new AttesterError('option', `The folder ${folder} cannot be read.`, 'Name the folder of the build with --lock.', error);
  }
}

const fileOf = (file: string): Promise<Uint8Array> =>
  readFile(file).then(
    (bytes) => Uint8Array.from(bytes),
    (error: unknown) => {
      throw new AttesterError('option', `The root ${file} cannot be read.`, 'Name its file with --test-root.', error);
    },
  );

function endorsementsOf(words: ServiceWords, usage: string): NonNullable<AttesterOptions['endorsements']> {
  const { pccs } = words;
  const protocol = pccs !== undefined && URL.canParse(pccs) ? new URL(pccs).protocol : '';
  if (pccs !== undefined && protocol !== 'https:' && protocol !== 'http:')
    throw new RequestError('bad-request', `--pccs is the address of a caching service: https://HOST:8081\nusage: ${usage}`);
  if (words['no-endorsements'] === true) return 'none';
  return pccs === undefined ? 'auto' : { pccs };
}

function sourceOf({ source = 'auto', program, type, socket }: ServiceWords, usage: string): EvidenceSource | 'auto' {
  if (program !== undefined) {
    const evidence = EVIDENCE_TYPES.find((one) => one === type);
    const [name, ...others] = program.split(/\s+/).filter((word) => word !== '');
    if (evidence === undefined || name === undefined)
      throw new RequestError('bad-request', `--program comes with --type, one of ${EVIDENCE_TYPES.join(', ')}\nusage: ${usage}`);
    return command([name, ...others], { type: evidence });
  }
  const sources: Readonly<Record<string, () => EvidenceSource | 'auto'>> = {
    auto: () => 'auto',
    azure: () => azureVtpm(),
    'configfs-tsm': () => configfsTsm(),
    gramine: () => gramine(),
    dstack: () => dstack(socket),
    nitro: () => nitro(socket),
  };
  const make = Object.hasOwn(sources, source) ? sources[source] : undefined;
  if (make === undefined)
    throw new RequestError('bad-request', `--source is one of ${Object.keys(sources).join(', ')}\nusage: ${usage}`);
  return make();
}
