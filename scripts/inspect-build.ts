import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Looks at the two release builds as a store reviewer would, and fails when one holds what a release must not:
 * WebAssembly, eval, remote code, test anchors, a resource that pages could reach, or a permission nobody declared.
 */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  chrome: ['storage', 'webRequest', 'webNavigation', 'alarms', 'scripting', 'activeTab', 'offscreen'],
  firefox: ['storage', 'webRequest', 'webNavigation', 'alarms', 'scripting', 'activeTab', 'webRequestBlocking'],
};

const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['holds a test anchor', /Sealmark test authority/],
  ['holds code of verifier/testing', /verifier\/testing/],
  ['asks for WebAssembly in its policy', /wasm-unsafe-eval/],
  ['loads a script from elsewhere', /<script[^>]+src="https?:/],
];

type Manifest = {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly host_permissions?: readonly string[];
  readonly optional_host_permissions: readonly string[];
  readonly web_accessible_resources?: readonly unknown[];
  readonly content_scripts?: readonly unknown[];
};

function complaints(target: string): readonly string[] {
  const folder = join('dist', target);
  if (!existsSync(join(folder, 'manifest.json'))) return [`${target}: not built`];
  const found: string[] = [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    if (entry.name.endsWith('.wasm')) found.push(`${path} is WebAssembly`);
    if (!/\.(js|html|json|css)$/.test(entry.name)) continue;
    const text = readFileSync(path, 'utf8');
    for (const [what, pattern] of FORBIDDEN) if (pattern.test(text)) found.push(`${path} ${what}`);
  }
  // Our own build wrote this file a moment ago; its shape is the one manifest.config.ts gives it.
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  if (manifest.name.includes('test')) found.push(`${target}: is a test build`);
  const allowed = PERMISSIONS[target] ?? [];
  const same = manifest.permissions.length === allowed.length && manifest.permissions.every((name) => allowed.includes(name));
  if (!same) found.push(`${target}: permissions are ${manifest.permissions.join(', ')}`);
  if (manifest.host_permissions !== undefined) found.push(`${target}: host permissions at install`);
  if (manifest.content_scripts !== undefined)
    found.push(`${target}: content scripts in the manifest need host access at install`);
  if (manifest.web_accessible_resources !== undefined)
    found.push(`${target}: pages can reach ${JSON.stringify(manifest.web_accessible_resources)}`);
  return found;
}

const all = ['chrome', 'firefox'].flatMap(complaints);
for (const complaint of all) console.error(complaint);
if (all.length === 0) console.log('both builds hold what they may hold');
process.exitCode = all.length === 0 ? 0 : 1;
