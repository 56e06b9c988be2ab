import { integrityOf } from '../page-lock.ts';
import { withLaterScripts, type ScriptIntegrity } from './later-scripts.ts';
import { scriptsOfNext } from './next-scripts.ts';
import { attribute, inlineText, loadsScript, scriptKind, tagsIn, type Tag } from './tags.ts';

/** A page with `integrity` on every tag that loads a script of the build. */
export type LockedPage = {
  readonly html: string;
  /** Policy sources that this page needs besides the build's files: inline scripts, and what it loads from elsewhere. */
  readonly sources: readonly string[];
};

/** Only parts of an address count: a build may be served under many hosts. */
export const ANY_SITE = 'https://build.invalid';

/** Where an address in a page leads; null outside the site. @param page path of the page, from the root of the site */
export function pathOf(address: string, page: string): string | null {
  const base = new URL(page, ANY_SITE);
  if (!URL.canParse(address, base.href)) return null;
  const url = new URL(address, base);
  return url.origin === ANY_SITE ? decoded(url.pathname) : null;
}

/** As file names are. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Gives each script tag of a page the `integrity` of its file, and returns the sources for the page's inline scripts. @param page
 * the path at which it is served, `/` or `/blog/index.html`
 */
export function lockPage(html: string, page: string, scripts: ScriptIntegrity): LockedPage {
  const withMap = scripts.size > 0 ? withLaterScripts(html, scripts) : html;
  const tags = tagsIn(withMap);
  const sources: string[] = [];
  let locked = '';
  let copied = 0;
  for (const tag of tags) {
    const where = loadsScript(tag);
    if (where === null) {
      if (tag.name === 'script' && scriptKind(tag) !== 'data') sources.push(integrityOf(inlineText(tag)));
      continue;
    }
    const address = attribute(tag, where) ?? '';
    const own = scripts.get(pathOf(address, page) ?? '');
    const stated = attribute(tag, 'integrity');
    if (own === undefined) sources.push(...(stated ?? '').split(/\s+/).filter(Boolean));
    else if (stated !== own) {
      locked += withMap.slice(copied, tag.start) + withIntegrity(withMap.slice(tag.start, tag.end), tag, own);
      copied = tag.end;
    }
  }
  return { html: locked + withMap.slice(copied), sources: [...sources, ...scriptsOfNext(tags).map(integrityOf)] };
}

/** The text of a start tag with this value of `integrity`, replacing any other. */
function withIntegrity(text: string, { attributes, start, name }: Tag, integrity: string): string {
  const written = `integrity="${integrity}"`;
  const before = attributes.find((one) => one.name === 'integrity');
  if (before !== undefined) return text.slice(0, before.start - start) + written + text.slice(before.end - start);
  return `${text.slice(0, 1 + name.length)} ${written}${text.slice(1 + name.length)}`;
}
