import { createHash } from 'node:crypto';
import type { Blocked, PageContext } from './blocked-kinds.ts';
import { attribute, inlineText, loadsScript, scriptKind, type Tag } from './tags.ts';

const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const;

const hashesOf = (bytes: string | Uint8Array): readonly string[] =>
  ALGORITHMS.map((algorithm) => `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`);

/** A tag that loads or contains a script that the evidence does not name. */
export function blockedScript(tag: Tag, context: PageContext): readonly Blocked[] {
  const where = loadsScript(tag);
  // Browsers that know modules, and so every one with Sealmark, never load these.
  if (tag.name === 'script' && scriptKind(tag) === 'classic' && attribute(tag, 'nomodule') !== null) return [];
  if (where !== null) return blockedFile(tag, attribute(tag, where) ?? '', context);
  if (tag.name !== 'script' || scriptKind(tag) === 'data') return [];
  return blockedInline(inlineText(tag), context);
}

/** Inline code that the evidence does not name, in a tag or added by the page's own code. */
export function blockedInline(code: string, context: PageContext): readonly Blocked[] {
  if (hashesOf(code).some((hash) => isSource(hash, context))) return [];
  const [hash = ''] = hashesOf(code);
  const start = code.trim().slice(0, 40).replaceAll(/\s+/g, ' ');
  return [
    one('inline-script', `The inline script “${start}…” is not named: name ${hash}, or move it into a file with integrity.`),
  ];
}

const one = (kind: Blocked['kind'], sentence: string): Blocked => ({ kind, sentence, certain: true });

const isSource = (hash: string, { lock }: PageContext): boolean => lock.sources.some((source) => source === hash);

function blockedFile(tag: Tag, address: string, context: PageContext): readonly Blocked[] {
  const { url, files } = context;
  const integrity = (attribute(tag, 'integrity') ?? integrityByMap(address, context) ?? '').split(/\s+/).filter(Boolean);
  const bytes = files.get(URL.canParse(address, url) ? new URL(address, url).href : '');
  if (integrity.length === 0)
    return [one('script-without-integrity', `${address} has no integrity on its <${tag.name}>: ${wayOut(bytes, context)}`)];
  return blockedBytes(address, integrity, bytes, context);
}

/** A script that the page's own code loads later, by the integrity that the page gives it. */
export function blockedLater(address: string, integrity: string, context: PageContext): readonly Blocked[] {
  const { files, url } = context;
  return blockedBytes(
    address,
    integrity.split(/\s+/),
    files.get(URL.canParse(address, url) ? new URL(address, url).href : ''),
    context,
  );
}

function blockedBytes(
  address: string,
  integrity: readonly string[],
  bytes: Uint8Array | undefined,
  context: PageContext,
): readonly Blocked[] {
  const { lock } = context;
  const unnamed = integrity.find((hash) => !isSource(hash, context));
  if (unnamed !== undefined) {
    const why =
      integrity.length > 1 ? `${unnamed} is not named, and of several values every one must be` : `${unnamed} is not named`;
    return [one('script-not-named', `${address}: ${why} by the evidence (it names ${String(lock.sources.length)} sources).`)];
  }
  if (bytes === undefined || integrity.some((hash) => hash.startsWith('ed25519-') || hashesOf(bytes).includes(hash))) return [];
  return [one('script-changed', `${address}: what the site serves is not what its integrity says (${integrity.join(' ')}).`)];
}

function wayOut(bytes: Uint8Array | undefined, context: PageContext): string {
  const named = bytes === undefined ? undefined : hashesOf(bytes).find((hash) => isSource(hash, context));
  return named === undefined
    ? 'give it one, and name that in the evidence.'
    : `write integrity="${named}", which the evidence names.`;
}

/** The page's import map entry for this address; null if there is none. */
export function integrityByMap(address: string, { tags, url }: Pick<PageContext, 'tags' | 'url'>): string | null {
  const map = tags.find((tag) => tag.name === 'script' && scriptKind(tag) === 'importmap');
  if (map === undefined || !URL.canParse(address, url)) return null;
  const { href } = new URL(address, url);
  const found = Object.entries(integrityIn(map.text)).find(([key]) => URL.canParse(key, url) && new URL(key, url).href === href);
  return typeof found?.[1] === 'string' ? found[1] : null;
}

function integrityIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const map = JSON.parse(text) as unknown;
    const integrity = typeof map === 'object' && map !== null && 'integrity' in map ? map.integrity : null;
    return typeof integrity === 'object' && integrity !== null ? { ...integrity } : {};
  } catch {
    return {};
  }
}
