import { webcrypto } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  fromPem,
  instant,
  Malformed,
  parseRfc3339,
  toRfc3339,
  unlessMalformed,
  webCrypto,
  type Instant,
} from '../../verifier/index.ts';
import {
  looksLikePcrHistory,
  looksLikeTlogProof,
  readTrustedRoot,
  readWitnessPolicy,
  SIGSTORE_PUBLIC,
  verifyOakEndorsement,
  verifyPcrHistory,
  verifySigstoreBundle,
  verifyTlogProof,
  type ProofFault,
  type WitnessPolicy,
} from '../../verifier/publisher/index.ts';
import { PROOF_FAULTS } from '../../popup/words/pages/publisher.ts';
import { readCapped } from '../files.ts';
import { printLine } from '../printable.ts';
import { RequestError } from '../request-error.ts';

/** Usage, printed with every error in the arguments. */
export const PROOF_USAGE = `sealmark proof BUNDLE [--artifact FILE] [--key FILE] [--root FILE] [--at TIME] [--json]
       sealmark proof PROOF.tlog-proof --entry FILE --policy FILE [--at TIME] [--json]
       sealmark proof ENDORSEMENT.json --signature FILE --key FILE [--proof FILE --policy FILE] [--at TIME] [--json]
       sealmark proof PCR-HISTORY.json --key FILE [--json]`;

/** What a publisher's proof says, as lines of a name and a value; or why it does not hold. */
export type ProofAnswer =
  | { readonly holds: true; readonly kind: string; readonly facts: Readonly<Record<string, string | number | readonly string[]>> }
  | { readonly holds: false; readonly fault: ProofFault };

const OPTIONS = {
  json: { type: 'boolean' },
  artifact: { type: 'string' },
  key: { type: 'string' },
  root: { type: 'string' },
  entry: { type: 'string' },
  policy: { type: 'string' },
  signature: { type: 'string' },
  proof: { type: 'string' },
  at: { type: 'string' },
} as const;

type Values = Partial<Record<Exclude<keyof typeof OPTIONS, 'json'>, string>>;

const port = webCrypto(webcrypto.subtle);

/**
 * Verifies what a publisher signed (docs/PUBLISHERS.md). No request is sent. @returns what to print, or 1 when it was printed
 * that the proof does not hold @throws RequestError for an invalid command line or an unreadable file
 */
export async function proofCommand(words: readonly string[], clock: number): Promise<string | number> {
  const { values, positionals } = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new RequestError('bad-request', `usage: ${PROOF_USAGE}`);
  const now = values.at === undefined ? instant(clock) : read('--at', () => parseRfc3339(values.at ?? '', '--at'));
  const answer = await answerTo(await readCapped(path), values, now);
  const text = values.json === true ? JSON.stringify(answer) : tell(answer);
  if (answer.holds) return text;
  printLine(text);
  return 1;
}

/** By the kind of file, and the other arguments. */
async function answerTo(file: Uint8Array, values: Values, now: Instant): Promise<ProofAnswer> {
  if (looksLikeTlogProof(file)) return await logged(file, values, now);
  if (looksLikePcrHistory(file)) return await listed(file, values);
  return values.signature === undefined ? await bundle(file, values, now) : await endorsed(file, values.signature, values, now);
}

async function bundle(bytes: Uint8Array, { root, key, artifact }: Values, now: Instant): Promise<ProofAnswer> {
  const instances = root === undefined ? [SIGSTORE_PUBLIC] : [await file('--root', root, (one) => readTrustedRoot(one, root))];
  const named = { ...(await optional('key', key, readKey)), ...(await optional('artifact', artifact, (one) => one)) };
  const proof = await verifySigstoreBundle({ bytes, instances, now, crypto: port, ...named });
  if (!proof.holds) return proof;
  const { signer, statement, log, since, instance } = proof;
  const about = (statement?.subjects ?? []).flatMap(({ name, digests }) =>
    [...digests].map(([algorithm, digest]) => `${algorithm}:${digest} ${name}`),
  );
  const { source, ...who } = signer ?? { source: undefined };
  const { run, ...origin } = source ?? { run: undefined };
  const facts = {
    instance,
    log,
    since: toRfc3339(since),
    ...who,
    ...origin,
    ...(run === undefined ? {} : { run }),
    ...(about.length === 0 ? {} : { about }),
  };
  return { holds: true, kind: 'Sigstore bundle', facts };
}

