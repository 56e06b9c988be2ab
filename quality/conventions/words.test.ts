import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The extension's pages, without their words and their tests: the rest may contain no text for people. */
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src/popup'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !file.startsWith('src/popup/words/') && existsSync(file));

/** Attributes that are drawn or read out. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-description',
  'aria-roledescription',
]);
/** Attributes whose strings are for the browser: nothing in them is text, with or without spaces. */
const FOR_THE_BROWSER: ReadonlySet<string> = new Set([
  'class',
  'type',
  'role',
  'rel',
  'href',
  'src',
  'accept',
  'viewBox',
  'd',
  'target',
  'scope',
]);

const LETTER = /\p{L}/u;
/** Two words, or a capitalised one: `Try again`, `Copied`. Not `is-open`, `MRENCLAVE`, `src/a.html`. */
const READS_AS_TEXT = /\p{L}[,;:]? \p{L}|^\p{Lu}\p{Ll}+[.…]?$/u;
/** In a module that draws nothing: a whole sentence, because names in specifications contain spaces, too. */
const READS_AS_SENTENCE = /^\p{Lu}.*\p{L} \p{L}.* .*[.?!…]$/u;

/** Every text for people in a source file, with what is wrong about it. */
function textsIn(name: string, code: string): readonly string[] {
  const drawn = name.endsWith('.tsx');
  const source = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true, drawn ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return;
    if (ts.isCallExpression(node) && node.expression.getText() === 'matchMedia') return;
    if (ts.isNewExpression(node) && node.expression.getText() === 'Error') return;
    if (ts.isJsxAttribute(node)) {
      const attribute = node.name.getText();
      if (FOR_THE_BROWSER.has(attribute)) return;
      const value = node.initializer;
      if (value !== undefined && ts.isStringLiteral(value)) {
        if (FOR_PEOPLE.has(attribute) && LETTER.test(value.text)) found.push(`${attribute}="${value.text}"`);
        else if (READS_AS_TEXT.test(value.text)) found.push(`${attribute}="${value.text}"`);
        return;
      }
    }
    if (ts.isJsxText(node) && LETTER.test(node.text)) found.push(node.text.trim());
    const literal =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
    if (literal && (drawn ? READS_AS_TEXT : READS_AS_SENTENCE).test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.map((text) => `${name}: ${text}`);
}

describe('words for people', () => {
  it.each([
    ['between tags', '<p>Hello</p>'],
    ['after a value', '<p>{count} passed</p>'],
    ['in an attribute that is read out', '<button aria-label="copy" />'],
    ['in a property of a part of ours', '<Section title="code" />'],
    ['in any attribute, where it is more than one word', '<Confirm question="Remove it now" />'],
    ['in a choice', "<p>{on ? 'Allowed' : x}</p>"],
    ['in a template', '<p>{`${n} entries are new`}</p>'],
    ['in a call', "<p>{refuse('This is no JSON.')}</p>"],
  ])('are found %s', (_, drawn) => {
    expect(textsIn('part.tsx', `export const A = () => ${drawn};`)).not.toEqual([]);
  });

  it('are found in a module that draws nothing, where they are a sentence', () => {
    expect(textsIn('verdict.ts', "export const a = { headline: 'This evidence does not hold.' };")).not.toEqual([]);
    expect(textsIn('rows.ts', "export const a = ['enclave report.MRENCLAVE', 'Intel SGX TCB Signing'];")).toEqual([]);
  });

  it.each([
    ['classes', '<p class="entry site">{x}</p>'],
    ['roles and links', '<a role="status" rel="noreferrer noopener" href="#code">{x}</a>'],
    ['names of states', "<p>{at === 'warn' ? WORDS.warn : WORDS.pass}</p>"],
    ['figures and signs', '<p>{a} · {b}</p>'],
  ])('are not confused with %s', (_, drawn) => {
    expect(textsIn('part.tsx', `export const A = () => ${drawn};`)).toEqual([]);
  });

  it('are in src/popup/words and nowhere else in the pages', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((file) => textsIn(file, readFileSync(file, 'utf8')))).toEqual([]);
  });
});
