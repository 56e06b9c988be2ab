import type { Inner } from './piece.ts';
import { bytesOf } from './text.ts';

/** Evidence is longer; in characters. */
const MIN_TOKEN_CHARACTERS = 128;
/** More than any pasted log has. */
const MAX_TOKENS = 64;

const isEncoded = (line: string): boolean => /^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(line);

/** Long encoded words in any text: in one piece, in consecutive lines, or byte by byte. */
export function encodedTokens(text: string): readonly Inner[] {
  const { runs, rest } = linesApart(text);
  const words = rest.match(/[A-Za-z0-9+/_-]{128,}={0,2}|(?:[0-9a-fA-F]{2}[ :]){63,}[0-9a-fA-F]{2}/g) ?? [];
  return [...runs, ...words]
    .filter(({ length }) => length >= MIN_TOKEN_CHARACTERS)
    .slice(0, MAX_TOKENS)
    .map((token) => ({ bytes: bytesOf(token), name: 'text' }));
}

/** The few letters of a last line, which a word of plain text would not complete. */
function isShortEnd(run: readonly string[], line: string): boolean {
  if (run.length < 2 || !/^[A-Za-z0-9+/_-]{1,7}={0,2}$/.test(line)) return false;
  const whole = run.join('') + line;
  return whole.length % (/^[0-9a-fA-F]+$/.test(whole) ? 2 : 4) === 0;
}

/** A line without what mail, comments and programs put around a piece of text. */
const bare = (line: string): string =>
  line
    .trim()
    .replace(/^(?:[>|*#]+|\/\/(?=\s))\s*/, '')
    .replace(/^["'`]|["'`][\s+,;.\\)]*$/g, '');

/** Consecutive lines that contain nothing but an encoded word, and everything else. */
function linesApart(text: string): { readonly runs: readonly string[]; readonly rest: string } {
  const runs: string[] = [];
  const rest: string[] = [];
  let run: string[] = [];
  const close = (): void => {
    if (run.length > 1) runs.push(run.join('\n'));
    else rest.push(...run);
    run = [];
  };
  for (const line of text.split(/\r?\n/).map(bare)) {
    const [first = ''] = run;
    // Tools break lines at one length, so a shorter line is the last one.
    if ((run.at(-1)?.length ?? 0) < first.length) close();
    if (isEncoded(line) || isShortEnd(run, line)) run.push(line);
    else {
      close();
      rest.push(line);
    }
  }
  close();
  return { runs, rest: rest.join('\n') };
}
