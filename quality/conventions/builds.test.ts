import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, loadConfigFromFile, type Plugin } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, isMadeFrom, SOURCES, stamp } from '../../testing/extension/builds.ts';
import { temporaryFolder } from '../../testing/process.ts';

/**
 * Every file that this build is made from: modules of the bundle, and what its configuration imports. Paths in the repository.
 */
async function readBy(mode: string): Promise<readonly string[]> {
  const modules: string[] = [];
  const listen: Plugin = {
    name: 'listen',
    moduleParsed({ id }) {
      modules.push(relative('.', id.split('?')[0] ?? id));
    },
  };
  await build({ mode, logLevel: 'silent', plugins: [listen], build: { write: false } });
  const config = await loadConfigFromFile({ command: 'build', mode }, 'vite.config.ts');
  const files = [
    ...modules.filter((id) => !id.startsWith('\0') && !id.startsWith('..')),
    ...(config?.dependencies ?? []).map((path) => relative('.', path)),
  ];
  return [...new Set(files)].filter((file) => existsSync(file) && !file.includes('node_modules')).sort();
}

const isWatched = (file: string): boolean => SOURCES.some((source) => file === source || file.startsWith(`${source}/`));

describe('the build that end-to-end tests run', () => {
  it.each(['test-chrome', 'test-firefox'])('is made of nothing but its named sources: %s', async (mode) => {
    const files = await readBy(mode);
    expect(files).toEqual(
      expect.arrayContaining(['build/manifest.ts', 'docs/tees/snp.md', 'manifest.json', 'package.json', 'src/popup/index.html']),
    );
    expect(files.filter((file) => !isWatched(file))).toEqual([]);
  });

  let folder: ReturnType<typeof temporaryFolder>;
  const source = (name: string): string => join(folder.path, 'sources', name);
  const built = (): string => join(folder.path, 'built');
  const now = (): string => fingerprint([source(''), source('absent.json')]);

  beforeEach(() => {
    folder = temporaryFolder('builds');
    mkdirSync(source('inner'), { recursive: true });
    mkdirSync(built());
    writeFileSync(source('one.ts'), 'one');
    writeFileSync(source('inner/two.ts'), 'two');
    writeFileSync(join(built(), 'manifest.json'), '{}');
  });

  afterEach(() => {
    folder.remove();
  });

  it.each<[string, () => void]>([
    [
      'has changed, though not in length or time',
      () => {
        utimesSync(source('one.ts'), 0, 0);
        writeFileSync(source('one.ts'), 'eno');
        utimesSync(source('one.ts'), 0, 0);
      },
    ],
    [
      'was added',
      () => {
        writeFileSync(source('inner/three.ts'), '');
      },
    ],
    [
      'was removed',
      () => {
        rmSync(source('inner/two.ts'));
      },
    ],
    [
      'has another name',
      () => {
        renameSync(source('one.ts'), source('uno.ts'));
      },
    ],
    [
      'is there that was not',
      () => {
        writeFileSync(source('absent.json'), '{}');
      },
    ],
  ])('is another one when a source %s', (_, change) => {
    const before = now();
    change();
    expect(now()).not.toBe(before);
  });

  it('does not count as made from these sources without a stamp, or when it was rebuilt by hand since', () => {
    expect(isMadeFrom(built(), now())).toBe(false);
    stamp(built(), now());
    expect(isMadeFrom(built(), now())).toBe(true);
    utimesSync(join(built(), 'manifest.json'), 1, 1);
    expect(isMadeFrom(built(), now())).toBe(false);
  });
});
