import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n').filter(existsSync);
const code = tracked.filter((file) => /\.(?:ts|tsx|mjs|cjs)$/.test(file));
const documents = tracked.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md');

/** Names that may be mentioned although no such file is tracked: external documents and sources, and files that users supply. */
const MADE_ELSEWHERE = new Set([
  'chain-spec.json',
  'limbo-schema.json',
  'attestation_process.md',
  'docs/attestation_process.md',
  'init.ts',
  'chain/proofs/read-proofs.json',
]);

/** The lines of a source file that are comments, with their numbers. */
function commentsOf(file: string): readonly (readonly [line: number, text: string])[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((text, index) => [index + 1, text] as const)
    .filter(([, text]) => /^\s*(?:\*|\/\/|\/\*)/.test(text));
}

const FILE_NAME = /(?<![\w*{}$./@-])((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:ts|tsx|mjs|json|md))\b(?!\()/g;

function isThere(name: string): boolean {
  if (MADE_ELSEWHERE.has(name)) return true;
  const plain = name.replace(/^(?:\.\.?\/)+/, '');
  return tracked.some((file) => file === plain || file.endsWith(`/${plain}`));
}

describe('a file that is named', () => {
  it.each(['a comment', 'a document'])('in %s exists', (where) => {
    const lines =
      where === 'a comment'
        ? code.flatMap((file) => commentsOf(file).map(([line, text]) => ({ at: `${file}:${String(line)}`, text })))
        : documents.map((file) => ({ at: file, text: readFileSync(file, 'utf8').replaceAll(/```[^]*?```/g, '') }));
    const lost = lines.flatMap(({ at, text }) =>
      [...text.matchAll(FILE_NAME)].map((match) => match[1] ?? '').flatMap((name) => (isThere(name) ? [] : [`${at}: ${name}`])),
    );
    expect(lost).toEqual([]);
  });
});

describe('a section of DESIGN that is named', () => {
  it('stands in docs/DESIGN.md', () => {
    const sections = new Set([...readFileSync('docs/DESIGN.md', 'utf8').matchAll(/^## (\d+)\./gm)].map((match) => match[1]));
    const lost = code.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/DESIGN §(\d+)/g)]
        .filter((match) => !sections.has(match[1]))
        .map((match) => `${file}: ${match[0]}`),
    );
    expect(lost).toEqual([]);
  });
});

/** The steps of a README's chain: `5. …` or, in a table, `| 5 | …`; each with the text up to the next. */
function stepsOf(readme: string): ReadonlyMap<number, string> {
  const parts = readme.split(/^(?:\|\s*)?(\d+)(?:\.|\s*\|)\s/m);
  const steps = new Map<number, string>();
  for (let at = 1; at < parts.length; at += 2) {
    const number = Number(parts[at]);
    steps.set(number, `${steps.get(number) ?? ''}${parts[at + 1] ?? ''}`);
  }
  return steps;
}

type Numbered = { readonly at: string; readonly numbers: readonly number[]; readonly answers: readonly string[] };

/** Each function whose doc-comment begins with its step or steps, with the checks that its own text answers. */
function numberedIn(file: string): readonly Numbered[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /\/\*\*\s*(?:\*\s*)?Steps? (\d+)(?: (to|and) (\d+))?(?:(?!\*\/)[^])*\*\/\n(?:export )?(?:async )?function (\w+)([^]*?)\n\}/g,
  );
  return [...found].map(([, first = '', word, last = first, name = '', body = '']) => {
    const from = Number(first);
    const numbers =
      word === 'to' ? Array.from({ length: Number(last) - from + 1 }, (_, step) => from + step) : [from, Number(last)];
    const answers = [...body.matchAll(/(?:answer\w*|require)\([^)]*?'([a-z]+(?:\.[a-z-]+)+)'/g)].map((match) => match[1] ?? '');
    return { at: `${file} ${name}`, numbers, answers };
  });
}

describe('a step that a comment of the verifier names', () => {
  const folders = [
    ...new Set(code.filter((file) => /^src\/verifier\/(?:dcap|tees\/[^/]+)\/authenticate\.ts$/.test(file)).map(dirname)),
  ];
  const shared = stepsOf(readFileSync('src/verifier/dcap/README.md', 'utf8'));

  it.each(folders.map((folder) => [basename(folder), folder]))('of %s is that of the README, with its checks', (_, folder) => {
    const own = stepsOf(readFileSync(join(folder, 'README.md'), 'utf8'));
    // A README that continues where DCAP's ends refers to DCAP's steps by their numbers.
    const steps = own.has(1)
      ? own
      : new Map([...shared, ...[...own].map(([step, text]) => [step, `${shared.get(step) ?? ''}${text}`] as const)]);
    const sources = code.filter((file) => file.startsWith(`${folder}/`) && !file.endsWith('.test.ts'));
    const wrong = sources.flatMap(numberedIn).flatMap(({ at, numbers, answers }) => {
      const missing = numbers.filter((number) => !steps.has(number)).map((number) => `${at}: no step ${String(number)}`);
      const told = numbers.map((number) => steps.get(number) ?? '').join('\n');
      const elsewhere = [...steps.values()].join('\n');
      const misplaced = answers.filter((check) => elsewhere.includes(check) && !told.includes(check));
      return [...missing, ...misplaced.map((check) => `${at}: ${check} is another step’s`)];
    });
    expect(wrong).toEqual([]);
  });
});

describe('an error that a comment says is thrown', () => {
  it('is a class of ours or of the language', () => {
    const language = ['Error', 'RangeError', 'TypeError', 'SyntaxError'];
    const ours = code.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bclass (\w+)/g)].map((match) => match[1] ?? ''),
    );
    const known = new Set([...language, ...ours]);
    const unknown = code.flatMap((file) =>
      commentsOf(file).flatMap(([line, text]) =>
        [...text.matchAll(/@throws ([A-Z]\w*)/g)].flatMap(([, name = '']) =>
          known.has(name) ? [] : [`${file}:${String(line)}: ${name}`],
        ),
      ),
    );
    expect(unknown).toEqual([]);
  });
});
