import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/installed.mjs';

/** A command that a document tells its reader to run: `npm run e2e`, without options and arguments. */
export type Documented = { readonly command: string; readonly document: string };

/** `npm run e2e -- --only firefox`, `npm run -s appraise`, `npm ci`, `npx vitest run`, only in code. */
const COMMAND = /\b(?:npm run (?:-s )?(?<script>[a-z0-9:-]+)|npm (?<own>ci|test)\b|npx (?<tool>[a-z-]+))/g;

/** Fenced blocks and code spans. */
const CODE = /^```[^]*?^```|`[^`\n]+`/gm;

/** Every command that the repository's documents name, once for each document. */
export function documentedCommands(): readonly Documented[] {
  return documents().flatMap((document) =>
    [...commandsIn(readFileSync(join(ROOT, document), 'utf8'))].map((command) => ({ command, document })),
  );
}

/** The commands in the code of one document. */
export function commandsIn(text: string): ReadonlySet<string> {
  const code = text.match(CODE) ?? [];
  return new Set(code.flatMap((span) => [...span.matchAll(COMMAND)].map(({ groups = {} }) => nameOf(groups))));
}

function nameOf({ script, own, tool }: Readonly<Record<string, string | undefined>>): string {
  if (script !== undefined) return `npm run ${script}`;
  return own === undefined ? `npx ${tool ?? ''}` : `npm ${own}`;
}

function documents(): readonly string[] {
  const tracked = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  // A changelog describes what was true when it was written.
  return tracked.filter((file) => file !== '' && file !== 'CHANGELOG.md');
}
