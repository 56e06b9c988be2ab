import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { complaintsOfLoader, complaintsOfPage, complaintsOfScript, complaintsOfStart } from './build-rules.ts';
import type { Target } from '../build/manifest.ts';
import { complaintsOfManifest } from './manifest-rules.ts';

/**
 * Inspects the two release builds as a store reviewer would, and fails if one contains what a release must not (build-rules.ts,
 * manifest-rules.ts).
 *
 *   npm run build:check [-- FOLDER]
 *
 *   FOLDER contains `chrome` and `firefox`; the default is `dist`.
 */
const WASM_FILE = Buffer.from([0x00, 0x61, 0x73, 0x6d]);

/** Everything wrong with one built extension. @param folder as the browser loads it */
function complaintsOfBuild(target: Target, folder: string): readonly string[] {
  if (!existsSync(join(folder, 'manifest.json'))) return [`${target}: not built`];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.flatMap((entry) => complaintsOfFile(join(entry.parentPath, entry.name)));
  return [...found, ...complaintsOfManifest(target, readFileSync(join(folder, 'manifest.json'), 'utf8'))];
}

function complaintsOfFile(path: string): readonly string[] {
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 4).equals(WASM_FILE)) return [`${path} is WebAssembly`];
  const text = bytes.toString();
  if (/\.html?$/.test(path)) return complaintsOfPage(path, text);
  if (!/\.[cm]?js$/.test(path)) return [];
  return [...complaintsOfScript(path, text), ...(path.endsWith('background/worker.js') ? complaintsOfWorker(path, text) : [])];
}

function complaintsOfWorker(path: string, text: string): readonly string[] {
  const neighbour = (name: string): string => join(dirname(path), name);
  return [
    ...complaintsOfLoader(path, text, (name) => existsSync(neighbour(name))),
    ...complaintsOfStart(path, text, (name) => readFileSync(neighbour(name), 'utf8')),
  ];
}

const dist = process.argv[2] ?? 'dist';
const complaints = (['chrome', 'firefox'] as const).flatMap((target) => complaintsOfBuild(target, join(dist, target)));
for (const complaint of complaints) console.error(complaint);
if (complaints.length === 0) console.log('both builds hold what they may hold');
process.exitCode = complaints.length === 0 ? 0 : 1;
