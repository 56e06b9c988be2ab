import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { find } from '../scripts/browsers.mjs';

/**
 * Makes an NSS database in this folder that trusts our authority for web servers, so that the browser validates our sites' chains
 * like any others, instead of being told to ignore certificate errors.
 */
export function believe(folder: string, authorityPem: string): void {
  const certutil = find('certutil');
  if (certutil === null) throw new Error('certutil is not here');
  mkdirSync(folder, { recursive: true });
  const database = `sql:${folder}`;
  execFileSync(certutil, ['-N', '-d', database, '--empty-password'], { stdio: 'ignore' });
  execFileSync(certutil, ['-A', '-d', database, '-n', 'sealmark-test', '-t', 'C,,', '-i', authorityPem], { stdio: 'ignore' });
}
