import type { Blocked, BlockedKind, PageContext } from './blocked-kinds.ts';
import { attribute, wordsOf, type Tag } from './tags.ts';

const one = (kind: BlockedKind, sentence: string): Blocked => ({ kind, sentence, certain: true });

/** An element that loads, submits or frames something that the policy blocks (docs/PROTOCOL.md section 9). */
export function blockedElement(tag: Tag, context: PageContext): readonly Blocked[] {
  const { name } = tag;
  const always = [
    ...(name === 'base' ? [one('base', '<base> changes no address: write addresses that need none.')] : []),
    ...(name === 'object' || name === 'embed' ? [one('object', `<${name}> loads nothing on a locked page.`)] : []),
  ];
  return context.lock.level === 'strict' ? [...always, ...atStrict(tag, context)] : always;
}

function atStrict(tag: Tag, context: PageContext): readonly Blocked[] {
  const { relaxations } = context.lock;
  const { name } = tag;
  const addresses = (...names: readonly string[]): readonly string[] =>
    names.flatMap((attributeName) => attribute(tag, attributeName)?.trim() ?? []).filter((value) => value !== '');
  const rel = name === 'link' ? wordsOf(tag, 'rel') : [];
  const forms = name === 'form' && attribute(tag, 'action') !== null ? ['action'] : [];
  const submits = [...forms, ...(attribute(tag, 'formaction') === null ? [] : ['formaction'])];
  return [
    ...submits.map((what) =>
      one('form', `${what} of <${name}> submits nothing at strict: send the form by named code (fetch), with preventDefault().`),
    ),
    ...pictureAddresses(tag, rel)
      .filter((address) => !isPictureAllowed(address, context))
      .map((address) =>
        one(
          'picture',
          `${address} of <${name}> is not loaded at strict: inline it (data:), fetch it by code (blob:), or relax img-network.`,
        ),
      ),
    ...(['video', 'audio', 'track'].includes(name) || (name === 'source' && attribute(tag, 'src') !== null)
      ? addresses('src')
          .filter((address) => !isInline(address))
          .map((address) =>
            one('media', `${address} of <${name}> is not loaded at strict: fetch it by code, and show it as blob:.`),
          )
      : []),
    ...(rel.includes('stylesheet') && !isOwn(addresses('href')[0] ?? '', context)
      ? [one('style', `The style sheet ${addresses('href')[0] ?? ''} is of another origin: serve it from this one.`)]
      : []),
    ...(rel.includes('manifest') ? [one('manifest', 'The web application manifest is not loaded on a locked page.')] : []),
    ...((name === 'iframe' || name === 'frame') && !relaxations.frames && attribute(tag, 'srcdoc') === null
      ? addresses('src').map((address) =>
          one('frame', `The frame ${address} is not loaded at strict: leave it out, or relax frames.`),
        )
      : []),
  ];
}

function pictureAddresses(tag: Tag, rel: readonly string[]): readonly string[] {
  const sets = (attribute(tag, 'srcset') ?? '').split(',').flatMap((part) => part.trim().split(/\s+/)[0] ?? []);
  const plain = ['img', 'input', 'image'].includes(tag.name) ? attribute(tag, tag.name === 'image' ? 'href' : 'src') : null;
  const icon = rel.includes('icon') || rel.includes('apple-touch-icon') ? attribute(tag, 'href') : null;
  return [plain, icon, attribute(tag, 'poster'), ...sets].flatMap((address) =>
    address === null || address === '' ? [] : [address],
  );
}

const isInline = (address: string): boolean => /^(?:data|blob):/i.test(address.trim()) || address.startsWith('#');

function isPictureAllowed(address: string, { lock, url }: PageContext): boolean {
  return (
    isInline(address) ||
    (lock.relaxations.imgNetwork && URL.canParse(address, url) && new URL(address, url).protocol === 'https:')
  );
}

function isOwn(address: string, { url }: Pick<PageContext, 'url'>): boolean {
  return URL.canParse(address, url) && new URL(address, url).origin === new URL(url).origin;
}

/** What a style sheet loads. @param at where it is served */
export function blockedInStyle(css: string, at: string, context: PageContext): readonly Blocked[] {
  if (context.lock.level !== 'strict') return [];
  const text = css.replaceAll(/\/\*[^]*?\*\//g, '');
  const imports = [...text.matchAll(/@import\s+(?:url\()?\s*["']?([^"')\s;]+)/gi)].map(([, address = '']) => address);
  const fonts = [...text.matchAll(/@font-face\s*\{([^}]*)\}/gi)].map(([, body = '']) => body);
  const rest = text.replaceAll(/@font-face\s*\{[^}]*\}|@import[^;]*;/gi, '');
  return [
    ...imports
      .filter((address) => !isOwn(address, { url: at }))
      .map((address) => one('style', `${pathIn(at)}: @import of ${address} is of another origin: serve it from this one.`)),
    ...fonts
      .flatMap(addressesIn)
      .filter((address) => !/^data:/i.test(address))
      .map((address) => one('font', `${pathIn(at)}: the font ${address} is not loaded at strict: inline it (data:).`)),
    ...addressesIn(rest)
      .filter((address) => !isPictureAllowed(address, { ...context, url: at }))
      .map((address) =>
        one('picture', `${pathIn(at)}: ${address} is not loaded at strict: inline it (data:), or relax img-network.`),
      ),
  ];
}

const pathIn = (url: string): string => new URL(url).pathname;

const addressesIn = (css: string): readonly string[] =>
  [...css.matchAll(/url\(\s*["']?([^"')]+)/gi)].map(([, address = '']) => address.trim()).filter((address) => address !== '');
