import type { Block } from './operators.ts';

/** Lines that somebody types: empty ones and brackets alone are not counted. */
const typedLines = ({ text }: Pick<Block, 'text'>): number => text.split('\n').filter((line) => /[A-Za-z0-9]/.test(line)).length;

/** Pages that are about no platform. */
const NO_PLATFORM = ['README.md', 'servers.md', 'lock-your-page.md'];

/** What Caddy's configuration gets for the document, in a file that already serves the application. */
const caddyLines = (all: readonly Block[]): number =>
  all
    .filter(({ page, language }) => page === 'servers.md' && language === 'caddy')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.includes('attest')).length;

/** For each platform's page: the lines of the five steps, Caddy's, and its own. A Node application has three in place of Caddy's. */
export function typedByPath(all: readonly Block[]): ReadonlyMap<string, number> {
  const sum = (of: readonly Block[]): number => of.reduce((lines, block) => lines + typedLines(block), 0);
  const steps = sum(all.filter(({ page }) => page === 'README.md')) + caddyLines(all);
  const pages = [...new Set(all.map(({ page }) => page))].filter((page) => !NO_PLATFORM.includes(page));
  return new Map(pages.map((page) => [page.replace('.md', ''), steps + sum(all.filter((block) => block.page === page))]));
}
