import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BADGE_TITLES, badgeTitle } from '../../background/api/badge-titles.ts';
import { BADGES } from '../../background/api/badge.ts';
import { anyTees, COMMON_CHECKS } from '../../verifier/index.ts';
import { BADGE_WORDS } from './badges.ts';
import { ALL_WORDS } from './checks/all.ts';
import type { CheckWords } from './check-words.ts';

/** Every module of words, as it exports itself. */
const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith('family'),
);
const modules: readonly unknown[] = await Promise.all(files.map((file) => import(join(folder, file))));

/** Every string inside a value, with where it stands. */
function texts(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path} › ${key}`));
}

const all = [...modules.flatMap((exported, i) => texts(exported, files[i] ?? '')), ...texts(BADGE_TITLES, 'BADGE_TITLES')];

/** What stands between the tags of our pages. */
const pages = readdirSync(join(folder, '..'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .flatMap((file) =>
    [...readFileSync(join(folder, '..', file), 'utf8').matchAll(/>([^<>{}=;]*[a-z]{2}[^<>{}=;]*)</g)].map(
      ([, text = '']) => [file, text.replace(/\s+/g, ' ')] as const,
    ),
  );

const words = new Map<string, CheckWords>(Object.entries(ALL_WORDS));

describe('words', () => {
  it('never promise what attestation cannot give', () => {
    expect(all.length).toBeGreaterThan(100);
    const banned =
      /\b(?:un|in)?(?:safe(?:r|ly|ty)?|secure[drs]?|securely|trust(?:ed|worthy)|private(?:ly)?|guarantee[ds]?|100 ?%)\b/i;
    expect(pages.length).toBeGreaterThan(100);
    expect([...all, ...pages].filter(([, text]) => banned.test(text))).toEqual([]);
  });

  it('have a sentence for every answer to every check', () => {
    const ids = [...Object.keys(COMMON_CHECKS), ...anyTees.flatMap((tee) => Object.keys(tee.checks))];
    const missing = ids.filter((id) => !words.has(id));
    expect(missing).toEqual([]);
    for (const [id, said] of words) {
      expect(said.question, id).toMatch(/^\S.{5,90}\?$/);
      for (const sentence of [said.pass, said.warn ?? said.fail, said.fail, said.unknown, ...Object.values(said.because ?? {})])
        expect(sentence, id).toMatch(/^[A-Z{].{8,230}\.$/);
    }
  });

  it('say nothing twice in one check, so that an answer can be told from its opposite', () => {
    for (const [id, said] of words) expect(new Set([said.pass, said.fail, said.unknown]).size, id).toBe(3);
  });

  it('hold no placeholder that fill() does not know', () => {
    for (const [where, text] of all)
      for (const found of text.matchAll(/\{[^}]*\}?/g)) expect(found[0], where).toMatch(/^\{[a-zA-Z]+(?:\|(?:duration|day))?\}$/);
  });

  it('use curly apostrophes, as print does', () => {
    expect([...all, ...pages].filter(([, text]) => /[a-z]'[a-z]/.test(text))).toEqual([]);
  });

  it('name every state of the mark in full, because a screen reader hears nothing else', () => {
    for (const badge of BADGES) {
      expect(BADGE_WORDS[badge].headline.length, badge).toBeGreaterThan(5);
      expect(badgeTitle(badge, 'example.org'), badge).toMatch(badge === 'off' ? /^Not checking/ : /example\.org/);
    }
    expect(new Set(BADGES.map((badge) => BADGE_TITLES[badge])).size).toBe(BADGES.length);
  });
});
