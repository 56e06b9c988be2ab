import ts from 'typescript';
import { DEMONSTRATION_LIST, PUBLISHER_KEY } from '../testing/test-build/demonstration.ts';
import roots from '../testing/test-build/roots.json' with { type: 'json' };

/**
 * What a release may not contain, as rules over its files' texts: generated code, WebAssembly, remote code, modules and roots of
 * the test build, doors for pages. Scripts are parsed, so neither comments nor strings are mistaken for code, and no spelling
 * hides any. Each rule answers with what it found, in words for a developer.
 */
const TEST_MARKS: readonly string[] = [
  'Sealmark test authority',
  'verifier/testing',
  DEMONSTRATION_LIST.key,
  DEMONSTRATION_LIST.url,
  PUBLISHER_KEY,
  ...roots.flatMap((root) => root.certificates),
];

/** Ways to run code that is in no file, by the names under which every global object has them. */
const FORBIDDEN_GLOBALS: ReadonlyMap<string, string> = new Map([
  ['eval', 'evaluates text'],
  ['Function', 'makes a function out of text'],
  ['WebAssembly', 'uses WebAssembly'],
]);

/** Objects whose members are the globals themselves. */
const GLOBAL_OBJECTS = new Set(['globalThis', 'self', 'window', 'global', 'top', 'parent', 'frames']);

/** Their first argument may be a text that is run. */
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'execScript']);

/** The magic number of a WebAssembly module (`\0asm`), as base64 begins with it. */
const WASM_IN_BASE64 = 'AGFzb';

/** Chrome's worker loads its own scripts, whose names it contains (build/chrome-worker.ts). */
export const OWN_LOADER: readonly string[] = ['importScripts(name)', 'importScripts(...scripts)'];

