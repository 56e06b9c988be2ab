import { describe, expect, it } from 'vitest';
import roots from '../testing/test-build/roots.json' with { type: 'json' };
import { complaintsOfLoader, complaintsOfPage, complaintsOfScript, complaintsOfStart } from './build-rules.ts';

const WORKER = 'dist/chrome/background/worker.js';
const inScript = (text: string, path = 'dist/chrome/assets/one.js'): readonly string[] => complaintsOfScript(path, text);

describe('a script of a release', () => {
  it.each([
    ['eval', 'eval(text)'],
    ['eval by another way', '(0, eval)(text)'],
    ['eval under another name', 'const run = eval; run(text)'],
    ['eval as a member of the global object', 'globalThis["eval"](text)'],
    ['eval with an escape in its name', String.raw`\u0065val(text)`],
    ['new Function', 'const add = new Function("a", "b", "return a + b")'],
    ['Function without new', 'const add = Function("return 1")'],
    ['Function handed to somebody', 'make(Function)'],
    ['Function by call', 'Function.call(null, "return 1")'],
    ['Function as a member of the global object', 'new self.Function("return 1")'],
    ['Function by its own prototype', 'Function.prototype.constructor("return 1")'],
    ['the constructor of a function', '(() => 1).constructor("return 1")()'],
    ['a text for a timer', 'setTimeout("run()", 10)'],
    ['WebAssembly.instantiate', 'await WebAssembly.instantiate(bytes, {})'],
    ['WebAssembly under another name', 'const { instantiate } = globalThis.WebAssembly'],
    ['a WebAssembly module in base64', 'const bytes = "AGFzbQEAAAABBgFgAX8Bfw=="'],
    ['an import from elsewhere', 'await import("https://cdn.test/one.js")'],
    ['an import from elsewhere without a scheme', 'await import("//cdn.test/one.js")'],
    ['an import of a name that is only known later', 'await import(name)'],
    ['importScripts outside the worker', 'importScripts(name)'],
    ['a worker from elsewhere', 'new Worker("https://cdn.test/worker.js")'],
    ['a worker out of an address that is only known later', 'new Worker(URL.createObjectURL(blob))'],
    ['a script element', 'const element = document.createElement("script")'],
    ['a root of the test build', `const root = "${roots[0]?.certificates[0] ?? ''}"`],
    ['a module of the simulated attesters', '//#region src/verifier/testing/attester.ts'],
  ])('is refused with %s in it', (_, text) => {
    expect(inScript(`const before = 1;\n${text};`)).toHaveLength(1);
  });

  it('is refused where its static import comes from elsewhere', () => {
    expect(inScript('import { one } from "https://cdn.test/one.js";')).toHaveLength(1);
  });

  it('says where it was found', () => {
    expect(inScript('\n\neval(text)')).toEqual(['dist/chrome/assets/one.js:3 evaluates text']);
  });

  it.each([
    ['a comment that names eval, new Function and WebAssembly', '// eval(x), new Function(x), WebAssembly.instantiate(x)'],
    ['a text that names them', 'const said = "this build has no WebAssembly and no eval()"'],
    ['a member called eval', 'parser.eval = 1; const { eval: other } = parser'],
    ['an own function whose name ends so', 'isFunction(value); createFunction(1)'],
    ['the methods of functions', 'Function.prototype.toString.call(f); Function.call.bind(f); f instanceof Function'],
    ['an import of its own file', 'await import("./details.js")'],
    ['a worker of its own', 'new Worker(new URL("/assets/worker.js", import.meta.url), { type: "module" })'],
    ['a timer with a function', 'setTimeout(() => run(), 10)'],
  ])('may hold %s', (_, text) => {
    expect(inScript(text)).toEqual([]);
  });
});

