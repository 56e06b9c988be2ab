import { JsonArray, JsonObject, type Json } from '../../../verifier/index.ts';
import type { EndorsementDocument } from '../../../verifier/protocol/index.ts';
import { numberLists } from './number-list.ts';
import type { Inner } from './piece.ts';
import { attachedIn, type Member } from './siblings.ts';
import { reportFromMembers } from './snp-members.ts';
import { bytesOf } from './text.ts';

/** Evidence is longer; in characters, or in bytes where it is numbers. */
const MIN_VALUE_CHARACTERS = 64;
/** `0xff`, `-128`. */
const MAX_NUMBER_CHARACTERS = 4;
/** More values than any response has that could contain evidence. */
const MAX_VALUES = 512;
const MAX_DEPTH = 12;
/** A path is shown to people; in characters. */
const MAX_PATH_CHARACTERS = 60;

/** Members about something else: the certificate of an app, the machines behind a gateway, accelerators. */
const OTHERS = new Set([
  'app_cert',
  'all_attestations',
  'model_attestations',
  'compose_manager_attestation',
  'nvidia_payload',
  'gpu_evidence',
  'gpu',
  'nvswitch',
]);

/** Every value in JSON that could contain evidence, each with its neighbours. */
export function jsonMembers(json: Json): readonly Inner[] {
  const found: Inner[] = [];
  visit(json, { path: '', depth: 0, attached: [], rank: 0 }, found);
  return found.slice(0, MAX_VALUES);
}

type Where = {
  readonly path: string;
  readonly depth: number;
  readonly attached: readonly EndorsementDocument[];
  readonly rank: 0 | 1;
};

function visit(json: Json, where: Where, found: Inner[]): void {
  if (where.depth > MAX_DEPTH || found.length >= MAX_VALUES) return;
  const bytes = valueBytes(json);
  if (bytes !== undefined) {
    found.push({ bytes, name: nameOf(where.path), attached: where.attached, rank: where.rank });
    return;
  }
  if (json instanceof JsonArray)
    json.items.forEach((item, at) => {
      visit(item, { ...where, path: `${where.path}[${String(at)}]`, depth: where.depth + 1 }, found);
    });
  if (json instanceof JsonObject) visitObject(json, where, found);
}

/** Names under which lists of devices have their items (tees/nvidia-gpu/evidence.ts). */
const DEVICE_LISTS = ['evidences', 'evidence_list', 'device_evidence_list'];

/** A device's report with its certificates, as NVIDIA's SDK writes it. */
const isDevice = (json: Json | undefined): boolean =>
  json instanceof JsonObject && typeof json.value('evidence') === 'string' && json.has('certificate');

/** Does this state a device, or a list of them? Then it is one piece: no report of it is evidence of its own. */
const isOfDevices = (json: Json): boolean =>
  json instanceof JsonArray
    ? isDevice(json.items[0])
    : isDevice(json) || (json instanceof JsonObject && DEVICE_LISTS.some((name) => json.value(name) instanceof JsonArray));

function visitObject(json: JsonObject, where: Where, found: Inner[]): void {
  const report = reportFromMembers(json);
  const members = json.names.map((name): Member => ({ name, ...textAndBytes(json, name) }));
  const { attached, used, joined } = attachedIn(members);
  const here = [...attached, ...where.attached];
  for (const bytes of report === undefined ? joined : [report, ...joined])
    found.push({ bytes, name: nameOf(where.path), attached: here, rank: where.rank });
  if (report !== undefined) return;
  for (const name of json.names) {
    if (used.has(name)) continue;
    const path = where.path === '' ? name : `${where.path}.${name}`;
    const rank = OTHERS.has(name) ? 1 : where.rank;
    // As it was sent: a machine names its devices by the hash of these very characters.
    if (isOfDevices(json.value(name) ?? null))
      found.push({ bytes: bytesOf(json.source(name)), name: nameOf(path), attached: here, rank });
    else visit(json.value(name) ?? null, { path, depth: where.depth + 1, attached: here, rank }, found);
  }
}

const nameOf = (path: string): string =>
  path === '' ? 'JSON' : `JSON (${path.length > MAX_PATH_CHARACTERS ? `${path.slice(0, MAX_PATH_CHARACTERS)}…` : path})`;

function textAndBytes(json: JsonObject, name: string): Omit<Member, 'name'> {
  const value = json.value(name) ?? null;
  const text =
    typeof value === 'string' ? value : value instanceof JsonObject || value instanceof JsonArray ? json.source(name) : '';
  return { text, bytes: valueBytes(value) };
}

/** A long text, a list of bytes, or an object `{"0": 4, "1": 0, …}`, which is how JavaScript writes typed arrays. */
function valueBytes(json: Json): Uint8Array | undefined {
  if (typeof json === 'string') return json.length < MIN_VALUE_CHARACTERS ? undefined : bytesOf(json);
  if (json instanceof JsonArray) return numbers(json.items);
  if (json instanceof JsonObject && json.has('0') && json.names.every((name, at) => name === String(at)))
    return numbers(json.names.map((name) => json.value(name) ?? null));
  return undefined;
}

function numbers(items: readonly Json[]): Uint8Array | undefined {
  if (items.length < MIN_VALUE_CHARACTERS) return undefined;
  // Numbers as text, in decimal or hexadecimal.
  const texts = items.filter((item): item is string => typeof item === 'string' && item.length <= MAX_NUMBER_CHARACTERS);
  if (texts.length === items.length) return numberLists(`[${texts.join(',')}]`)[0]?.bytes;
  const isByte = (item: Json): item is number =>
    typeof item === 'number' && Number.isInteger(item) && item >= -128 && item <= 255;
  return items.every(isByte) ? Uint8Array.from(items, (item) => item & 0xff) : undefined;
}
