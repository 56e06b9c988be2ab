import type { SiteResponse } from '../../testing/site/answer.ts';
import { ATTACKS, OPEN, shownPage, type Attack } from './locked-attacks.ts';
import { hashOf, script } from './locked-site.ts';

/** Some attacks on one page: all that need none of their own, or one. */
export type AttackPage = { readonly path: string; readonly attacks: readonly (readonly [name: string, attack: Attack])[] };

const isAlone = ({ alone, headers, status, act }: Attack): boolean =>
  alone === true || headers !== undefined || status !== undefined || act !== undefined;

const ALL = Object.entries({ ...ATTACKS, ...OPEN });

/** Everything that is tried, page by page. */
export const PAGES: readonly AttackPage[] = [
  { path: '/together', attacks: ALL.filter(([, attack]) => !isAlone(attack)) },
  ...ALL.filter(([, attack]) => isAlone(attack)).map((one, at) => ({ path: `/alone${String(at)}`, attacks: [one] })),
];

/** Origins: of the site, and of another one that belongs to whoever attacks it. */
export type Origins = { readonly site: string; readonly other: string };

/** A page and every file that belongs to it. */
export function filesOf({ path, attacks }: AttackPage, origins: Origins): ReadonlyMap<string, SiteResponse> {
  const at = (text: string): string => text.replaceAll('OTHER', origins.other);
  const codes = codesOf(attacks, origins).map((code, index) => ({ path: `${path}-${String(index)}.js`, code }));
  const tags = codes.map(({ path: file, code }) => `<script src="${origins.site}${file}" integrity="${hashOf(code)}"></script>`);
  const body = attacks.map(([, one]) => at(one.body ?? '')).join('');
  const { 'content-type': type, ...headers } = attacks[0]?.[1].headers ?? {};
  const shown = shownPage(`${body}${tags.join('')}`);
  const own = type === undefined ? shown : { body, headers: type === '' ? {} : { 'content-type': type } };
  return new Map([
    ...attacks.flatMap(([, { files = {} }]) => Object.entries(files)),
    [path, { ...own, status: attacks[0]?.[1].status ?? 200, headers: { ...own.headers, ...headers } }],
    ...codes.map(({ path: file, code }) => [file, script(code)] as const),
  ]);
}

/** The application's own code that these go through; each in a scope of its own. */
export const codesOf = (attacks: AttackPage['attacks'], { other }: Origins): readonly string[] =>
  attacks.flatMap(([, { code }]) => (code === undefined ? [] : [`{${code.replaceAll('OTHER', other)}}`]));
