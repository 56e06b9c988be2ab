import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  isAuditKey,
  pinnedOnly,
  updateList,
  type AuditKey,
  type Before,
  type BringReferenced,
} from '../../verifier/audits/index.ts';
import { isHttps } from '../../verifier/audits/plain-text.ts';
import { LIST_MEDIA_TYPE, LIST_TYPE } from '../../verifier/audits/vocabulary.ts';
import { fromBase64Url, instant, toBase64, toHex, toRfc3339 } from '../../verifier/index.ts';
import { readCapped } from '../files.ts';
import { RequestError } from '../request-error.ts';
import { openEnvelopeFile, port, seal } from './envelopes.ts';
import { filesAt, referenceTo, type ReferenceJson } from './referenced.ts';
import { AuditRefused } from './refused.ts';
import { openSigner } from './signers.ts';
import { daysOf } from './days.ts';
import { denialOf, denialsAfter, type DenialJson } from './denials.ts';

/** Usage, printed with every error in the arguments. */
export const LIST_USAGE = `sealmark audit list --key KEY … --out FILE (--id HTTPS --title TEXT | --from LIST)
    [--homepage HTTPS] [--contact ADDRESS] [--mirror HTTPS …] [--add STATEMENT …] [--remove sha256:… …]
    [--refer STATEMENT=HTTPS …] [--file STATEMENT …] [--refresh-hours N]
    [--revoke sha256:…=REASON …] [--deny TEE,register=HEX[,…]=SEVERITY …] [--lift sha256:… …]
    [--next PUBLIC-KEY …] [--rotate-to PUBLIC-KEY … [--drop-old]] [--threshold N] [--days N]
  a new list, or the next version of one, signed; what readers of the one before would refuse is not written
  --refer: a signed statement that stays beside the list, and is fetched from there; --file: those that --from names so
  REASON: superseded, key-compromise, vulnerability, error · SEVERITY: caution, failed
  rotation: sign with the old and the new keys; old ones stay as retired unless --drop-old (a stolen key)`;

const OPTIONS = {
  key: { type: 'string', multiple: true },
  out: { type: 'string' },
  from: { type: 'string' },
  id: { type: 'string' },
  title: { type: 'string' },
  homepage: { type: 'string' },
  contact: { type: 'string' },
  mirror: { type: 'string', multiple: true },
  add: { type: 'string', multiple: true },
  remove: { type: 'string', multiple: true },
  refer: { type: 'string', multiple: true },
  file: { type: 'string', multiple: true },
  'refresh-hours': { type: 'string' },
  revoke: { type: 'string', multiple: true },
  deny: { type: 'string', multiple: true },
  lift: { type: 'string', multiple: true },
  next: { type: 'string', multiple: true },
  'rotate-to': { type: 'string', multiple: true },
  'drop-old': { type: 'boolean' },
  threshold: { type: 'string' },
  days: { type: 'string' },
} as const;

const options = (words: readonly string[]) => parseArgs({ args: [...words], options: OPTIONS }).values;
type Values = ReturnType<typeof options>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** A list as its author edits it. Envelopes stay as they are: their signatures cover their bytes. */
type Edited = {
  readonly id: string;
  readonly version: number;
  readonly keys: KeysJson;
  readonly statements: readonly unknown[];
  readonly revoked: readonly unknown[];
  readonly deny: readonly DenialJson[];
  readonly lifted?: readonly string[];
  readonly [member: string]: unknown;
};
type KeyJson = { readonly alg: string; readonly key: string; readonly use: string };
type KeysJson = { readonly threshold: number; readonly ids: readonly KeyJson[] };

/** `audit list`. @throws RequestError, AuditRefused */
export async function listCommand(words: readonly string[]): Promise<string> {
  const values = options(words);
  const { out, from } = values;
  const keys = values.key ?? [];
  if (out === undefined || keys.length === 0 || (from === undefined) === (values.id === undefined || values.title === undefined))
    throw new RequestError('bad-request', `usage: ${LIST_USAGE}`);
  const signers = await Promise.all(keys.map(openSigner));
  const now = instant(Date.now());
  const bytes = from === undefined ? null : await readCapped(from);
  const before =
    bytes === null ? null : (JSON.parse(new TextDecoder().decode(openEnvelopeFile(bytes, from ?? '').payload)) as Edited);
  const [first = ''] = signers.map(({ key }) => key);
  const referred = await Promise.all((values.refer ?? []).map(referenceTo));
  const named = referred.map(({ reference }) => reference);
  const list = await edited(before, values, named, first, now);
  const payload = new TextEncoder().encode(JSON.stringify(list));
  const envelope = await seal(LIST_MEDIA_TYPE, payload, signers);
  const text = `${JSON.stringify(envelope)}\n`;
  const files = await filesAt([...(values.file ?? []), ...referred.map(({ path }) => path)]);
  await refuseWhatReadersRefuse(bytes, currentKeys(before ?? list), new TextEncoder().encode(text), now, files);
  await writeFile(out, text);
  return `wrote ${out}: version ${String(list.version)}, ${String(list.statements.length)} statements`;
}

