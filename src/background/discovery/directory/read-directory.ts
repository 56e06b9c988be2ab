import { Malformed, parseJsonObject, parseRfc3339, type JsonObject } from '../../../verifier/index.ts';
import { ADAPTER_IDS, type AdapterId } from '../../api/adapters.ts';
import type { DirectorySite, SiteDirectory } from '../../api/site-directory.ts';

/** The form of the payload (docs/sites/README.md). */
export const DIRECTORY_TYPE = 'site-directory/v1';
/** Maximum payload bytes and lines: a hundred times what is known today. */
const MAX_DIRECTORY_BYTES = 256 * 1024;
const MAX_SITES = 2000;
/** Maximum names in one line. */
const MAX_NAMES = 16;
/** The longest validity that a directory may claim, as for lists of statements (docs/AUDITS.md). */
const MAX_LIFE_MS = 366 * 24 * 60 * 60 * 1000;

/** A host of at least two labels: a line for a whole top-level domain would cover everybody. */
const HOST = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._/@-]{0,99}$/;

/**
 * Reads the payload of a site directory with a verified signature. Lines with an unknown adapter are ignored: a newer directory
 * may name newer ones. @throws Malformed
 */
export function readDirectory(payload: Uint8Array): SiteDirectory {
  const directory = parseJsonObject(payload, 'directory', MAX_DIRECTORY_BYTES);
  if (directory.string('type') !== DIRECTORY_TYPE) throw new Malformed('directory.type', 'another type');
  const version = directory.natural('version');
  const issued = directory.string('issued');
  const begins = parseRfc3339(issued, 'directory.issued');
  const expires = directory.has('expires') ? directory.string('expires') : null;
  const ends = expires === null ? begins : parseRfc3339(expires, 'directory.expires');
  if (ends < begins || ends > begins + MAX_LIFE_MS)
    throw new Malformed('directory.expires', 'no time of its own after its issue');
  const lines = directory.array('sites').objects();
  if (lines.length > MAX_SITES) throw new Malformed('directory.sites', 'too many sites');
  const sites = lines.map(readSite);
  if (new Set(sites.map(({ covers, host }) => `${covers} ${host}`)).size !== sites.length)
    throw new Malformed('directory.sites', 'a host named twice');
  return { version, issued, expires, sites: sites.flatMap(known) };
}

type Line = Omit<DirectorySite, 'adapter'> & { readonly adapter: AdapterId | 'unknown' | null };

function readSite(site: JsonObject): Line {
  const covers = site.has('host') ? 'host' : 'below';
  return {
    host: matching(site.string(covers), HOST, `${site.path}.${covers}`),
    covers,
    adapter: site.value('adapter') === null ? null : (ADAPTER_IDS.find((id) => id === site.string('adapter')) ?? 'unknown'),
    references: names(site, 'references', REFERENCE),
    services: names(site, 'services', HOST),
  };
}

/** Skips a line whose adapter this release does not have. */
const known = ({ adapter, ...line }: Line): readonly DirectorySite[] => (adapter === 'unknown' ? [] : [{ ...line, adapter }]);

/** A list of names; empty if absent. @throws Malformed */
function names(site: JsonObject, member: 'references' | 'services', form: RegExp): readonly string[] {
  if (!site.has(member)) return [];
  const found = site.array(member).strings();
  if (found.length > MAX_NAMES) throw new Malformed(`${site.path}.${member}`, 'too many names');
  return found.map((name) => matching(name, form, `${site.path}.${member}`));
}

function matching(text: string, form: RegExp, path: string): string {
  if (!form.test(text)) throw new Malformed(path, 'no such name');
  return text;
}
