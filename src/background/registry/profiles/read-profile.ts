import type { ProfileCheckpoint, ProfileFinality, RegistryProfile } from '../../api/registry-profile.ts';
import { asText, fieldsOf, InvalidRecord, type Fields } from '../../state/shape.ts';

const ID = /^[a-z0-9][a-z0-9-]{1,39}$/;
const HASH = /^[0-9a-f]{64}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** A set of a thousand voters takes a hundred thousand characters. */
const MAX_CHECKPOINT_BYTES = 1024 * 1024;
const MAX_ENDPOINTS = 8;
const MAX_REGISTRARS = 16;
const YEAR = 366 * 24 * 60 * 60 * 1000;

function matching(fields: Fields, name: string, pattern: RegExp, path: string): string {
  const text = fields.string(name);
  if (!pattern.test(text)) throw new InvalidRecord(path, 'not as it must be written');
  return text;
}

/** `wss://host…`; plain `ws` only for a node on this computer. */
function readEndpoint(item: unknown, path: string): string {
  const text = asText(item, path);
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url?.protocol === 'ws:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
  if (url === null || (url.protocol !== 'wss:' && !local) || url.username !== '' || url.password !== '')
    throw new InvalidRecord(path, 'not a wss address');
  return text;
}

const endpoints = (fields: Fields): readonly string[] => fields.list('endpoints', readEndpoint, MAX_ENDPOINTS);

function readHash(item: unknown, path: string): string {
  const text = asText(item, path);
  if (!HASH.test(text)) throw new InvalidRecord(path, 'not 32 bytes of lowercase hex');
  return text;
}

function readCheckpoint(fields: Fields): ProfileCheckpoint {
  if (fields.oneOf('kind', ['pinned', 'given']) === 'given')
    return { kind: 'given', text: fields.string('text', MAX_CHECKPOINT_BYTES) };
  return { kind: 'pinned', relay: matching(fields, 'relay', ID, 'checkpoint.relay') };
}

function readFinality(fields: Fields): ProfileFinality {
  const checkpoint = fields.nullOr('checkpoint', (name) => readCheckpoint(fields.fields(name)));
  if (fields.oneOf('kind', ['relay', 'solo']) === 'solo') return { kind: 'solo', checkpoint };
  return {
    kind: 'relay',
    paraId: fields.natural('paraId', 2 ** 32 - 1),
    genesis: readHash(fields.value('genesis'), 'finality.genesis'),
    endpoints: endpoints(fields),
    checkpoint,
  };
}

function readExplorer(fields: Fields): string {
  const text = fields.string('explorer', 200);
  if (!text.startsWith('https://') || !URL.canParse(text)) throw new InvalidRecord('profile.explorer', 'not an https address');
  return text;
}

/** Reads a profile from storage, a message or a file, every field by name. @throws InvalidRecord */
export function readProfile(fields: Fields): RegistryProfile {
  if (fields.natural('format') !== 1) throw new InvalidRecord('profile.format', 'written by another release');
  const enclaves = fields.nullOr('enclaves', (name) => fields.oneOf(name, ['teerex', 'teebag']));
  return {
    format: 1,
    id: matching(fields, 'id', ID, 'profile.id'),
    name: fields.string('name', 60),
    genesis: readHash(fields.value('genesis'), 'profile.genesis'),
    enclaves,
    devices: fields.boolean('devices'),
    endpoints: endpoints(fields),
    finality: readFinality(fields.fields('finality')),
    registrars: fields.list('registrars', readHash, MAX_REGISTRARS),
    metadata: fields.list('metadata', (item, path) => readMetadata(fieldsOf(item, path), path), 32),
    renewal: fields.natural('renewal', YEAR),
    discontinued: fields.nullOr('discontinued', (name) => matching(fields, name, DAY, 'profile.discontinued')),
    test: fields.boolean('test'),
    explorer: fields.nullOr('explorer', () => readExplorer(fields)),
  };
}

function readMetadata(fields: Fields, path: string): { readonly spec: number; readonly sha256: string } {
  return { spec: fields.natural('spec', 2 ** 32 - 1), sha256: readHash(fields.value('sha256'), path) };
}
