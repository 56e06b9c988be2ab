import type { Blocked, BlockedKind, PageContext } from './blocked-kinds.ts';
import { integrityByMap } from './blocked-scripts.ts';
import { attribute, wordsOf } from './tags.ts';

/** Recognised by its text only, which cannot tell whether it ever runs. */
const seems = (kind: BlockedKind, sentence: string): Blocked => ({ kind, sentence, certain: false });

/** A call with a literal argument, as it occurs in code. */
const EVAL = /(?<![\w$.])eval\s*\(|(?<![\w$])new\s+Function\s*\(|\bset(?:Timeout|Interval)\s*\(\s*["'`]/;
const WASM = /\bWebAssembly\s*\.\s*(?:instantiate|compile|Module)/;
const SERVICE_WORKER = /\bserviceWorker\b[^;{}]{0,40}\.\s*register\s*\(/;
const WORKER = /\bnew\s+(?:Shared)?Worker\s*\(\s*(?:new\s+URL\s*\(\s*)?["'`]([^"'`]+)/g;
/** The same of an address that is assembled at run time, as bundlers write it. */
const MADE_WORKER = /\bnew\s+(?:Shared)?Worker\s*\(\s*new\s+URL\s*\(\s*(?!["'`\s])/;
const CONNECTION =
  /(?:\bfetch\s*\(|\bsendBeacon\s*\(|\bnew\s+(?:WebSocket|EventSource)\s*\(|\.open\s*\(\s*["'`]\w+["'`]\s*,)\s*["'`]((?:https?|wss?|data):[^"'`\s]*)/g;
const IMPORT = /(?:\bimport\s*\(\s*|\bimport\s*|\bfrom\s*)["'`](\.{0,2}\/[^"'`\s]+)["'`]/g;

/** What code requests that the policy blocks. @param at where it is served */
export function blockedInCode(code: string, at: string, context: PageContext): readonly Blocked[] {
  const { relaxations, level } = context.lock;
  const where = new URL(at).pathname;
  return [
    ...(EVAL.test(code)
      ? [seems('eval', `${where} makes code of text (eval, new Function): that throws on a locked page.`)]
      : []),
    ...(WASM.test(code) && !relaxations.wasm
      ? [seems('wasm', `${where} makes WebAssembly, which a locked page may only where its policy says wasm.`)]
      : []),
    ...(SERVICE_WORKER.test(code)
      ? [seems('service-worker', `${where} registers a service worker: that is refused, and earlier ones are removed.`)]
      : []),
    ...literals(code, WORKER)
      .filter((address) => !address.startsWith('blob:'))
      .map((address) =>
        seems('worker', `${where} starts the worker ${address}: only workers of named code’s own text (blob:) start.`),
      ),
    ...(MADE_WORKER.test(code)
      ? [seems('worker', `${where} starts a worker from a file: bundle its text, and start that from a blob: address.`)]
      : []),
    ...literals(code, IMPORT)
      .filter((address) => !isCovered(new URL(address, at).href, context))
      .map((address) =>
        seems(
          'import',
          `${where} imports ${address} without integrity: name it by modulepreload with integrity, or by an import map.`,
        ),
      ),
    ...(level === 'strict' ? literals(code, CONNECTION).flatMap((address) => unreachable(address, where, context)) : []),
  ];
}

const literals = (code: string, pattern: RegExp): readonly string[] => [
  ...new Set([...code.matchAll(pattern)].map(([, address = '']) => address)),
];

/** A module that its importer loads with integrity: the page preloads it so, or its import map says so. */
function isCovered(href: string, context: PageContext): boolean {
  const { tags, url } = context;
  const preloaded = tags.some(
    (tag) =>
      (wordsOf(tag, 'rel').includes('modulepreload') || tag.name === 'script') &&
      attribute(tag, 'integrity') !== null &&
      [attribute(tag, 'href'), attribute(tag, 'src')].some(
        (address) => address !== null && URL.canParse(address, url) && new URL(address, url).href === href,
      ),
  );
  return preloaded || integrityByMap(href, context) !== null;
}

function unreachable(address: string, where: string, { url, lock }: PageContext): readonly Blocked[] {
  const isData = address.startsWith('data:');
  // A host assembled at run time is not seen.
  const isMade = /^\w+:\/\/[^/]*\$/.test(address);
  if (!isData && (isMade || !URL.canParse(address))) return [];
  const { origin, host } = new URL(address);
  const own = new URL(url);
  if (!isData && host === own.host && /^(?:https|wss):/.test(address)) return [];
  const asked = isData ? 'data:' : origin === 'null' ? `${new URL(address).protocol}//${host}` : origin;
  if (lock.relaxations.connect.some((one) => one === asked)) return [];
  return [
    seems('connect', `${where} connects to ${asked}: at strict only to its own origin, unless the policy says connect ${asked}.`),
  ];
}
