import { parseArgs } from 'node:util';
import { AttesterError, buildAsLocked, lockedBuild, type BuildAsLocked, type LockedBuild } from '../../attester/index.ts';
import { blockedLines } from '../check/locked.ts';
import { printLine } from '../printable.ts';
import { RequestError } from '../request-error.ts';

/** Usage, printed with every error in the arguments. */
export const LOCK_USAGE = `sealmark lock FOLDER [--policy "strict …" | scripts] [--base /PATH/] [--data-blocks] [--write] [--json]`;

/**
 * The result of locking a build to its own scripts, and what browsers will block; with `--write`, adds the necessary integrity to
 * its pages. @returns 0, or 1 if something will be blocked or cannot be named @throws RequestError for unknown arguments, and for
 * an unreadable folder
 */
export async function lockCommand(words: readonly string[], print: (text: string) => void = printLine): Promise<0 | 1> {
  const { folder, write, json, ...options } = read(words);
  try {
    const { keys, pages, scripts, blocked } = write
      ? await lockedBuild(folder, { ...options, write })
      : withUnmarked(await buildAsLocked(folder, options));
    const { policy } = options;
    const sources = keys.find(({ use }) => use === 'script-hashes');
    const named = sources === undefined ? 0 : Buffer.from(sources.key).toString().split(' ').length;
    if (json)
      print(JSON.stringify({ policy, pages: pages.size, scripts: scripts.size, named, blocked: Object.fromEntries(blocked) }));
    else {
      const what = `${String(pages.size)} pages, ${String(scripts.size)} script files, ${String(named)} sources to name (${policy})`;
      print([what, ...linesByPage(blocked)].join('\n'));
    }
    return [...blocked.values()].flat().some(({ certain }) => certain) ? 1 : 0;
  } catch (error) {
    if (error instanceof AttesterError) {
      const { code, message, remedy } = error;
      print(json ? JSON.stringify({ error: { code, message, remedy } }) : `${message} ${remedy}`);
      return 1;
    }
    throw error;
  }
}

/** The same findings on several pages are listed once. */
function linesByPage(blocked: LockedBuild['blocked']): readonly string[] {
  const pages = new Map<string, string[]>();
  for (const [page, found] of blocked) {
    const lines = blockedLines(found).join('\n');
    pages.set(lines, [...(pages.get(lines) ?? []), page]);
  }
  return [...pages].flatMap(([lines, names]) => [`${names.join(', ')}:`, lines]);
}

/** What `--write` mends is listed with what it does not. */
function withUnmarked(build: BuildAsLocked): LockedBuild {
  const sentence =
    'It is neither plain ASCII nor marked as UTF-8: read as another charset it could be other code. --write marks it.';
  const unmarked = build.unmarked.map((path) => [path, [{ kind: 'charset', sentence, certain: true }]] as const);
  return { ...build, blocked: new Map([...unmarked, ...build.blocked]) };
}

function read(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        policy: { type: 'string', default: 'strict' },
        base: { type: 'string', default: '/' },
        'data-blocks': { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new Error('Name one folder.');
    const { 'data-blocks': dataBlocks, ...rest } = values;
    return { ...rest, dataBlocks, folder };
  } catch (error) {
    throw new RequestError('bad-request', `${error instanceof Error ? error.message : String(error)}\nusage: ${LOCK_USAGE}`);
  }
}
