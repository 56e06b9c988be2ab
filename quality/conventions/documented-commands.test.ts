import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/installed.mjs';
import pkg from '../../package.json' with { type: 'json' };
import { commandsIn, documentedCommands } from '../documented-commands/documents.ts';
import { SHORTEST, STEPS_OF_TEST } from '../documented-commands/shortest.ts';

const documented = documentedCommands();
const names = new Set(documented.map(({ command }) => command));

describe('the commands in documents', () => {
  it('are found in code, with and without options, and not in prose', () => {
    const text =
      'First npm run prose.\n\n```\nnpm run -s appraise -- --jsonl   # npm test\n```\n\nThen `npm ci && npx vitest run words`.';
    expect([...commandsIn(text)].toSorted()).toEqual(['npm ci', 'npm run appraise', 'npm test', 'npx vitest']);
  });

  it('include the README’s two', () => {
    expect(documented).toContainEqual({ command: 'npm run demo', document: 'README.md' });
    expect(documented).toContainEqual({ command: 'npm test', document: 'README.md' });
  });

  it.each(documented.filter(({ command }) => command.startsWith('npm run ')))('$command of $document exists', ({ command }) => {
    expect(Object.keys(pkg.scripts)).toContain(command.slice('npm run '.length));
  });

  it('are each tried in a fresh clone (npm run documented), and no others are', () => {
    expect([...Object.keys(SHORTEST), ...STEPS_OF_TEST].toSorted()).toEqual([...names].toSorted());
  });

  it.each(STEPS_OF_TEST)('%s runs only steps of npm test', (command) => {
    const scripts: Readonly<Record<string, string>> = pkg.scripts;
    const parts = (scripts[command.slice('npm run '.length)] ?? '').split(' && ');
    const steps = readFileSync(join(ROOT, 'scripts', 'test.mjs'), 'utf8');
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(steps).toMatch(new RegExp(`['\`]${part}[ '\`]`));
  });
});
