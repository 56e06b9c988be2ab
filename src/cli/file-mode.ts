import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ACCELERATOR_EVIDENCE,
  EVIDENCE_TYPES,
  Malformed,
  parseRfc3339,
  type AttestationResult,
  type EvidenceType,
} from '../verifier/index.ts';
import { acceleratorSentence, ACCELERATORS_NAME } from '../popup/words/accelerators.ts';
import type { Decision } from './decision.ts';
import { isFolder, readCapped } from './files.ts';
import { asJson, inspectFile, type NamedFile } from './inspect-file.ts';
import { RequestError } from './request-error.ts';

/** Usage, printed with every error in the arguments. */
export const APPRAISE_USAGE =
  'usage: appraise --jsonl | appraise [--json] FILE [--type TYPE] [--piece N] [--at TIME] [--collateral FILE] [--add FILE …]';

/**
 * One file's report, in words or as one line of JSON. @param clock milliseconds since 1970, if the command line gives no time
 * @returns what to print @throws RequestError for an unreadable command line or file, and if words were requested and there is no
 * evidence
 */
export async function appraiseFile(words: readonly string[], clock: number): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      json: { type: 'boolean' },
      type: { type: 'string' },
      piece: { type: 'string' },
      at: { type: 'string' },
      collateral: { type: 'string', multiple: true },
      add: { type: 'string', multiple: true },
    },
    allowPositionals: true,
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new RequestError('bad-request', APPRAISE_USAGE);
  const type = values.type === undefined ? {} : { type: evidenceType(values.type) };
  const piece = values.piece === undefined ? {} : { piece: pieceNumber(values.piece) };
  const at = values.at === undefined ? {} : { at: time(values.at) };
  const added = await Promise.all([...(values.collateral ?? []), ...(values.add ?? [])].map(namedFile));
  const inspected = await inspectFile(await readEvidence(path), { ...type, ...piece, ...at, added }, clock);
  const { recognised, named, outcome } = inspected;
  const isDevice = ACCELERATOR_EVIDENCE.some((one) => one === recognised?.evidence.type);
  if (values.json === true) return JSON.stringify(asJson(inspected, isDevice, outcome?.appraised.result.evidence ?? null));
  if (outcome === null) throw new RequestError('evidence-not-supported', `${path}: ${named ?? ''}`);
  const { result, accelerators } = outcome.appraised;
  const attached = accelerators === null ? [] : [`${ACCELERATORS_NAME}: ${acceleratorSentence(accelerators, 'of-a-file')}`];
  return [tell(outcome.decision, result, outcome.sentences), ...attached].join('\n');
}

const namedFile = async (path: string): Promise<NamedFile> => ({ name: basename(path), bytes: await readCapped(path) });

function evidenceType(word: string): EvidenceType {
  const found = EVIDENCE_TYPES.find((type) => type === word);
  if (found === undefined) throw new RequestError('bad-request', `--type: not one of ${EVIDENCE_TYPES.join(', ')}`);
  return found;
}

function pieceNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new RequestError('bad-request', '--piece: not a number from 1');
  return Number(text);
}

function time(text: string): string {
  try {
    parseRfc3339(text, '--at');
    return text;
  } catch (error) {
    if (error instanceof Malformed) throw new RequestError('bad-request', error.message);
    throw error;
  }
}

/** Files of a report folder under `/sys/kernel/config/tsm/report` (Linux, ABI/testing/configfs-tsm-report). */
const TSM_FILES = ['outblob', 'auxblob'] as const;

/** A file; or a folder as the kernel makes one for each report, whose files are combined into JSON. */
async function readEvidence(path: string): Promise<Uint8Array> {
  if (!(await isFolder(path))) return await readCapped(path);
  const members = await Promise.all(
    TSM_FILES.map(async (name) => [name, Buffer.from(await readCapped(join(path, name)).catch(absent)).toString('base64')]),
  );
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(members.filter(([, value]) => value !== ''))));
}

function absent(error: unknown): Uint8Array {
  if (error instanceof RequestError && error.code === 'file-unreadable') return new Uint8Array();
  throw error;
}

/** A result as a few lines of text. @param sentences of what did not pass, and of files that were not used */
function tell(decision: Decision, result: AttestationResult, sentences: readonly string[]): string {
  const { claims } = result;
  const aspects = Object.entries(result.vector).map(([aspect, tier]) => `  ${aspect.padEnd(14)}${tier}`);
  const open = result.findings
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable')
    .map(
      ({ check, outcome, facts }) => `  ${outcome.padEnd(8)}${check}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`,
    );
  const registers = (claims?.measurements ?? []).map(({ register, value }) => `  ${register.padEnd(14)}${value}`);
  const tcb = claims?.tcb.status ?? claims?.tcb.quoteStatus;
  return [
    `${decision}: ${result.evidenceFormat ?? 'unreadable evidence'}${result.simulated.length > 0 ? ` (simulated: ${result.simulated.join(', ')})` : ''}`,
    `judged at ${result.judgedAt}, good until ${result.goodUntil}`,
    ...aspects,
    ...(tcb === undefined ? [] : [`TCB ${tcb}${claims?.tcb.advisories.map((one) => ` ${one}`).join('') ?? ''}`]),
    ...(registers.length > 0 ? ['measurements', ...registers] : []),
    ...(open.length > 0 ? ['not passed', ...open] : []),
    ...(sentences.length > 0 ? ['in words', ...sentences.map((sentence) => `  ${sentence}`)] : []),
  ].join('\n');
}
