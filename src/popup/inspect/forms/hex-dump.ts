import type { Inner } from './piece.ts';

/** Larger than any input; in bytes. A repeated line is folded into `*`, so a dump can claim more than it contains. */
const MAX_DUMPED_BYTES = 1 << 20;
const MIN_LINES = 3;

type Line = { readonly offset: string; readonly groups: readonly string[] };

/**
 * The output of `xxd`, `hexdump`, `od` and `Format-Hex`: an offset, bytes or words in hexadecimal, possibly the characters. Words without a
 * colon after the offset are in the machine's order, little-endian; repeated lines may be folded into `*`. @returns undefined for
 * any other text, and for a dump whose offsets are not consecutive
 */
export function hexDump(text: string): readonly Inner[] | undefined {
  const lines = dumpLines(text);
  if (lines === undefined) return undefined;
  const isWords = lines.some((line) => line !== '*' && line.groups.some(({ length }) => length > 2));
  const isXxd = text.includes(':');
  const orders = !isWords ? ([false] as const) : isXxd ? ([false, true] as const) : ([true] as const);
  const inner = orders.flatMap((swapped): readonly Inner[] => {
    const bytes = assembled(lines, 16, swapped) ?? assembled(lines, 8, swapped);
    return bytes === undefined ? [] : [{ bytes, name: 'a hex dump' }];
  });
  return inner.length === 0 ? undefined : inner;
}

/** The lines of the dump, without the surrounding text; undefined where there is none, or it is interrupted. */
function dumpLines(text: string): readonly (Line | '*')[] | undefined {
  const lines = text.split(/\r?\n/).map(readLine);
  const first = lines.findIndex((line) => typeof line === 'object');
  const last = lines.findLastIndex((line) => typeof line === 'object');
  const within = lines.slice(first, last + 1).filter((line) => line !== 'empty');
  const dumped = within.filter((line) => line !== 'other');
  if (first < 0 || dumped.length < MIN_LINES || dumped.length !== within.length) return undefined;
  return dumped;
}

function readLine(text: string): Line | '*' | 'empty' | 'other' {
  const line = text.trim();
  if (line === '') return 'empty';
  if (line === '*') return '*';
  const [, offset, colon, rest] = /^([0-9a-fA-F]{4,16})(:?)(?:\s+(\S.*))?$/.exec(line) ?? [];
  if (offset === undefined) return 'other';
  const columns = columnsOf(rest ?? '', colon === ':').find((one) => COLUMNS.test(one));
  if (columns === undefined) return 'other';
  return { offset, groups: columns === '' ? [] : columns.split(/\s+/) };
}

const COLUMNS = /^(?:[0-9a-fA-F]{2}|[0-9a-fA-F]{4}|[0-9a-fA-F]{8})?(?:\s+(?:[0-9a-fA-F]{2}|[0-9a-fA-F]{4}|[0-9a-fA-F]{8}))*$/;

/** What may be the bytes of a line; PowerShell's `Format-Hex` puts the characters after two spaces, without a colon. */
const columnsOf = (rest: string, isXxd: boolean): readonly string[] => [
  withoutCharacters(rest, isXxd),
  withoutCharacters(rest, true),
];

/** `hexdump -C` puts the characters between bars, `od -z` between angle brackets, `xxd` after two spaces. */
function withoutCharacters(rest: string, isXxd: boolean): string {
  const column = isXxd ? / {2}/.exec(rest) : /\s+[|>]/.exec(rest);
  return (column === null ? rest : rest.slice(0, column.index)).trim();
}

/** The bytes, every offset compared with the count so far; undefined where they differ. */
function assembled(lines: readonly (Line | '*')[], radix: 8 | 16, isSwapped: boolean): Uint8Array | undefined {
  const [head] = lines;
  if (typeof head !== 'object') return undefined;
  const base = Number.parseInt(head.offset, radix);
  const bytes: number[] = [];
  let previous: readonly number[] = [];
  let isFolded = false;
  for (const line of lines) {
    if (line === '*') {
      isFolded = true;
      continue;
    }
    const at = Number.parseInt(line.offset, radix) - base;
    if (!Number.isSafeInteger(at) || at > MAX_DUMPED_BYTES) return undefined;
    while (isFolded && previous.length > 0 && bytes.length < at) bytes.push(...previous);
    isFolded = false;
    // The final line, which only states the length, removes the zero with which od and hexdump complete a word.
    if (line.groups.length === 0 && at === bytes.length - 1) bytes.pop();
    if (at !== bytes.length) return undefined;
    previous = line.groups.flatMap((group) => bytesOfGroup(group, isSwapped));
    bytes.push(...previous);
  }
  return Uint8Array.from(bytes);
}

function bytesOfGroup(group: string, isSwapped: boolean): readonly number[] {
  const pairs = (group.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return isSwapped ? pairs.toReversed() : pairs;
}
