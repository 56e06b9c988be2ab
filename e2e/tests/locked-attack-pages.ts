import type { BrowserName } from '../../testing/browser.ts';
import type { SiteResponse } from '../../testing/site/answer.ts';
import type { Page } from '../../testing/site/test-site.ts';
import { ANSWERS, OPEN_ANSWERS } from './locked-answers.ts';
import { ATTACKS, OPEN, shownPage, type Attack } from './locked-attacks.ts';
import { hashOf, script } from './locked-site.ts';

/** Some attacks on one page: all that need none of their own, or one. */
export type AttackPage = { readonly path: string; readonly attacks: readonly (readonly [name: string, attack: Attack])[] };

/** What no page can share with others. */
const OF_ITS_OWN = ['only', 'alone', 'headers', 'status', 'hints', 'lines', 'trailers', 'later', 'act'] as const;
const isAlone = (attack: Attack): boolean => OF_ITS_OWN.some((part) => attack[part] !== undefined);

const ALL = Object.entries({ ...ATTACKS, ...OPEN, ...ANSWERS, ...OPEN_ANSWERS });

/** Everything that is tried, page by page. */
const PAGES: readonly AttackPage[] = [
  { path: '/together', attacks: ALL.filter(([, attack]) => !isAlone(attack)) },
  ...ALL.filter(([, attack]) => isAlone(attack)).map((one, at) => ({ path: `/alone${String(at)}`, attacks: [one] })),
];

/** What is tried in this browser. */
export const pagesIn = (browser: BrowserName): readonly AttackPage[] =>
  PAGES.filter(({ attacks }) => attacks.every(([, { only = browser }]) => only === browser));

/** Origins: of the site, and of another one that belongs to whoever attacks it. */
export type Origins = { readonly site: string; readonly other: string };

/** A page and every file that belongs to it. */
export function filesOf({ path, attacks }: AttackPage, origins: Origins): ReadonlyMap<string, Page> {
  const codes = codesOf(attacks, origins).map((code, index) => ({ path: `${path}-${String(index)}.js`, code }));
  const tags = codes.map(({ path: file, code }) => `<script src="${origins.site}${file}" integrity="${hashOf(code)}"></script>`);
  const files = [
    ...attacks.flatMap(([, one]) => Object.entries(one.files ?? {})),
    ...codes.map(({ path: file, code }) => [file, script(code)] as const),
  ];
  const [page, later] = [pageOf(attacks, tags.join(''), origins), attacks[0]?.[1].later];
  let shown = 0;
  const answer: Page = () => ((shown += 1) === 1 ? page : (later ?? page));
  return new Map([...files.map(([file, sent]) => [file, () => sent] as const), [path, answer]]);
}

function pageOf(attacks: AttackPage['attacks'], tags: string, { other }: Origins): SiteResponse {
  const at = (text: string): string => text.replaceAll('OTHER', other);
  const { headers = {}, ...more } = attacks[0]?.[1] ?? { asks: [] };
  const body = attacks.map(([, one]) => at(one.body ?? '')).join('');
  const { 'content-type': type, ...others } = inEach(headers, at);
  const shown = shownPage(`${body}${tags}`);
  const own = type === undefined ? shown : { body, headers: type === '' ? {} : { 'content-type': type } };
  return {
    ...own,
    status: more.status ?? 200,
    headers: { ...own.headers, ...others },
    ...(more.lines === undefined ? {} : { lines: more.lines }),
    ...(more.hints === undefined ? {} : { hints: inEach(more.hints, at) }),
    ...(more.trailers === undefined ? {} : { trailers: more.trailers }),
  };
}

const inEach = (headers: Readonly<Record<string, string>>, change: (text: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]));

/** The application's own code that these go through; each in a scope of its own. */
export const codesOf = (attacks: AttackPage['attacks'], { other }: Origins): readonly string[] =>
  attacks.flatMap(([, { code }]) => (code === undefined ? [] : [`{${code.replaceAll('OTHER', other)}}`]));