/** What the script contains that a release must not. @param path its place in the build, with slashes */
export function complaintsOfScript(path: string, text: string): readonly string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const complaint = complaintOf(node, path);
    if (complaint !== null) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.add(`${path}:${String(line + 1)} ${complaint}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found, ...complaintsOfText(path, text)];
}

function complaintOf(node: ts.Node, path: string): string | null {
  if (ts.isIdentifier(node) && isReference(node)) return isHarmless(node) ? null : (FORBIDDEN_GLOBALS.get(node.text) ?? null);
  const member = memberOf(node);
  if (member !== null && GLOBAL_OBJECTS.has(member.of)) return FORBIDDEN_GLOBALS.get(member.name) ?? null;
  if (ts.isStringLiteralLike(node) && node.text.startsWith(WASM_IN_BASE64)) return 'holds a WebAssembly module';
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return complaintOfCall(node, path);
  const from = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
  return from === undefined || isOwnFile(from) ? null : FOREIGN_IMPORT;
}

const FOREIGN_IMPORT = 'imports what is not a file of its own';

/** Reading members of `Function` creates nothing; calling it, or passing it on, can create code from text. */
function isHarmless(node: ts.Identifier): boolean {
  const { parent } = node;
  if (node.text !== 'Function') return false;
  if (ts.isBinaryExpression(parent))
    return parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword && parent.right === node;
  if (!ts.isPropertyAccessExpression(parent) || !ts.isPropertyAccessExpression(parent.parent)) return false;
  const path = `${parent.name.text}.${parent.parent.name.text}`;
  return path === 'call.bind' || (path.startsWith('prototype.') && path !== 'prototype.constructor');
}

/** Is this identifier the use of a variable, and not the name of a member or a declaration? */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isClassElement(parent) || ts.isMethodDeclaration(parent)) return parent.name !== node;
  return true;
}

/** `object.name` or `object['name']`, of a plain object. */
function memberOf(node: ts.Node): { readonly of: string; readonly name: string } | null {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
    return { of: node.expression.text, name: node.name.text };
  if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression)) return null;
  return ts.isStringLiteralLike(node.argumentExpression)
    ? { of: node.expression.text, name: node.argumentExpression.text }
    : null;
}

function complaintOfCall(node: ts.CallExpression | ts.NewExpression, path: string): string | null {
  const [first] = node.arguments ?? [];
  const callee = node.expression;
  const name = nameOf(callee);
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return isOwnFile(first) ? null : FOREIGN_IMPORT;
  if (name === 'importScripts') return isOwnLoader(node, path) ? null : 'imports scripts that are not files of its own';
  if (name === 'Worker' || name === 'SharedWorker')
    return isOwnUrl(first) ? null : 'starts a worker that is not a file of its own';
  if (name === 'constructor' && first !== undefined && ts.isStringLiteralLike(first)) return 'makes a function out of text';
  if (name !== null && TIMERS.has(name) && first !== undefined && ts.isStringLiteralLike(first)) return 'evaluates text';
  if (name === 'createElement' && first !== undefined && ts.isStringLiteralLike(first) && /^script$/i.test(first.text))
    return 'makes a script element';
  return null;
}

/** The last name of what is called: `a.b.c()` and `c()` are both `c`. */
function nameOf(callee: ts.Expression): string | null {
  if (ts.isIdentifier(callee)) return callee.text;
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
  if (ts.isElementAccessExpression(callee) && ts.isStringLiteralLike(callee.argumentExpression))
    return callee.argumentExpression.text;
  return null;
}

const isOwnFile = (argument: ts.Expression | undefined): boolean =>
  argument !== undefined && ts.isStringLiteralLike(argument) && /^\.{0,2}\/(?!\/)/.test(argument.text);

/** `new URL('/assets/…', import.meta.url)` and what it is wrapped in, or a plain path. */
function isOwnUrl(argument: ts.Expression | undefined): boolean {
  if (argument === undefined) return false;
  if (isOwnFile(argument)) return true;
  return ts.isNewExpression(argument) && nameOf(argument.expression) === 'URL' && isOwnFile(argument.arguments?.[0]);
}

const isOwnLoader = (node: ts.Node, path: string): boolean =>
  path.endsWith('background/worker.js') && OWN_LOADER.includes(node.getText());

/** Must not appear anywhere, not even in a comment: it would indicate a module that does not belong here. */
function complaintsOfText(path: string, text: string): readonly string[] {
  return TEST_MARKS.some((mark) => text.includes(mark)) ? [`${path} holds a module or a root of the test build`] : [];
}

/** The names that Chrome's worker passes to `importScripts`, which the two calls of its loader do not show. */
export function complaintsOfLoader(path: string, text: string, exists: (name: string) => boolean): readonly string[] {
  const list = /^const scripts = (\[.*\]);$/m.exec(text)?.[1];
  if (list === undefined) return [`${path} does not say which scripts it loads`];
  const names: unknown = JSON.parse(list);
  const own =
    Array.isArray(names) && names.every((name) => typeof name === 'string' && /^\.\/[\w.-]+\.js$/.test(name) && exists(name));
  return own ? [] : [`${path} loads scripts that are not files beside it: ${list}`];
}

/** What only checks need, by the comment that the bundler puts before each module. */
const OF_CHECKS = /^\/\/ src\/verifier\/(?:tees|audits\/(?!list))\S*/m;

/**
 * Most pages announce nothing, so the worker's start loads no check (DESIGN §3): what the bundler puts into the worker, or into one
 * script with something of the start, is run at every start. Nor may a letter beyond Latin-1 double its text in memory. @param read the text of a script beside it, by its name
 */
export function complaintsOfStart(path: string, text: string, read: (name: string) => string): readonly string[] {
  const atStart = [...text.matchAll(/^const \w+ = require\("(\.\/[^"]+)"\);$/gm)].map((match) => match[1] ?? '');
  const loaded = atStart.filter((name) => !text.includes(`sealmarkDefine(${JSON.stringify(name)}`));
  const complaint = (holder: string, held: string): readonly string[] => {
    const module = OF_CHECKS.exec(held)?.[0];
    return module === undefined ? [] : [`${holder}, which holds ${module.slice(3)}`];
  };
  const wide = /[^\0-\u00FF]/.exec(text)?.[0];
  return [
    ...(wide === undefined ? [] : [`${path} holds the letter ${wide}: every start reads the whole text at two bytes a letter`]),
    ...complaint(`${path} runs itself when it starts`, text),
    ...loaded.flatMap((name) => complaint(`${path} loads ${name} when it starts`, read(name))),
  ];
}

/** Pages may refer to scripts of the build, and contain none themselves. */
export function complaintsOfPage(path: string, text: string): readonly string[] {
  const scripts = [...text.matchAll(/<script\b([^>]*)>/gi)].map((match) => match[1] ?? '');
  const found = scripts.flatMap((attributes) => {
    const source = /\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(attributes)?.[1];
    if (source === undefined) return [`${path} holds a script in itself`];
    return /^(?:\.{0,2}\/)(?!\/)/.test(source) ? [] : [`${path} loads ${source}`];
  });
  const elsewhere = [...text.matchAll(/\b(?:src|href)\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi)].map((match) => match[1] ?? '');
  const loaded = elsewhere
    .filter((address) => !text.includes(`<a href="${address}"`))
    .map((address) => `${path} loads ${address}`);
  const handlers = /\son\w+\s*=\s*["']/i.test(text) ? [`${path} holds an event handler in itself`] : [];
  return [...new Set([...found, ...loaded]), ...handlers, ...complaintsOfText(path, text)];
}
