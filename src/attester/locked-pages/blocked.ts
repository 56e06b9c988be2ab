import type { PageLock } from '../../verifier/protocol/index.ts';
import type { Blocked, PageContext, ServedPage } from './blocked-kinds.ts';
import { blockedInCode } from './blocked-code.ts';
import { blockedElement, blockedInStyle } from './blocked-elements.ts';
import { blockedInline, blockedLater, blockedScript } from './blocked-scripts.ts';
import { laterScripts } from './later-scripts.ts';
import { scriptsOfNext } from './next-scripts.ts';
import { attribute, inlineText, loadsScript, scriptKind, tagsIn, type Tag } from './tags.ts';

/** What the browser will block on this page under this lock, in page order. */
export function blockedOn(page: ServedPage, lock: PageLock): readonly Blocked[] {
  const context: PageContext = { ...page, lock, tags: tagsIn(page.html) };
  const found = [
    ...context.tags.flatMap((tag) => [...blockedTag(tag, context), ...blockedText(tag, context)]),
    ...scriptsOfNext(context.tags).flatMap((code) => blockedInline(code, context)),
    ...[...laterScripts(context.tags)].flatMap(([address, integrity]) => laterScript(address, integrity, context)),
  ];
  return [...new Map(found.map((one) => [one.sentence, one])).values()];
}

function blockedTag(tag: Tag, context: PageContext): readonly Blocked[] {
  return [...handlers(tag), ...blockedScript(tag, context), ...blockedElement(tag, context)];
}

function laterScript(address: string, integrity: string, context: PageContext): readonly Blocked[] {
  const file = fileAt(address, context);
  return [...blockedLater(address, integrity, context), ...(file === null ? [] : blockedInCode(file.text, file.url, context))];
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

type TextFile = { readonly url: string; readonly text: string };

const fileOf = (tag: Tag, page: ServedPage): TextFile | null =>
  fileAt(attribute(tag, tag.name === 'link' ? 'href' : 'src'), page);

function fileAt(address: string | null, { url, files }: ServedPage): TextFile | null {
  const whole = address !== null && URL.canParse(address, url) ? new URL(address, url).href : '';
  const bytes = files.get(whole);
  return bytes === undefined ? null : { url: whole, text: Buffer.from(bytes).toString('utf8') };
}

/** The addresses that must be loaded to decide: scripts, also those loaded later, and style sheets of the page's own origin. */
export function filesOf({ url, html }: Pick<ServedPage, 'url' | 'html'>): readonly string[] {
  const { origin } = new URL(url);
  const tags = tagsIn(html);
  const later = [...laterScripts(tags).keys()].flatMap((address) => (URL.canParse(address, url) ? [new URL(address, url)] : []));
  const addresses = tags.flatMap((tag) => {
    const where =
      loadsScript(tag) ?? (tag.name === 'link' && attribute(tag, 'rel')?.toLowerCase() === 'stylesheet' ? 'href' : null);
    const address = where === null ? null : attribute(tag, where);
    return address !== null && URL.canParse(address, url) ? [new URL(address, url)] : [];
  });
  return [...new Set([...addresses, ...later].filter((one) => one.origin === origin).map(({ href }) => href))];
}
