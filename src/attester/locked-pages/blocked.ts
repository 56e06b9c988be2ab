import type { PageLock } from '../../verifier/protocol/index.ts';
import type { Blocked, PageContext, ServedPage } from './blocked-kinds.ts';
import { blockedInCode } from './blocked-code.ts';
import { blockedElement, blockedInStyle } from './blocked-elements.ts';
import { blockedScript } from './blocked-scripts.ts';
import { attribute, inlineText, loadsScript, scriptKind, tagsIn, type Tag } from './tags.ts';

/** What the browser will block on this page under this lock, in page order. */
export function blockedOn(page: ServedPage, lock: PageLock): readonly Blocked[] {
  const context: PageContext = { ...page, lock, tags: tagsIn(page.html) };
  const found = context.tags.flatMap((tag) => [...blockedTag(tag, context), ...blockedText(tag, context)]);
  return [...new Map(found.map((one) => [one.sentence, one])).values()];
}

function blockedTag(tag: Tag, context: PageContext): readonly Blocked[] {
  return [...handlers(tag), ...blockedScript(tag, context), ...blockedElement(tag, context)];
}

function handlers(tag: Tag): readonly Blocked[] {
  const sentence = (name: string): string =>
    `${name} of <${tag.name}> never runs: add the listener in a named script (addEventListener).`;
  return tag.attributes
    .filter(({ name, value }) => /^on[a-z]/.test(name) || /^\s*javascript:/i.test(value))
    .map(({ name, value }) => ({
      kind: 'handler',
      sentence: sentence(name.startsWith('on') ? name : `the address ${value.trim().slice(0, 40)}`),
      certain: true,
    }));
}

/** The code and the styles in a tag, or in the file that it loads. */
function blockedText(tag: Tag, context: PageContext): readonly Blocked[] {
  if (tag.name === 'style') return blockedInStyle(tag.text, context.url, context);
  const file = fileOf(tag, context);
  if (tag.name === 'script' && scriptKind(tag) !== 'data' && scriptKind(tag) !== 'importmap') {
    if (loadsScript(tag) === null) return blockedInCode(inlineText(tag), context.url, context);
    return file === null ? [] : blockedInCode(file.text, file.url, context);
  }
  if (loadsScript(tag) === 'href' && file !== null) return blockedInCode(file.text, file.url, context);
  return tag.name === 'link' && file !== null ? blockedInStyle(file.text, file.url, context) : [];
}

function fileOf(tag: Tag, { url, files }: ServedPage): { readonly url: string; readonly text: string } | null {
  const address = attribute(tag, tag.name === 'link' ? 'href' : 'src');
  const whole = address !== null && URL.canParse(address, url) ? new URL(address, url).href : '';
  const bytes = files.get(whole);
  return bytes === undefined ? null : { url: whole, text: Buffer.from(bytes).toString('utf8') };
}

/** The addresses that must be loaded to decide: scripts and style sheets of the page's own origin. */
export function filesOf({ url, html }: Pick<ServedPage, 'url' | 'html'>): readonly string[] {
  const { origin } = new URL(url);
  const addresses = tagsIn(html).flatMap((tag) => {
    const where =
      loadsScript(tag) ?? (tag.name === 'link' && attribute(tag, 'rel')?.toLowerCase() === 'stylesheet' ? 'href' : null);
    const address = where === null ? null : attribute(tag, where);
    return address !== null && URL.canParse(address, url) ? [new URL(address, url)] : [];
  });
  return [...new Set(addresses.filter((one) => one.origin === origin).map(({ href }) => href))];
}
