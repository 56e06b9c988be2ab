/**
 * What the published packages promise, as text: every name that a door exports and every type that those names lead to. It is
 * committed, and the packages' test compares, so that nobody changes a promise without seeing it.
 *
 *   npm run make:api
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { buildPackages, NPM_FOLDER } from '../../scripts/npm-packages.ts';

/** The doors, and the file that holds each one's report. */
const DOORS: Readonly<Record<string, string>> = {
  'verifier/index.d.ts': 'verifier.txt',
  'verifier/protocol/index.d.ts': 'verifier-protocol.txt',
  'verifier/substrate/index.d.ts': 'verifier-substrate.txt',
  'attester/index.d.ts': 'attester.txt',
};
const REPORTS = join(import.meta.dirname, 'api');

/** How a door differs from its report: what is no longer there, which breaks somebody, and what is new. */
export type ApiChange = { readonly report: string; readonly gone: readonly string[]; readonly added: readonly string[] };

/** Every door that is not as it was promised; the packages must have been built. */
export function apiChanges(): readonly ApiChange[] {
  return Object.entries(DOORS).flatMap(([door, report]) => {
    const path = join(REPORTS, report);
    const change = compared(existsSync(path) ? readFileSync(path, 'utf8') : '', apiOf(join(NPM_FOLDER, door)));
    return change.gone.length + change.added.length === 0 ? [] : [{ report, ...change }];
  });
}

/** Lines of one that the other has not. */
export function compared(before: string, after: string): Omit<ApiChange, 'report'> {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return { gone: old.filter((line) => !now.includes(line)), added: now.filter((line) => !old.includes(line)) };
}

/** The declarations behind a door, each on one line, those that it exports first. */
export function apiOf(door: string): string {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
    // From one package to the other, as an installed one would.
    paths: {
      '@sealmark/verifier': [`./${NPM_FOLDER}/verifier/index.d.ts`],
      '@sealmark/verifier/*': [`./${NPM_FOLDER}/verifier/*/index.d.ts`],
    },
  };
  const program = ts.createProgram([door], options);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(door);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`${door} exports nothing`);
  const meant = (symbol: ts.Symbol): ts.Symbol =>
    (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  const own = (symbol: ts.Symbol): readonly ts.Node[] =>
    (symbol.declarations ?? []).map(statementOf).filter((node) => ts.isSourceFile(node.parent) && isPublished(node));

  const exported = checker.getExportsOfModule(module).map(meant);
  const seen = new Set<ts.Symbol>(exported);
  const waiting = [...exported];
  const lines = new Map<ts.Symbol, readonly string[]>();
  for (let symbol = waiting.pop(); symbol !== undefined; symbol = waiting.pop()) {
    const nodes = own(symbol);
    lines.set(symbol, nodes.map(oneLine));
    for (const named of nodes.flatMap((node) => identifiersIn(node))) {
      const found = checker.getSymbolAtLocation(named);
      const next = found === undefined ? undefined : meant(found);
      if (next === undefined || seen.has(next) || own(next).length === 0) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  const sorted = (symbols: readonly ts.Symbol[]): readonly string[] =>
    symbols.flatMap((symbol) => lines.get(symbol) ?? []).toSorted();
  const led = [...seen].filter((symbol) => !exported.includes(symbol));
  return ['# exported', ...sorted(exported), '', '# what these lead to', ...sorted(led), ''].join('\n');
}

const isPublished = (node: ts.Node): boolean => node.getSourceFile().fileName.includes(`/${NPM_FOLDER}/`);

/** `const` declarations stand inside of a statement. */
function statementOf(node: ts.Node): ts.Node {
  return ts.isVariableDeclaration(node) ? node.parent.parent : node;
}

function identifiersIn(node: ts.Node): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one)) found.push(one);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });
/** Inferred types may be long; whether they changed is seen by their digest. */
const MAX_LINE_CHARACTERS = 600;

function oneLine(node: ts.Node): string {
  const text = written(node);
  if (text.length <= MAX_LINE_CHARACTERS) return text;
  return `${text.slice(0, MAX_LINE_CHARACTERS)} … (${createHash('sha256').update(text).digest('hex').slice(0, 12)})`;
}

const written = (node: ts.Node): string =>
  printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replaceAll(/\s+/g, ' ')
    // An inferred union is written in the order in which the compiler met its members, which depends on what it compiled before.
    .replaceAll(/"[^"]*"(?: \| "[^"]*")+/g, (union) => union.split(' | ').toSorted().join(' | '))
    .replace('export declare ', 'export ');

if (import.meta.filename === process.argv[1]) {
  await buildPackages();
  for (const [door, report] of Object.entries(DOORS)) {
    const path = join(REPORTS, report);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, apiOf(join(NPM_FOLDER, door)));
    console.log(path);
  }
}
