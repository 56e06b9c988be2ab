import { unlessMalformed, fromHex } from '../../../verifier/index.ts';
import type { Inner } from './piece.ts';

/** Fewer numbers are too likely to be something else. */
const MIN_NUMBERS = 64;
/** How many lists among other text are examined. */
const MAX_LISTS = 16;

/** Bytes written as numbers between brackets, as C, Go, Rust, Java, Python and Node write them. */
export function numberLists(text: string): readonly Inner[] {
  const plain = text.replace(/\/\*[^*]*\*\//g, ' ').replace(/(?:\/\/|#)[^\n]*/g, ' ');
  const lists: Inner[] = [];
  for (const [, inner = ''] of plain.matchAll(/[[({<]([^[\](){}<>]{100,})[\])}>]/g)) {
    const bytes = lists.length < MAX_LISTS ? fromNumbers(inner) : undefined;
    if (bytes !== undefined) lists.push({ bytes, name: 'a list of numbers' });
  }
  const whole = lists.length === 0 ? fromNumbers(plain) : undefined;
  return whole === undefined ? lists : [{ bytes: whole, name: 'a list of numbers' }];
}

/** Numbers separated by commas, semicolons or white space → bytes; undefined where one of them is none. */
function fromNumbers(text: string): Uint8Array | undefined {
  const body = text.replace(/^\s*Buffer(?=\s)/, ' ');
  // Checked as a whole first: splitting every text into words would cost too much.
  if (!/^[\s,;0-9a-fA-FxX_u-]+$/.test(body)) return undefined;
  const tokens = body.split(/[\s,;]+/).filter((token) => token !== '');
  if (tokens.length < MIN_NUMBERS) return undefined;
  return inHex(tokens) ?? inDecimal(tokens);
}

/** Two hexadecimal digits each, or `0x` before one or two. */
function inHex(tokens: readonly string[]): Uint8Array | undefined {
  const isPrefixed = /^0x/i.test(tokens[0] ?? '');
  const pattern = isPrefixed ? /^0x([0-9a-f]{1,2})(?:_?u8)?$/i : /^([0-9a-f]{2})$/i;
  const pairs = tokens.map((token) => pattern.exec(token)?.[1]?.padStart(2, '0'));
  if (pairs.includes(undefined)) return undefined;
  return unlessMalformed(() => fromHex(pairs.join(''), 'a list of numbers'), undefined);
}

/** 0 to 255, or Java's −128 to 127. */
function inDecimal(tokens: readonly string[]): Uint8Array | undefined {
  const numbers = tokens.map((token) => (/^-?\d{1,3}(?:_?u8)?$/.test(token) ? Number.parseInt(token, 10) : 256));
  return numbers.some((number) => number > 255 || number < -128)
    ? undefined
    : Uint8Array.from(numbers, (number) => number & 0xff);
}