async function logged(bytes: Uint8Array, { entry, policy }: Values, now: Instant): Promise<ProofAnswer> {
  if (entry === undefined || policy === undefined)
    throw new RequestError('bad-request', 'a tlog-proof needs --entry and --policy');
  const proof = await verifyTlogProof(bytes, await readCapped(entry), await readPolicy(policy), now, port);
  if (!proof.holds) return proof;
  const { log, index, witnesses, since, seen } = proof;
  return { holds: true, kind: 'tlog-proof', facts: { log, index, witnesses, ...dates({ since, seen }) } };
}

async function listed(history: Uint8Array, { key }: Values): Promise<ProofAnswer> {
  if (key === undefined) throw new RequestError('bad-request', 'a list of PCR0 needs --key: a key beside it proves nothing');
  const found = await verifyPcrHistory(history, await file('--key', key, readKey), port);
  return found.holds ? { holds: true, kind: 'list of PCR0', facts: { PCR0: found.pcr0 } } : found;
}

async function endorsed(
  endorsement: Uint8Array,
  signaturePath: string,
  { key, proof, policy }: Values,
  now: Instant,
): Promise<ProofAnswer> {
  if (key === undefined) throw new RequestError('bad-request', 'an endorsement needs --key: a key beside it proves nothing');
  if ((proof === undefined) !== (policy === undefined)) throw new RequestError('bad-request', '--proof and --policy go together');
  const proven =
    proof === undefined || policy === undefined
      ? undefined
      : { proof: await readCapped(proof), policy: await readPolicy(policy) };
  const signature = await readCapped(signaturePath);
  const found = await verifyOakEndorsement({
    endorsement,
    signature,
    key: await file('--key', key, readKey),
    logged: proven,
    now,
    crypto: port,
  });
  if (!found.holds) return found;
  const { statement, claims, notAfter, logged: since } = found;
  const about = statement.subjects.flatMap(({ name, digests }) =>
    [...digests].map(([algorithm, digest]) => `${algorithm}:${digest} ${name}`),
  );
  return {
    holds: true,
    kind: 'Project Oak endorsement',
    facts: { about, claims, notAfter: toRfc3339(notAfter), ...dates({ since: since?.since }) },
  };
}

const dates = (named: Readonly<Record<string, Instant | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(named).flatMap(([name, at]) => (at === undefined ? [] : [[name, toRfc3339(at)]])));

const readPolicy = async (path: string): Promise<WitnessPolicy> => {
  const text = new TextDecoder().decode(await readCapped(path));
  try {
    return await readWitnessPolicy(text, port);
  } catch (error) {
    if (error instanceof Malformed) throw new RequestError('bad-request', `--policy: ${error.message}`);
    throw error;
  }
};

/** PEM, or SubjectPublicKeyInfo DER. */
const readKey = (bytes: Uint8Array): Uint8Array =>
  unlessMalformed(() => fromPem(bytes, 'PUBLIC KEY', 'key')[0], undefined) ?? bytes;

async function optional<Name extends string>(
  name: Name,
  path: string | undefined,
  parse: (bytes: Uint8Array) => Uint8Array,
): Promise<Partial<Record<Name, Uint8Array>>> {
  return path === undefined ? {} : ({ [name]: parse(await readCapped(path)) } as Partial<Record<Name, Uint8Array>>);
}

const file = async <T>(option: string, path: string, parse: (bytes: Uint8Array) => T): Promise<T> => {
  const bytes = await readCapped(path);
  return read(option, () => parse(bytes));
};

function read<T>(option: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Malformed) throw new RequestError('bad-request', `${option}: ${error.message}`);
    throw error;
  }
}

function tell(answer: ProofAnswer): string {
  if (!answer.holds) return `does not hold: ${PROOF_FAULTS[answer.fault]} (${answer.fault})`;
  const lines = Object.entries(answer.facts).flatMap(([name, value]) =>
    [value].flat().map((one) => `  ${name.padEnd(12)}${String(one)}`),
  );
  return [`holds: ${answer.kind}`, ...lines].join('\n');
}