describe("Chrome's worker", () => {
  const LOADER = 'const scripts = ["./checking.js"];\nimportScripts(name);\nimportScripts(...scripts);\n';

  it('may load the scripts next to it', () => {
    expect(inScript(LOADER, WORKER)).toEqual([]);
    expect(complaintsOfLoader(WORKER, LOADER, (name) => name === './checking.js')).toEqual([]);
  });

  it.each([
    ['a script from elsewhere', '["https://cdn.test/one.js"]'],
    ['a script in another folder', '["../one.js"]'],
    ['a script that is not there', '["./gone.js"]'],
  ])('is refused with %s among those it loads', (_, names) => {
    expect(complaintsOfLoader(WORKER, `const scripts = ${names};`, (name) => name !== './gone.js')).toHaveLength(1);
  });

  it('is refused where it does not say what it loads', () => {
    expect(complaintsOfLoader(WORKER, 'importScripts(name)', () => true)).toHaveLength(1);
  });

  it('is refused with a call of importScripts that its loader does not make', () => {
    expect(inScript('importScripts("https://cdn.test/one.js")', WORKER)).toHaveLength(1);
  });
});

describe('the start of Chrome’s worker', () => {
  const SCRIPTS: Readonly<Record<string, string>> = {
    './bytes.js': '// src/verifier/bytes/hex.ts\nconst hex = 1;',
    './tees.js': '// src/verifier/bytes/base64.ts\nconst one = 1;\n// src/verifier/tees/dcap/index.ts\nconst dcap = 1;',
  };
  const read = (name: string): string => {
    const text = SCRIPTS[name];
    if (text === undefined) throw new Error(`there is no ${name}`);
    return text;
  };

  it('is refused where it loads what only checks need', () => {
    const text = 'const require_tees = require("./tees.js");';
    expect(complaintsOfStart(WORKER, text, read)).toEqual([
      'dist/chrome/background/worker.js loads ./tees.js when it starts, which holds src/verifier/tees/dcap/index.ts',
    ]);
  });

  it('is refused with a check in the worker itself', () => {
    const text = 'self.sealmarkDefine("./tees.js", function (require, exports) {\n// src/verifier/tees/dcap/index.ts\n});';
    expect(complaintsOfStart(WORKER, text, read)).toEqual([
      'dist/chrome/background/worker.js runs itself when it starts, which holds src/verifier/tees/dcap/index.ts',
    ]);
  });

  it('is refused with a letter beyond Latin-1 in the worker', () => {
    expect(complaintsOfStart(WORKER, 'const short = "a long te\u2026";', read)).toEqual([
      'dist/chrome/background/worker.js holds the letter \u2026: every start reads the whole text at two bytes a letter',
    ]);
    expect(complaintsOfStart(WORKER, 'const name = "caf\u00e9";', read)).toEqual([]);
  });

  it('has in itself what it loads: nothing beside it is read', () => {
    const text =
      'self.sealmarkDefine("./gone.js", function (require, exports) {\n});\nconst require_gone = require("./gone.js");';
    expect(complaintsOfStart(WORKER, text, read)).toEqual([]);
  });

  it('may load what it needs itself, and checks later', () => {
    const later = 'const check = () => Promise.resolve().then(() => require("./tees.js"));';
    expect(complaintsOfStart(WORKER, `const require_bytes = require("./bytes.js");\n${later}`, read)).toEqual([]);
  });
});

describe('a page of a release', () => {
  it.each([
    ['a script from elsewhere', '<script src="https://cdn.test/one.js"></script>'],
    ['a script from elsewhere without quotes', '<SCRIPT async src=//cdn.test/one.js></SCRIPT>'],
    ['a script in itself', '<script>run()</script>'],
    ['a style sheet from elsewhere', '<link rel="stylesheet" href="https://cdn.test/one.css">'],
    ['a frame from elsewhere', '<iframe src="https://cdn.test/"></iframe>'],
    ['an event handler in itself', '<body onload="run()">'],
  ])('is refused with %s', (_, text) => {
    expect(complaintsOfPage('dist/chrome/page.html', `<!doctype html>${text}`).length).toBeGreaterThan(0);
  });

  it('may load its own files', () => {
    const text =
      '<!doctype html><script type="module" crossorigin src="/assets/one.js"></script><link rel="icon" href="/icons/one.png">';
    expect(complaintsOfPage('dist/chrome/page.html', text)).toEqual([]);
  });
});
