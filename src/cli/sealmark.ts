#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { auditCommand } from './audit/command.ts';
import { AuditRefused } from './audit/refused.ts';
import { APPRAISE_USAGE } from './file-mode.ts';
import { CAPTURE_USAGE, captureCommand } from './capture/command.ts';
import { check, CHECK_USAGE } from './check/command.ts';
import { PROOF_USAGE, proofCommand } from './proof/command.ts';
import { attest, ATTEST_USAGE } from './attest/command.ts';
import { doctor, DOCTOR_USAGE } from './doctor/command.ts';
import { LOCK_USAGE, lockCommand } from './lock/command.ts';
import { printError, printLine } from './printable.ts';
import { RequestError } from './request-error.ts';
import { tellReplayed } from './replay/tell.ts';
import { replay } from './replay/replay.ts';

/**
 * One program for everything that is done at a terminal:
 *
 *   sealmark appraise …                 evidence in files (DESIGN §5)
 *   sealmark attest serve|key …         the evidence of a service beside a web server that is not Node's; its key and certificate
 *   sealmark doctor …                   what stands between a machine and a good mark, from the inside
 *   sealmark check https://HOST …       what a visitor's browser will say of a site, from any machine
 *   sealmark lock FOLDER …              what a build gives whose pages are locked to its scripts (docs/operators/lock-your-page.md)
 *   sealmark replay FOLDER [--json]     a recorded answer of a service, judged as a browser would have at its time
 *   sealmark proof FILE …               what a publisher signed (docs/PUBLISHERS.md)
 *   sealmark capture https://HOST[/PATH] [--adapter NAME] [--out FOLDER]     what a site serves now, as such a folder
 *   sealmark audit init|sign|verify|list|key …     audit statements and lists of them (`audit --help`, docs/AUDITS.md)
 *   sealmark [COMMAND] --help, sealmark --version
 *
 * Exit status: 0 when the question was answered, whatever the answer is; 2 when it could not be read. Of `check`, `lock`, `attest` and `doctor`:
 * 1 where something is wrong; of `check`: 3 where it could not be checked. Of `proof`: 1 where it does not hold. Of `audit`: 1 when
 * readers would refuse a statement or list.
 */
const REPLAY_USAGE = 'usage: sealmark replay FOLDER [--json]';
const USAGES: Readonly<Record<string, string>> = {
  appraise: APPRAISE_USAGE.replace('usage: ', 'usage: sealmark '),
  check: `usage: ${CHECK_USAGE}`,
  attest: `usage: ${ATTEST_USAGE}`,
  lock: `usage: ${LOCK_USAGE}`,
  doctor: `usage: ${DOCTOR_USAGE}`,
  replay: REPLAY_USAGE,
  capture: CAPTURE_USAGE,
  proof: `usage: ${PROOF_USAGE}`,
  audit: 'usage: sealmark audit --help',
};
const USAGE = [
  'Remote attestation that anyone can check. README.md beside this program says what each command does.',
  ...Object.values(USAGES),
].join('\n');
/** Has a help of its own. */
const OWN_HELP: readonly string[] = ['audit'];

/** Gives what to print, or its exit status when it has printed by itself. */
type Command = (words: readonly string[]) => Promise<string | number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  async appraise() {
    // A program of its own, which reads the words after its name.
    process.argv.splice(2, 1);
    await import('./appraise.ts');
    return Number(process.exitCode ?? 0);
  },
  attest: (words) => attest(words),
  check: (words) => check(words),
  doctor: (words) => doctor(words),
  lock: (words) => lockCommand(words),
  async replay(words) {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new RequestError('bad-request', REPLAY_USAGE);
    const replayed = await replay(folder);
    return values.json === true ? JSON.stringify(replayed) : tellReplayed(replayed);
  },
  proof: (words) => proofCommand(words, Date.now()),
  capture: (words) => captureCommand(words),
  audit: auditCommand,
  async help([name = '']) {
    if (OWN_HELP.includes(name)) return await auditCommand(['--help']);
    return Object.hasOwn(USAGES, name) ? (USAGES[name] ?? USAGE) : USAGE;
  },
  version: async () => versionIn(await readFile(new URL('./package.json', import.meta.url), 'utf8')),
};

const HELP: readonly string[] = ['--help', '-h'];

/** The version in the package's own description. */
function versionIn(text: string): string {
  const description: unknown = JSON.parse(text);
  return typeof description === 'object' && description !== null && 'version' in description ? String(description.version) : '';
}

try {
  const [first = '', ...words] = process.argv.slice(2);
  const asksForHelp = !OWN_HELP.includes(first) && words.some((word) => HELP.includes(word));
  const name = HELP.includes(first) ? 'help' : first === '--version' ? 'version' : first;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new RequestError('bad-request', USAGE);
  const answer = asksForHelp ? (USAGES[name] ?? USAGE) : await command(words);
  if (typeof answer === 'string') printLine(answer);
  else process.exitCode = answer;
} catch (error) {
  printError(error);
  process.exitCode = error instanceof AuditRefused ? 1 : 2;
}
