/**
 * Builds the packages that are published apart from the extension into `dist/npm/`: plain ES modules with their types, file by file,
 * so that bundlers leave out what nobody uses. `npm pack` and `npm publish` run there.
 *
 *   node scripts/run.mjs scripts/npm-packages.ts
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import ts from 'typescript';
import { billOfMaterials, bundledFrom, installedWith, type Part } from './package-parts.ts';

/** Where the built packages are, below the repository. */
export const NPM_FOLDER = 'dist/npm';

/** The published packages, by their folders; those that others import come first. */
export const PACKAGES = ['verifier', 'attester', 'cli'] as const;

/** One of them. */
export type PackageName = (typeof PACKAGES)[number];

/** The verifier's doors, as other packages know them. */
const DOORS: Readonly<Record<string, string>> = {
  'src/verifier/index': '@sealmark/verifier',
  'src/verifier/protocol/index': '@sealmark/verifier/protocol',
  'src/verifier/substrate/index': '@sealmark/verifier/substrate',
};

const SPECIFIER = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

/** Relative imports of `.ts` become those of `.js`; those that leave the package become the package that they lead to. */
function published(text: string, file: string, own: string): string {
  return text.replaceAll(SPECIFIER, (_all, before: string, quote: string, path: string) => {
    const target = join(dirname(file), path);
    const isOwn = target.startsWith(`${own}/`);
    const door = DOORS[target];
    if (!isOwn && door === undefined) throw new Error(`${file} imports ${target}, which no package has`);
    return `${before}${quote}${isOwn ? `${path}.js` : (door ?? '')}${quote}`;
  });
}

const isShipped = (name: string): boolean => name.endsWith('.ts') && !/(?:^|\/)testing\/|\.test\.ts$/.test(name);

function put(target: string, text: string): void {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** Every module of a folder, by itself, with its declarations. */
function modules(name: 'verifier' | 'attester'): void {
  const own = `src/${name}`;
  for (const file of readdirSync(own, { recursive: true, encoding: 'utf8' }).filter(isShipped)) {
    const source = join(own, file);
    const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
      fileName: source,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        // They stand in the types beside it.
        removeComments: name === 'attester',
      },
    });
    const target = join(NPM_FOLDER, name, file.slice(0, -'.ts'.length));
    put(`${target}.js`, published(outputText, source, own));
    const types = join('.cache/types', name, `${file.slice(0, -'.ts'.length)}.d.ts`);
    put(`${target}.d.ts`, published(readFileSync(types, 'utf8'), source, own));
  }
}

/**
 * The modules of a server's package as one for each door: nobody bundles them for a browser, and a hundred small files take twice as
 * long to download as they need to.
 */
async function joined(name: 'attester'): Promise<void> {
  const folder = join(NPM_FOLDER, name);
  const { exports } = JSON.parse(readFileSync(join('src', name, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default: string }>>;
  };
  const input = Object.values(exports).map((door) => join(folder, door.default));
  const bundle = await rolldown({ input, platform: 'node', external: /^@sealmark\//, logLevel: 'warn' });
  const { output } = await bundle.generate({ format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.js')) rmSync(join(folder, file));
  for (const one of output) if (one.type === 'chunk') put(join(folder, one.fileName), one.code);
}

/** The terminal's program with everything that it stands on: nothing to install but itself. */
async function program(): Promise<readonly Part[]> {
  const bundle = await rolldown({ input: 'src/cli/sealmark.ts', platform: 'node', logLevel: 'warn' });
  const { output } = await bundle.write({
    dir: join(NPM_FOLDER, 'cli'),
    format: 'esm',
    entryFileNames: 'sealmark.js',
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
  const file = join(NPM_FOLDER, 'cli/sealmark.js');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.startsWith('#!') ? text : `#!/usr/bin/env node\n${text}`);
  chmodSync(file, 0o755);
  return bundledFrom(output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : [])));
}

/** The bill of materials that is packed with a package. */
function list(name: PackageName, parts: readonly Part[]): void {
  const own = JSON.parse(readFileSync(join('src', name, 'package.json'), 'utf8')) as Part;
  put(join(NPM_FOLDER, name, 'sbom.cdx.json'), billOfMaterials(own, parts));
}

/** Builds all of them. @throws Error when something does not compile, or imports what no package has */
export async function buildPackages(): Promise<void> {
  const { status, stdout } = spawnSync('npx', ['tsc', '-b', 'src/verifier', 'src/attester'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
  rmSync(NPM_FOLDER, { recursive: true, force: true });
  modules('verifier');
  modules('attester');
  await joined('attester');
  list('verifier', installedWith('src/verifier'));
  list('attester', installedWith('src/attester'));
  list('cli', await program());
  for (const name of PACKAGES) {
    for (const file of ['package.json', 'README.md', 'CHANGELOG.md'])
      copyFileSync(join('src', name, file), join(NPM_FOLDER, name, file));
    copyFileSync('LICENSE', join(NPM_FOLDER, name, 'LICENSE'));
  }
  // The helpers are compiled where they run.
  mkdirSync(join(NPM_FOLDER, 'attester/helper'), { recursive: true });
  for (const file of ['sealmark-nsm.c', 'sealmark-occlum.c', 'README.md'])
    copyFileSync(join('src/attester/helper', file), join(NPM_FOLDER, 'attester/helper', file));
}

if (import.meta.filename === process.argv[1]) {
  await buildPackages();
  for (const name of PACKAGES) console.log(relative('.', join(NPM_FOLDER, name)));
}
