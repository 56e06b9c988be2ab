// Covers: the doc-comment of every export of the project's own code.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n').filter(existsSync);

/** Test files export nothing that anyone reads, and those at the root are settings of tools. */
const sources = tracked.filter((file) => /^[^/]+\/.+\.(?:ts|tsx|mts|mjs)$/.test(file) && !/\.(?:test|spec)\.tsx?$/.test(file));

/** What a statement itself declares and exports. `export { … }` and `export *` pass on what is documented where it is declared. */
function exportedBy(statement: ts.Statement): readonly string[] {
  if (ts.isExportAssignment(statement)) return ['default'];
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as { readonly name?: ts.Node };
  return [name?.getText() ?? 'default'];
}

/** Does a doc-comment say something? A bare type in a JavaScript file does not. */
function isDocumented(statement: ts.Statement): boolean {
  const parts = ts
    .getJSDocCommentsAndTags(statement)
    .flatMap((part) => (ts.isJSDoc(part) ? [part, ...(part.tags ?? [])] : [part]));
  return parts.some(({ comment }) => (ts.getTextOfJSDocComment(comment) ?? '').trim() !== '');
}

/** Names that a file exports without a doc-comment; where a type and a value, or overloads, share a name, one comment serves all. */
function undocumentedIn(file: string, text: string): readonly string[] {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const documented = new Set(statements.filter(isDocumented).flatMap(exportedBy));
  return [...new Set(statements.flatMap(exportedBy))].filter((name) => !documented.has(name));
}

describe('an export', () => {
  it.each([
    ['a function', 'export function open(): void {}', ['open']],
    ['a constant', '/** Another. */\nconst a = 1;\nexport const b = a;', ['b']],
    ['a type under the comment of another', '/** One. */\nexport type A = 1;\nexport type B = 2;', ['B']],
    ['a default', 'const own = 1;\nexport default own;', ['default']],
    ['a bare type', '/** @returns {boolean} */\nexport const has = () => true;', ['has']],
    ['a line comment', '// Not one that an editor shows.\nexport class C {}', ['C']],
    ['what is passed on', "export { a } from './a.ts';\nexport type { B } from './b.ts';\nexport * from './c.ts';", []],
    ['a thrown error', '/** @throws Malformed */\nexport function read(): void {}', []],
    [
      'an overload',
      '/** Both. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;\nexport function f(a: any) { return a }',
      [],
    ],
  ])('is found without a doc-comment or with one: %s', (_, text, names) => {
    expect(undocumentedIn('one.ts', text)).toEqual(names);
  });

  it('has a doc-comment of its own', () => {
    const found = sources.flatMap((file) => undocumentedIn(file, readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`));
    expect(found).toEqual([]);
  });
});
