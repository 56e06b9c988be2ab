import { parseArgs } from 'node:util';
import {
  fingerprintOf,
  followedOf,
  isAuditKey,
  pinnedOnly,
  updateList,
  type Before,
  type BringReferenced,
} from '../../verifier/audits/index.ts';
import { signersOf } from '../../verifier/audits/dsse.ts';
import { readStatement } from '../../verifier/audits/read-statement.ts';
import { STATEMENT_MEDIA_TYPE } from '../../verifier/audits/vocabulary.ts';
import { instant, Malformed, parseRfc3339, toRfc3339, type Instant } from '../../verifier/index.ts';
import { readCapped } from '../files.ts';
import { RequestError } from '../request-error.ts';
import { listOf, whyNotCounted } from './counting.ts';
import { openEnvelopeFile, port, reading } from './envelopes.ts';
import { filesAt } from './referenced.ts';
import { AuditRefused } from './refused.ts';
import { advice, tellList, tellStatement } from './tell.ts';

/** Usage, printed with every error in the arguments. */
export const VERIFY_USAGE = `sealmark audit verify FILE --key PUBLIC-KEY … [--after LIST …] [--file FILE …] [--at TIME] [--json]
  a signed statement or list, as the extension verifies it, and the page that users will see; --after: lists that a reader
  had taken before, oldest first; --file: signed statements that the lists name by reference; --at: as of another time, since
  what has ended is refused`;

/** `audit verify`. @throws RequestError, AuditRefused */
export async function verifyCommand(words: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      key: { type: 'string', multiple: true },
      after: { type: 'string', multiple: true },
      file: { type: 'string', multiple: true },
      at: { type: 'string' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [path, ...others] = positionals;
  const keys = values.key ?? [];
  if (path === undefined || others.length > 0 || keys.length === 0)
    throw new RequestError('bad-request', `usage: ${VERIFY_USAGE}`);
  const odd = keys.find((key) => !isAuditKey(key));
  if (odd !== undefined) throw new RequestError('bad-request', `--key ${odd}: not a public key (\`audit key\` prints one)`);
  const now = values.at === undefined ? instant(Date.now()) : timeOf(values.at);
  const bytes = await readCapped(path);
  if (openEnvelopeFile(bytes, path).payloadType === STATEMENT_MEDIA_TYPE)
    return await verifyStatement(bytes, path, keys, now, values.json === true);
  const [key = ''] = keys;
  const lists = [...(await Promise.all((values.after ?? []).map(readCapped))), bytes];
  return await verifyList(lists, key, await filesAt(values.file ?? []), now, values.json === true);
}

function timeOf(text: string): Instant {
  try {
    return parseRfc3339(text, '--at');
  } catch (error) {
    if (error instanceof Malformed) throw new RequestError('bad-request', error.message);
    throw error;
  }
}

async function verifyStatement(
  bytes: Uint8Array,
  path: string,
  keys: readonly string[],
  now: Instant,
  json: boolean,
): Promise<string> {
  const envelope = openEnvelopeFile(bytes, path);
  const signers = await signersOf(port, envelope, keys);
  if (signers.length < keys.length)
    throw new AuditRefused('signature', `not signed by ${keys.filter((key) => !signers.includes(key)).join(', ')}`);
  const statement = reading(() => readStatement(envelope.payload));
  unlessEnded(statement.notAfter, now);
  const notCounted = whyNotCounted(listOf(statement), statement, now);
  if (json) return JSON.stringify({ statement, notCounted, advice: advice(statement) });
  return [tellStatement(statement, notCounted), ...advice(statement).map((line) => `Note: it ${line}`)].join('\n');
}

/** @throws AuditRefused for what a reader could still take, but not count */
function unlessEnded(end: string, now: Instant): void {
  if (toRfc3339(now) > end) throw new AuditRefused('expired', `it ended at ${end} (--at shows it as of another time)`);
}

async function verifyList(
  lists: readonly Uint8Array[],
  key: string,
  files: BringReferenced,
  now: Instant,
  json: boolean,
): Promise<string> {
  let before: Before = { at: 'pinned', ...pinnedOnly(key) };
  for (const one of lists) {
    const update = await updateList(port, before, one, now, files);
    if (update.at === 'refused') throw new AuditRefused(update.code, update.detail);
    before = { at: 'followed', state: update.state, list: update.list };
  }
  if (before.at !== 'followed' || before.list === null) throw new AuditRefused('list.malformed', '');
  const { state, list } = before;
  unlessEnded(list.expires, now);
  if (json) return JSON.stringify({ list, state });
  const followed = followedOf(state, list, false);
  const fingerprints = await Promise.all(list.keys.current.map((one) => fingerprintOf(port, one)));
  return [
    tellList(list, state.digest, fingerprints),
    ...list.statements.map((statement) => `\n${tellStatement(statement, whyNotCounted(followed, statement, now))}`),
  ].join('\n');
}
