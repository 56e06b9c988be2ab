import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NPM_FOLDER, type PackageName } from '../../scripts/npm-packages.ts';

/** The first thing that somebody does with each, as a module. */
const FIRST: Readonly<Record<PackageName, string>> = {
  verifier: `import { open } from '@sealmark/verifier';
if (open({ type: 'dcap-quote', bytes: new Uint8Array(), parameters: {} }).at !== 'malformed') process.exit(1);`,
  attester: `import { attester } from '@sealmark/attester';
if (typeof attester !== 'function') process.exit(1);`,
  cli: `import { execFileSync } from 'node:child_process';
if (!execFileSync('node_modules/.bin/sealmark', ['help'], { encoding: 'utf8' }).includes('sealmark check')) process.exit(1);`,
};

type Bill = { readonly components: readonly { readonly name: string; readonly version: string }[] };

/** What npm wrote down that it installed. */
function installedIn(folder: string): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  return Object.entries(packages).map(([path, { version }]) => `${path.split('node_modules/').at(-1) ?? ''}@${version}`);
}

/** `NAME@VERSION` of everything that a package's bill of materials lists. */
export function listed(name: PackageName): readonly string[] {
  const bill = JSON.parse(readFileSync(join(NPM_FOLDER, name, 'sbom.cdx.json'), 'utf8')) as Bill;
  return bill.components.map((one) => `${one.name}@${one.version}`);
}

/**
 * Installs archives into an empty folder, and nothing else, and uses the package once. @returns what is wrong: npm's or
 * Node's complaint, or what came along with the package and is not on its bill of materials
 */
export function alone(name: PackageName, archives: readonly string[]): string | null {
  const folder = mkdtempSync(join(tmpdir(), `only-${name}-`));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    writeFileSync(join(folder, 'first.js'), FIRST[name]);
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...archives];
    for (const [program, args] of [['npm', words] as const, [process.execPath, ['first.js']] as const]) {
      const { status, stderr, stdout } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) return `${program}: ${stderr}${stdout}`;
    }
    // The command line carries its parts inside: npm installs nothing beside it.
    const others = installedIn(folder).filter((one) => !one.startsWith(`@sealmark/${name}@`));
    const expected = name === 'cli' ? [] : listed(name);
    const odd = [...others.filter((one) => !expected.includes(one)), ...expected.filter((one) => !others.includes(one))];
    return odd.length === 0 ? null : `installed or listed, but not both: ${odd.join(', ')}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