/** The reader's own rules, for a reader who has the previous list and for one who has none. */
async function refuseWhatReadersRefuse(
  earlier: Uint8Array | null,
  keys: readonly AuditKey[],
  next: Uint8Array,
  now: ReturnType<typeof instant>,
  files: BringReferenced,
): Promise<void> {
  const [key = ''] = keys;
  let before: Before = { at: 'pinned', ...pinnedOnly(key) };
  for (const bytes of earlier === null ? [next] : [earlier, next]) {
    const update = await updateList(port, before, bytes, now, files);
    if (update.at === 'refused') throw new AuditRefused(update.code, update.detail);
    before = { at: 'followed', state: update.state, list: update.list };
  }
}

const currentKeys = ({ keys }: Pick<Edited, 'keys'>): readonly AuditKey[] =>
  keys.ids
    .filter(({ use }) => use === 'current')
    .map(({ alg, key }) => `${alg}:${Buffer.from(key, 'base64').toString('base64url')}`);

async function edited(
  before: Edited | null,
  values: Values,
  referred: readonly ReferenceJson[],
  firstKey: AuditKey,
  now: ReturnType<typeof instant>,
): Promise<Edited> {
  const {
    id = before?.id ?? '',
    title = before?.['title'],
    homepage = before?.['homepage'],
    contact = before?.['contact'],
  } = values;
  const hours = values['refresh-hours'] ?? before?.['refreshHours'];
  const removed = new Set(values.remove ?? []);
  const kept: unknown[] = [];
  for (const envelope of before?.statements ?? []) if (!removed.delete(await nameOf(envelope))) kept.push(envelope);
  const [missing] = removed;
  if (missing !== undefined) throw new RequestError('bad-request', `--remove ${missing}: the list holds no such statement`);
  const added = await Promise.all(
    (values.add ?? []).map(async (path) => JSON.parse(new TextDecoder().decode(await readCapped(path))) as unknown),
  );
  const keys = keysAfter(before?.keys ?? null, values, firstKey);
  const denied = (values.deny ?? []).map((text) => denialOf(text, toRfc3339(now)));
  const odd = values.mirror?.find((mirror) => !isHttps(mirror));
  if (odd !== undefined) throw new RequestError('bad-request', `--mirror ${odd}: readers would ignore it`);
  return {
    // What no option of ours writes (publishers' proofs, what a later release knows) stays as it was.
    ...before,
    type: LIST_TYPE,
    id,
    title,
    ...(homepage === undefined ? {} : { homepage }),
    ...(contact === undefined ? {} : { contact }),
    version: (before?.version ?? 0) + 1,
    issued: toRfc3339(now),
    expires: toRfc3339(instant(now + daysOf(values.days, 30) * DAY_MS)),
    keys,
    ...(hours === undefined ? {} : { refreshHours: Number(hours) }),
    mirrors: values.mirror ?? before?.['mirrors'] ?? [],
    statements: [...kept, ...added, ...referred],
    revoked: [...(before?.revoked ?? []), ...(values.revoke ?? []).map((text) => revocation(text, toRfc3339(now)))],
    ...denialsAfter(before, denied, values.lift ?? []),
  };
}

/** The name of a statement, or of the file of a referenced one. */
async function nameOf(envelope: unknown): Promise<string> {
  if (typeof envelope === 'object' && envelope !== null && 'uri' in envelope && 'sha256' in envelope)
    return `sha256:${String(envelope.sha256)}`;
  const { payload } = openEnvelopeFile(new TextEncoder().encode(JSON.stringify(envelope)), 'statement');
  return `sha256:${toHex(await port.digest('sha-256', payload))}`;
}

const keyJson = (key: AuditKey, use: string): KeyJson => {
  if (!isAuditKey(key)) throw new RequestError('bad-request', `${key}: not a public key (\`audit key\` prints one)`);
  const [alg = '', text = ''] = key.split(':');
  return { alg, key: toBase64(fromBase64Url(text, 'key')), use };
};

function keysAfter(before: KeysJson | null, values: Values, firstKey: AuditKey): KeysJson {
  const to = values['rotate-to'] ?? [];
  const next = (values.next ?? []).map((key) => keyJson(key, 'next'));
  const current = before?.ids.filter(({ use }) => use === 'current') ?? [keyJson(firstKey, 'current')];
  const retired = before?.ids.filter(({ use }) => use === 'retired') ?? [];
  const becoming = to.length === 0 ? current : to.map((key) => keyJson(key, 'current'));
  const same = (a: KeyJson, b: KeyJson): boolean => a.alg === b.alg && a.key === b.key;
  const gone = current.filter((one) => !becoming.some((other) => same(one, other))).map((one) => ({ ...one, use: 'retired' }));
  const older =
    values['drop-old'] === true ? [] : [...retired, ...gone].filter((one) => !becoming.some((other) => same(one, other)));
  const threshold = values.threshold === undefined ? Math.min(before?.threshold ?? 1, becoming.length) : Number(values.threshold);
  return { threshold, ids: [...becoming, ...next, ...older] };
}

function revocation(text: string, since: string): unknown {
  const [statement = '', reason = ''] = text.split('=');
  return { statement, since, reason };
}
