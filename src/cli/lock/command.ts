import { parseArgs } from 'node:util';
import { AttesterError, lockedBuild } from '../../attester/index.ts';
import { blockedLines } from '../check/locked.ts';
import { RequestError } from '../request-error.ts';

/** Usage, printed with every error in the arguments. */
export const LOCK_USAGE = `sealmark lock FOLDER [--policy "strict …" | scripts] [--base /PATH/] [--write] [--json]`;

/**
 * The result of locking a build to its own scripts, and what browsers will block; with `--write`, adds the necessary integrity to
 * its pages. @returns 0, or 1 if something will be blocked or cannot be named @throws RequestError for unknown arguments, and for
 * an unreadable folder
 */
export async function lockCommand(words: readonly string[], print: (text: string) => void = console.log): Promise<0 | 1> {
  const { folder, base, policy, write, json } = read(words);
  try {
    const { keys, pages, scripts, blocked } = await lockedBuild(folder, { base, policy, write });
    const sources = keys.find(({ use }) => use === 'script-hashes');
    const named = sources === undefined ? 0 : Buffer.from(sources.key).toString().split(' ').length;
    if (json)
      print(JSON.stringify({ policy, pages: pages.size, scripts: scripts.size, named, blocked: Object.fromEntries(blocked) }));
    else {
      const what = `${String(pages.size)} pages, ${String(scripts.size)} script files, ${String(named)} sources to name (${policy})`;
      print([what, ...[...blocked].flatMap(([page, found]) => [`${page}:`, ...blockedLines(found)])].join('\n'));
    }
    return [...blocked.values()].flat().some(({ certain }) => certain) ? 1 : 0;
  } catch (error) {
    if (error instanceof AttesterError) {
      print(`${error.message} ${error.remedy}`);
      return 1;
    }
    throw error;
  }
}

function read(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        policy: { type: 'string', default: 'strict' },
        base: { type: 'string', default: '/' },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new Error('Name one folder.');
    return { ...values, folder };
  } catch (error) {
    throw new RequestError('bad-request', `${error instanceof Error ? error.message : String(error)}\nusage: ${LOCK_USAGE}`);
  }
}
