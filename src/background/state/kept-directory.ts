import type { AuditKey } from '../../verifier/audits/index.ts';
import { ADAPTER_IDS } from '../api/adapters.ts';
import type { DirectorySite, SiteDirectory } from '../api/site-directory.ts';
import type { RecordShape } from './records.ts';
import { asText, fieldsOf, InvalidRecord, type Fields } from './shape.ts';

/** A directory received after the release, as read from its signed payload. */
export type TakenDirectory = SiteDirectory & {
  readonly expires: string;
  /** SHA-256 of the payload. */
  readonly digest: string;
  readonly signedBy: AuditKey;
};

/** The record of requests for a newer site directory, in one piece so that it is consistent before and after every write. */
export type KeptDirectory = {
  readonly format: 1;
  /** RFC 3339: when it was last requested; when the answer was last accepted or already known. */
  readonly triedAt: string;
  readonly checkedAt: string | null;
  /** The last request's failure; null if it succeeded. */
  readonly problem: { readonly code: string; readonly detail: string } | null;
  readonly taken: TakenDirectory | null;
};

/** The only key of the table. */
export const DIRECTORY_KEY = 'directory';
const MAX_SITES = 2000;
const MAX_NAMES = 16;
const DIGEST = /^[0-9a-f]{64}$/;

const readSite = (item: unknown, path: string): DirectorySite => {
  const fields = fieldsOf(item, path);
  return {
    host: fields.string('host', 253),
    covers: fields.oneOf('covers', ['host', 'below']),
    adapter: fields.nullOr('adapter', (name) => fields.oneOf(name, ADAPTER_IDS)),
    references: fields.list('references', asText, MAX_NAMES),
    services: fields.list('services', asText, MAX_NAMES),
  };
};

function readTaken(fields: Fields): TakenDirectory {
  const digest = fields.string('digest', 64);
  if (!DIGEST.test(digest)) throw new InvalidRecord('taken.digest', 'not a digest');
  return {
    version: fields.natural('version'),
    issued: fields.date('issued'),
    expires: fields.date('expires'),
    sites: fields.list('sites', readSite, MAX_SITES),
    digest,
    signedBy: fields.string('signedBy', 200),
  };
}

/** The one record of the site directory. */
export const KEPT_DIRECTORY: RecordShape<KeptDirectory> = {
  table: 'site-directory',
  keyOf: () => DIRECTORY_KEY,
  bound: null,
  read: (fields) => {
    if (fields.natural('format') !== 1) throw new InvalidRecord('site-directory.format', 'written by another release');
    return {
      format: 1,
      triedAt: fields.date('triedAt'),
      checkedAt: fields.nullOr('checkedAt', (name) => fields.date(name)),
      problem: fields.nullOr('problem', (name) => {
        const problem = fields.fields(name);
        return { code: problem.string('code', 100), detail: problem.string('detail', 1000) };
      }),
      taken: fields.nullOr('taken', (name) => readTaken(fields.fields(name))),
    };
  },
};
