import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allAnchorSettings } from '../site/attesters.ts';

const FILE = fileURLToPath(new URL('./roots.json', import.meta.url));

/** What `roots.json` must contain: the roots of all simulated attesters, as developer settings name them. */
export function rootsText(): string {
  return `${JSON.stringify(allAnchorSettings(), null, 2)}\n`;
}

/** Whether the test build's file of roots matches the attesters' roots. */
export function rootsAreCurrent(): boolean {
  return existsSync(FILE) && readFileSync(FILE, 'utf8') === rootsText();
}

/** Writes it. A build runs in Vite and a browser, where the attesters (Node) cannot run; hence a file. */
export function writeRoots(): void {
  writeFileSync(FILE, rootsText());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeRoots();
