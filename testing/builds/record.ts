/**
 * Records the builds again: makes each application of README.md with the bundler that it names.
 *
 *   npm run make:builds
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { temporaryFolder } from '../process.ts';
import { BUILDS, fixture, type BuildName } from './recorded.ts';

const README = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** What no browser with modules loads, and navigations that the tests do not make. */
const LEFT_OUT = /\.map$|^_not-found|^notes\/.*\.txt$|__next\._(?:full|head|index)\.txt$|^(?:index|about|404)\.txt$/;

function record(name: BuildName): void {
  const [, section = ''] = new RegExp(`^## ${name}\\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(README) ?? [];
  const project = temporaryFolder(`record-${name}`);
  try {
    writeFileSync(join(project.path, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    for (const [, path = '', text = ''] of section.matchAll(/^```\w+\n(?:\/\/|\/\*|<!--) (\S+)(?: \*\/| -->)?\n([^]*?)^```$/gm)) {
      mkdirSync(dirname(join(project.path, path)), { recursive: true });
      writeFileSync(join(project.path, path), text);
    }
    const [, packages = '', bundler = ''] = /^```\n(.+)\n(.+)\n```$/m.exec(section) ?? [];
    for (const [program, words] of [
      ['npm', `install ${packages}`],
      ['npx', bundler],
    ] as const) {
      const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
      execFileSync(program, words.split(' '), { cwd: project.path, env, stdio: 'inherit' });
    }
    const out = join(project.path, 'out');
    const files = (readdirSync(out, { recursive: true }) as string[])
      .filter((file) => statSync(join(out, file)).isFile() && !LEFT_OUT.test(file))
      .sort()
      .map((file) => [file, readFileSync(join(out, file), 'utf8')] as const);
    const pages = files.filter(([file]) => file.endsWith('.html')).map(([, html]) => html);
    const isOld = (file: string): boolean => pages.some((html) => new RegExp(`${file}" noModule`).test(html));
    const packed = brotliCompressSync(JSON.stringify(Object.fromEntries(files.filter(([file]) => !isOld(file)))));
    writeFileSync(fixture(name), packed);
    console.log(`${name}: ${String(files.length)} files, ${String(packed.length)} bytes`);
  } finally {
    project.remove();
  }
}

for (const name of BUILDS) record(name);
