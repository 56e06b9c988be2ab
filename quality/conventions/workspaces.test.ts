// Covers: ../../scripts/npm-packages.ts
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/installed.mjs';
import { PACKAGES } from '../../scripts/npm-packages.ts';

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly workspaces?: readonly string[];
  readonly exports?: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
};

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const manifest = (folder: string): Manifest => JSON.parse(text(join(folder, 'package.json'))) as Manifest;
const root = manifest('.');

describe('the published packages', () => {
  it('are the workspaces of this repository, and no other folder is one', () => {
    expect(root.workspaces).toEqual(PACKAGES.map((name) => `src/${name}`));
  });

  it('are each published by the release, with their provenance', () => {
    const [, names = '', command = ''] = /for name in ([a-z ]+); do (.+); done/.exec(text('.github/workflows/release.yml')) ?? [];
    expect(names.split(' ')).toEqual(PACKAGES);
    expect(command).toContain('publish --provenance');
  });
});

describe.each(PACKAGES)('@sealmark/%s', (name) => {
  const own = manifest(`src/${name}`);

  it('has its name, a README and a changelog', () => {
    expect(own.name).toBe(`@sealmark/${name}`);
    for (const file of ['README.md', 'CHANGELOG.md']) expect(text(`src/${name}/${file}`)).toContain(`# ${own.name}`);
  });

  it('is installed as a link to this folder', () => {
    const { packages } = JSON.parse(text('package-lock.json')) as { readonly packages: Readonly<Record<string, unknown>> };
    expect(packages[`node_modules/${own.name}`]).toEqual({ resolved: `src/${name}`, link: true });
  });

  it('depends on the versions that are tested here', () => {
    for (const [dependency, version] of Object.entries(own.dependencies ?? {})) {
      const sibling = PACKAGES.find((one) => dependency === `@sealmark/${one}`);
      expect([dependency, version]).toEqual([
        dependency,
        sibling === undefined ? root.dependencies?.[dependency] : manifest(`src/${sibling}`).version,
      ]);
    }
  });

  it('has a module behind every door that is no pattern', () => {
    const doors = Object.values(own.exports ?? {}).map((door) => door.default);
    const absent = doors.filter(
      (door) => !door.includes('*') && !existsSync(join(ROOT, 'src', name, door.replace('.js', '.ts'))),
    );
    expect(absent).toEqual([]);
  });
});
