const COMMANDS = ['appraise', 'check', 'attest', 'lock', 'doctor', 'replay', 'capture', 'proof', 'audit'];

/** Does the installed program say its version, and how each command is used? @returns what was wrong; null when nothing was */
export function helpOf(sealmark: string, run: (program: string, words: readonly string[]) => string): string | null {
  const silent = COMMANDS.filter((command) => !run(sealmark, [command, '--help']).startsWith(`usage: sealmark ${command} `));
  const version = run(sealmark, ['--version']).trim();
  return silent.length === 0 && /^\d+\.\d+\.\d+$/.test(version) ? null : `${version}; no help of ${silent.join(', ')}`;
}
