// Covers: badges.ts, finding.ts, check-words.ts
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BADGE_TITLES, titleOf, UNCONFIRMED_CODE_TITLE } from '../../background/api/badge-titles.ts';
import { BADGES } from '../../background/api/badge.ts';
import type { Announcement } from '../../background/api/site-view.ts';
import { anyTees, COMMON_CHECKS, TCB_PARTS } from '../../verifier/index.ts';
import { BADGE_WORDS } from './badges.ts';
import { sentenceOf } from './finding.ts';
import { ALL_WORDS } from './checks/all.ts';
import type { CheckWords } from './check-words.ts';
import { PERMISSION_WORDS } from './pages/onboarding.ts';
import { ABOUT_WORDS, PERMISSIONS_WORDS } from './pages/options.ts';

/** Every module of words, by its exports. */
const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.ts$/.test(file));
const modules: readonly unknown[] = await Promise.all(files.map((file) => import(join(folder, file))));

/** Every string inside a value, with its position. */
function texts(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  // A lexicon also contains the verifier's catalogue, and its words are here a second time.
  const inside = Object.entries(value).filter(([key]) => key !== 'LEXICON');
  return inside.flatMap(([key, inner]) => texts(inner, `${path} › ${key}`));
}

const all = [
  ...modules.flatMap((exported, i) => texts(exported, files[i] ?? '')),
  ...texts({ ...BADGE_TITLES, UNCONFIRMED_CODE_TITLE }, 'BADGE_TITLES'),
];

const words = new Map<string, CheckWords>(Object.entries(ALL_WORDS));

