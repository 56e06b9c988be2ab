/**
 * Runs one of our programs on a machine that has only Node and git: missing packages are installed first.
 *
 *   node scripts/run.mjs PROGRAM [ARGUMENTS]
 */
import { ensureInstalled, fail, runTypeScript } from './installed.mjs';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) fail('Which program? node scripts/run.mjs PROGRAM [ARGUMENTS]');
ensureInstalled();
process.exitCode = runTypeScript(program, args);
