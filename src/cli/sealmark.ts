import { parseArgs } from 'node:util';
import { CAPTURE_USAGE, captureCommand } from './capture/command.ts';
import { RequestError } from './request-error.ts';
import { tellReplayed } from './replay/tell.ts';
import { replay } from './replay/replay.ts';

/**
 * The commands of a terminal besides `appraise`:
 *
 *   sealmark replay FOLDER [--json]     a recorded answer of a service, judged as a browser would have at its time
 *   sealmark capture https://HOST[/PATH] [--adapter NAME] [--out FOLDER]     what a site serves now, as such a folder
 *
 * Exit status: 0 when the question was answered, whatever the answer is; 2 when it could not be read.
 */
const REPLAY_USAGE = 'usage: sealmark replay FOLDER [--json]';
const USAGE = `${REPLAY_USAGE}\n${CAPTURE_USAGE}`;

const COMMANDS: Readonly<Record<string, (words: readonly string[]) => Promise<string>>> = {
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
  capture: (words) => captureCommand(words),
};

try {
  const [name = '', ...words] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new RequestError('bad-request', USAGE);
  console.log(await command(words));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
