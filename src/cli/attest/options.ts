import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  auto,
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

/** The kit's options for them. @throws RequestError for missing ones, AttesterError if no platform is found */
export async function attesterOptions(words: ServiceWords, usage: string): Promise<AttesterOptions> {
  const { origin, certificate = [] } = words;
  if (origin === undefined || certificate.length === 0)
    throw new RequestError('bad-request', `Name the origin and the certificate.\nusage: ${usage}`);
  const root = words['test-root'];
  return {
    origin,
    tls: { certificateFile: certificate, ...(words.key === undefined ? {} : { keyFile: words.key }) },
    source: await sourceOf(words, usage),
    endorsements: words['no-endorsements'] === true ? 'none' : words.pccs === undefined ? 'auto' : { pccs: words.pccs },
    freshness: { mode: words.challenge === true ? 'challenge' : 'per-visit' },
    hostChosen: words['host-chosen']?.split(',') ?? [],
    ...(words.lock === undefined ? {} : { keys: await lockOf(words.lock, words.policy) }),
    ...(root === undefined
      ? {}
      : {
          anchors: {
            ...pinnedAnchors,
            intelSgxRoot: [{ name: root, certificate: Uint8Array.from(await readFile(root)), test: true }],
          },
        }),
  };
}

/** Names what the folder contains now; its pages got their integrity earlier (`sealmark lock --write`). */
async function lockOf(folder: string, policy: string | undefined): Promise<LockedBuild['keys']> {
  const { keys } = await lockedBuild(folder, policy === undefined ? {} : { policy });
  return keys;
}

async function sourceOf({ source = 'auto', program, type, socket }: ServiceWords, usage: string): Promise<EvidenceSource> {
  if (program !== undefined) {
    const evidence = EVIDENCE_TYPES.find((one) => one === type);
    const [name, ...others] = program.split(/\s+/).filter((word) => word !== '');
    if (evidence === undefined || name === undefined)
      throw new RequestError('bad-request', `--program comes with --type, one of ${EVIDENCE_TYPES.join(', ')}\nusage: ${usage}`);
    return command([name, ...others], { type: evidence });
  }
  const sources: Readonly<Record<string, () => EvidenceSource | Promise<EvidenceSource>>> = {
    auto: () => auto(),
    azure: () => azureVtpm(),
    'configfs-tsm': () => configfsTsm(),
    gramine: () => gramine(),
    dstack: () => dstack(socket),
    nitro: () => nitro(socket),
  };
  const make = Object.hasOwn(sources, source) ? sources[source] : undefined;
  if (make === undefined)
    throw new RequestError('bad-request', `--source is one of ${Object.keys(sources).join(', ')}\nusage: ${usage}`);
  return await make();
}
