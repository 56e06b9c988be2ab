import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n').filter(existsSync);
const sources = tracked.filter((file) => /\.(?:ts|tsx|mts|mjs)$/.test(file));

/** Words that used to be in names here, with the word of docs/GLOSSARY.md, or of plain English, that replaces each. */
const RETIRED: ReadonlyMap<string, string> = new Map([
  ['judge', 'appraise'],
  ['judged', 'appraised'],
  ['judgement', 'appraisal'],
  ['standing', 'status, or unresolvedFailure'],
  ['given', 'supplied, or parsed'],
  ['sight', 'view, or certificateView'],
  ['sighting', 'foundEntry'],
  ['sightings', 'renewalTimes'],
  ['trail', 'navigation'],
  ['restraint', 'rateLimit'],
  ['duel', 'compare'],
  ['lie', 'misbehaviour'],
  ['lies', 'misbehaviour'],
  ['laboratory', 'harness'],
  ['fell', 'failure'],
  ['said', 'reported, stated, received'],
  ['ground', 'trustBase'],
  ['remember', 'record, keep'],
  ['remembered', 'recorded, kept'],
  ['beside', 'attached, attachments'],
  ['besides', 'context'],
  ['world', 'network, chains, background: what it is'],
  ['misshapen', 'InvalidRecord'],
  ['patience', '…TIMEOUT_MS'],
]);

/** Prefixes of constants: MIN or MAX states the bound, and the unit comes at the end (`MAX_DOCUMENT_BYTES`). */
const RETIRED_PREFIX = /^(?:MOST|LONGEST|LARGEST|OLDEST|LEAST|SHORTEST|PATIENCE|ASLEEP)_/;

/** `judgedAt` is a member of the stored and exported result (DESIGN §5); `fetchedAt` and the like follow it. */
const KEPT = new Set(['judgedAt']);

/** camelCase, PascalCase, UPPER_CASE and kebab-case, split into lower-case words. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .map((word) => word.toLowerCase());
}

function retiredIn(name: string): readonly string[] {
  if (KEPT.has(name)) return [];
  if (/pass(?:ed|es|ing)?_?over(?![a-z])/i.test(name)) return [`${name}: skip or ignore; “pass” is an outcome`];
  const words = wordsOf(name).flatMap((word) => {
    const better = RETIRED.get(word);
    return better === undefined ? [] : [`${name}: not “${word}” but ${better}`];
  });
  return RETIRED_PREFIX.test(name) ? [...words, `${name}: MIN_ or MAX_, and the unit at the end`] : words;
}

/** Every name that a file declares: of values, types, parameters, members. */
function declaredIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, false);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = (node as { readonly name?: ts.Node }).name;
    if (name !== undefined && ts.isIdentifier(name) && !ts.isPropertyAccessExpression(node)) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

describe('the words of the project', () => {
  it.each(['laboratory', 'judgedBadge', 'MOST_PARTS', 'lastSaid', 'snp.line.standing'])('refuse %s as a name', (name) => {
    expect(retiredIn(name)).not.toEqual([]);
  });

  it('are used in every name that the code declares', () => {
    const found = sources.flatMap((file) => [...new Set(declaredIn(file))].flatMap(retiredIn).map((what) => `${file}: ${what}`));
    expect(found).toEqual([]);
  });

  it('are used in the name of every file', () => {
    expect(tracked.flatMap((file) => retiredIn(basename(file)).map((what) => `${file}: ${what}`))).toEqual([]);
  });

  it('are used in every code that a user or a program may meet', () => {
    const codes = sources
      .filter(
        (file) => /^src\/(?:background|cli|popup)\//.test(file) && !file.endsWith('.test.ts') && !file.endsWith('.test.tsx'),
      )
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/'([a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+)'/g)].map(
          (match) => match[1] ?? '',
        ),
      );
    expect(codes.length).toBeGreaterThan(200);
    expect(codes.flatMap(retiredIn)).toEqual([]);
  });

  it('are used in every check’s id', () => {
    const ids = sources
      .filter((file) => file.endsWith('checks.ts'))
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/^\s+'([a-z-]+(?:\.[a-z-]+)+)':/gm)].map((match) => match[1] ?? ''),
      );
    expect(ids.length).toBeGreaterThan(50);
    expect(ids.flatMap(retiredIn)).toEqual([]);
  });

  it('stand in the glossary where they are the field’s or ours', () => {
    const glossary = readFileSync('docs/GLOSSARY.md', 'utf8');
    for (const word of ['appraise', 'evidence', 'endorsement', 'reference value', 'finding', 'outcome', 'navigation'])
      expect(glossary).toContain(`| ${word}`);
  });
});
