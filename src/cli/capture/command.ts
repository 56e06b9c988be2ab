import { parseArgs } from 'node:util';
import { ADAPTER_IDS, type AdapterId } from '../../background/api/adapters.ts';
import { RequestError } from '../request-error.ts';
import { capture, SURROUNDINGS, type Captured, type Surroundings } from './capture.ts';
import { writeCapture } from './write.ts';

/** Usage, printed with every error in the arguments. */
export const CAPTURE_USAGE = 'usage: sealmark capture https://HOST[/PATH] [--adapter NAME] [--out FOLDER]';

/**
 * `capture URL [--adapter NAME] [--out FOLDER]`: saves what a site serves as a folder that `replay` reads. @returns what to print
 * @throws RequestError for an invalid command line, an existing folder, and a site that did not respond
 */
export async function captureCommand(words: readonly string[], surroundings: Surroundings = SURROUNDINGS): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { adapter: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  });
  const [address, ...others] = positionals;
  if (address === undefined || others.length > 0 || !URL.canParse(address)) throw new RequestError('bad-request', CAPTURE_USAGE);
  const url = new URL(address);
  if (url.protocol !== 'https:') throw new RequestError('bad-request', `${CAPTURE_USAGE}: https only`);
  const captured = await capture(url, values.adapter === undefined ? null : adapterId(values.adapter), surroundings);
  if (captured.answers.length === 0) throw new RequestError('file-unreadable', `${url.origin} did not answer`);
  const folder = values.out ?? `${url.hostname}_${captured.capturedAt.slice(0, 19).replace(/\D/g, '')}`;
  try {
    await writeCapture(captured, folder);
  } catch (error) {
    throw new RequestError('file-unreadable', error instanceof Error ? error.message : `cannot write ${folder}`);
  }
  return told(captured, folder);
}

function adapterId(word: string): AdapterId {
  const found = ADAPTER_IDS.find((id) => id === word);
  if (found === undefined) throw new RequestError('bad-request', `--adapter: not one of ${ADAPTER_IDS.join(', ')}`);
  return found;
}

function told({ answers, unanswered }: Captured, folder: string): string {
  return [
    `saved ${String(answers.length)} answers in ${folder}`,
    ...answers.map(
      ({ url, status, body }) =>
        `  ${String(status)} ${new URL(url).host}${new URL(url).pathname} (${String(body.length)} bytes)`,
    ),
    ...unanswered.map((url) => `  no answer from ${new URL(url).host}${new URL(url).pathname}`),
    'Cookies, tokens and query strings are redacted; bodies are kept as they came. Look through them before you share the folder.',
  ].join('\n');
}
