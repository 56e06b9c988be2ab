import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockCommand } from './command.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealmark-lock-'));
  for (let at = 0; at < 200; at += 1)
    writeFileSync(join(folder, `${String(at)}.html`), `<script>self.__next_f.push([1,"${String(at)}"])</script>`);
  writeFileSync(join(folder, 'a.html'), '<script>self.__next_f.push([1,"a"])</script>');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function locked(...words: readonly string[]): Promise<readonly [status: number, printed: string]> {
  const lines: string[] = [];
  return [await lockCommand([folder, ...words], (text) => lines.push(text)), lines.join('\n')];
}

describe('a build of more pages than evidence can name, at the terminal', () => {
  it('is refused in words that say what to do, or under a code for programs', async () => {
    const [status, words] = await locked();
    expect([status, words]).toEqual([1, expect.stringMatching(/^These pages need 201 sources, .*--data-blocks --write/)]);
    const [, json] = await locked('--json');
    expect(JSON.parse(json)).toMatchObject({ error: { code: 'too-many-sources' } });
  });

  it('is locked with --data-blocks, which --write puts into its pages', async () => {
    const named = '201 pages, 0 script files, 1 sources to name (strict)';
    expect(await locked('--data-blocks')).toEqual([0, named]);
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).not.toContain('application/json');
    expect(await locked('--data-blocks', '--write')).toEqual([0, named]);
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toContain('application/json');
    expect(await locked()).toEqual([0, named]);
  });
});
