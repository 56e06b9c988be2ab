import type { AttestationResult } from '../verifier/index.ts';
import { answer } from './answer.ts';
import type { Decision } from './decision.ts';
import { APPRAISE_USAGE, appraiseFile } from './file-mode.ts';
import { lines, MAX_LINE_BYTES } from './lines.ts';
import { printable, printError, printLine } from './printable.ts';
import { RequestError, type RefusalCode } from './request-error.ts';
import { idOf, readLine } from './request.ts';

/**
 * The appraiser at a terminal (DESIGN §5).
 *
 *   appraise --jsonl                      one request a line on standard input, one result a line on standard output
 *   appraise [--json] FILE [--type TYPE] [--piece N] [--at TIME] [--collateral FILE] [--add FILE …]     one file as people have it
 *
 * Exit status: 0 when every line was answered, 2 when the input could not be read.
 */

type PrintedAnswer =
  | ({ readonly id: string | null; readonly decision: Decision } & AttestationResult)
  | { readonly id: string | null; readonly error: { readonly code: RefusalCode; readonly message: string } };

async function answerLine(text: string | null): Promise<PrintedAnswer> {
  let id: string | null = null;
  try {
    if (text === null) throw new RequestError('line-too-long', `longer than ${String(MAX_LINE_BYTES)} characters`);
    const request = readLine(text);
    id = idOf(request);
    const { decision, result } = await answer(request);
    return { id, decision, ...result };
  } catch (error) {
    const code = error instanceof RequestError ? error.code : 'internal';
    return { id, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

async function* textOf(stream: NodeJS.ReadStream): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  for await (const chunk of stream) yield String(chunk);
}

async function appraiseLines(): Promise<void> {
  for await (const { text } of lines(textOf(process.stdin))) {
    if (text !== null && text.trim() === '') continue;
    const line = `${printable(JSON.stringify(await answerLine(text)))}\n`;
    if (!process.stdout.write(line)) await new Promise((resume) => process.stdout.once('drain', resume));
  }
}

const HELP: readonly string[] = ['--help', '-h'];

try {
  const words = process.argv.slice(2);
  if (words.length === 1 && words[0] === '--jsonl') await appraiseLines();
  else if (words.some((word) => HELP.includes(word))) printLine(APPRAISE_USAGE);
  else printLine(await appraiseFile(words, Date.now()));
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