describe('words', () => {
  it('never promise what attestation cannot give', () => {
    expect(all.length).toBeGreaterThan(800);
    const banned =
      /\b(?:un|in)?(?:safe(?:r|ly|ty)?|secure[drs]?|securely|trust(?:ed|worthy)|private(?:ly)?|guarantee[ds]?|100 ?%)\b/i;
    expect(all.filter(([, text]) => banned.test(text))).toEqual([]);
  });

  it.each([
    ['onboarding', PERMISSION_WORDS.everywhereMeans],
    ['the settings', PERMISSIONS_WORDS.everywhere],
  ])('name in %s every reason for which a site is asked', (_, text) => {
    const reasons = {
      'response-header': /announces some/,
      'page-link': /announces some/,
      certificate: /announces some/,
      list: /is in (?:Sealmark’s|the site) directory/,
      'seen-before': /has proved its code to you before/,
      click: /only if you say so/,
    } as const satisfies Readonly<Record<Announcement, RegExp>>;
    for (const reason of Object.values(reasons)) expect(text).toMatch(reason);
  });

  it('say that those who are asked can tell, and never that no one is told', () => {
    for (const text of [PERMISSION_WORDS.everywhereMeans, ABOUT_WORDS.what]) expect(text).toMatch(/can tell that you use/);
    expect(all.filter(([, text]) => /no one is told|does not contact a site|asks those and no others/.test(text))).toEqual([]);
  });

  it('speak of no one rather than nobody, and of people by what is known about them', () => {
    const statement = /\b(?:no|some|any|every)body\b|\bwhoever\b/i;
    expect(all.filter(([, text]) => statement.test(text))).toEqual([]);
  });

  it('of a check leave code words to the facts below it', () => {
    for (const [id, statement] of words)
      for (const [, sentence] of texts(statement, id)) expect(sentence, id).not.toMatch(/\{(?:because|fault|status|revoked)\}/);
  });

  it('have one for every state that Intel’s tables know, and none that calls an accepted weakness absent', () => {
    const { pass, because } = ALL_WORDS['dcap.tcb.status'];
    expect(Object.keys(because).length).toBe(9);
    expect(pass).not.toMatch(/UpToDate/);
    for (const check of ['snp.tcb.provisional', 'snp.policy.smt'] as const) {
      expect(ALL_WORDS[check].because.accepted).toMatch(/accepts/);
      expect(ALL_WORDS[check].pass).toMatch(/\bor\b.*accepts/);
    }
  });

  it('use a status’s words in place of its code', () => {
    const lexicon = { words: ALL_WORDS, checks: {} };
    const statement = (status: string): string =>
      sentenceOf({ check: 'dcap.tcb.status', outcome: 'warn', facts: { status } }, lexicon);
    expect(statement('OutOfDate')).toMatch(/^Fixes for known weaknesses are missing/);
    expect(statement('SWHardeningNeeded')).toMatch(/only its reviewers can tell/);
    const { also, codes } = ALL_WORDS['dcap.tcb.status'];
    expect(also.behind).toContain('{behind}');
    const behind = { status: 'OutOfDate', behind: 'pcesvn, quoting-enclave' };
    expect(sentenceOf({ check: 'dcap.tcb.status', outcome: 'warn', facts: behind }, lexicon)).toMatch(
      /missing\. What is behind: Intel’s provisioning enclave \(PCESVN\) and Intel’s signing program \(quoting enclave\)\.$/,
    );
    expect(Object.keys(codes.behind)).toEqual([...TCB_PARTS]);
    expect(statement('AWordOfNextYear')).toBe(ALL_WORDS['dcap.tcb.status'].warn);
  });

  it('cover the reasons that the verifier gives', () => {
    const lexicon = { words: ALL_WORDS, checks: {} };
    for (const [check, because, says] of [
      ['dcap.tcb-info.signing-chain', 'expired', /expired, by this computer’s clock/],
      ['dcap.qe-identity.signing-chain', 'not-yet-valid', /clock may be slow/],
      ['freshness.nonce', 'from-the-future', /Check the clock/],
      ['binding.report-data', 'origin-not-ascii', /nothing ties the evidence to this site/],
      ['dcap.pck-chain.root', 'unreadable', /cannot read/],
      ['ias.chain.root', 'unreadable', /cannot read/],
    ] as const)
      expect(sentenceOf({ check, outcome: 'unknown', facts: { because } }, lexicon), check).toMatch(says);
  });

  it('claim nothing in the title of a page that was not checked', () => {
    const messages = readFileSync(join(folder, '../../../public/_locales/en/messages.json'), 'utf8');
    const title = /"actionTitle":\s*\{\s*"message":\s*"([^"]+)"/.exec(messages)?.[1];
    expect(title).toBe('Sealmark: nothing checked here');
    for (const badge of ['none', 'off', 'unavailable'] as const) expect(BADGE_TITLES[badge]).toMatch(/\b(?:No|Not|not)\b/);
    expect(BADGE_TITLES.caution).not.toMatch(/attested/i);
  });

  it('have a sentence for every answer to every check', () => {
    const ids = [...Object.keys(COMMON_CHECKS), ...anyTees.flatMap((tee) => Object.keys(tee.checks))];
    const missing = ids.filter((id) => !words.has(id));
    expect(missing).toEqual([]);
    for (const [id, statement] of words) {
      expect(statement.question, id).toMatch(/^\S.{5,90}\?$/);
      for (const sentence of [
        statement.pass,
        statement.warn ?? statement.fail,
        statement.fail,
        statement.unknown,
        ...Object.values(statement.because ?? {}),
      ])
        expect(sentence, id).toMatch(/^[A-Z{].{8,230}\.$/);
    }
  });

  it('say nothing twice in one check, so that an answer can be distinguished from its opposite', () => {
    for (const [id, statement] of words) expect(new Set([statement.pass, statement.fail, statement.unknown]).size, id).toBe(3);
  });

  it('contain no placeholder that fill() does not know', () => {
    for (const [where, text] of all)
      for (const found of text.matchAll(/\{[^}]*\}?/g))
        expect(found[0], where).toMatch(/^\{[a-zA-Z]+(?:\|(?:duration|day|moment|number))?\}$/);
  });

  it('use curly apostrophes, as print does', () => {
    expect(all.filter(([, text]) => /[a-z]'[a-z]/.test(text))).toEqual([]);
  });

  it('name every state of the mark in full, because a screen reader announces nothing else', () => {
    for (const badge of BADGES) {
      expect(BADGE_WORDS[badge].headline.length, badge).toBeGreaterThan(5);
      const title = titleOf({ badge, state: { at: 'none' }, origin: 'https://example.org' });
      expect(title, badge).toMatch(badge === 'off' ? /^Not checking/ : /example\.org/);
    }
    expect(new Set(BADGES.map((badge) => BADGE_TITLES[badge])).size).toBe(BADGES.length);
  });
});
