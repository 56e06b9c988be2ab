import { gzipSync } from 'fflate';
import { concat, toBase64, toBase64Url, toHex } from '../../src/verifier/index.ts';
import * as cbor from '../../src/verifier/testing/cbor-writer.ts';
import { text } from './samples.ts';

const pairs = (bytes: Uint8Array): readonly string[] => toHex(bytes).match(/../g) ?? [];
const lines = (words: string, length: number): string =>
  (words.match(new RegExp(`.{1,${String(length)}}`, 'g')) ?? []).join('\n');
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));

/** As `xxd` and `hexdump -C` print it; the second folds repeated lines. */
function dump(bytes: Uint8Array, tool: 'xxd' | 'hexdump -C' | 'hexdump' | 'od -x'): string {
  const printed: string[] = [];
  let previous = '';
  const offset = (at: number): string =>
    tool === 'od -x' ? at.toString(8).padStart(7, '0') : at.toString(16).padStart(tool === 'hexdump' ? 7 : 8, '0');
  for (let at = 0; at < bytes.length; at += 16) {
    const row = pairs(bytes.slice(at, at + 16));
    const words = (row.join('').match(/.{1,4}/g) ?? []).map((word) =>
      tool === 'xxd' ? word : word.padEnd(4, '0').replace(/(..)(..)/, '$2$1'),
    );
    const body = tool === 'hexdump -C' ? `${row.join(' ')}  |${'.'.repeat(row.length)}|` : words.join(' ');
    const isRepeated = body === previous && tool !== 'xxd';
    if (!isRepeated) printed.push(tool === 'xxd' ? `${offset(at)}: ${body}  ${'.'.repeat(row.length)}` : `${offset(at)} ${body}`);
    else if (printed.at(-1) !== '*') printed.push('*');
    previous = body;
  }
  return [...printed, ...(tool === 'xxd' ? [] : [offset(bytes.length)])].join('\n');
}

/** As `od -v -t x1` prints it, nothing but digits, and as PowerShell's `Format-Hex` does. */
function plainDump(bytes: Uint8Array, tool: 'od' | 'Format-Hex'): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const row16 = pairs(bytes.slice(16 * row, 16 * row + 16));
    if (tool === 'od') return `${(16 * row).toString(8).padStart(7, '0')} ${row16.join(' ')}`;
    const columns = row16.join(' ').toUpperCase().padEnd(47);
    return `${(16 * row).toString(16).toUpperCase().padStart(8, '0')}   ${columns}  ${'.é'.repeat(row16.length / 2)}`;
  });
  const whole = [...rows, ...(tool === 'od' ? [bytes.length.toString(8).padStart(7, '0')] : [])];
  return tool === 'od'
    ? whole.join('\n')
    : `           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\r\n\r\n${whole.join('\r\n')}\r\n`;
}

/** Every way of writing bytes, as text or in other bytes, that has to be unwrapped. */
export const WRITERS: readonly (readonly [name: string, write: (bytes: Uint8Array) => Uint8Array])[] = [
  ['hexadecimal', (b) => text(toHex(b))],
  ['upper-case hexadecimal after 0x', (b) => text(`0x${toHex(b).toUpperCase()}\n`)],
  ['hexadecimal, a space between bytes', (b) => text(pairs(b).join(' '))],
  ['hexadecimal, a colon between bytes', (b) => text(pairs(b).join(':'))],
  ['hexadecimal in lines', (b) => text(lines(toHex(b), 60))],
  [
    '0x before each byte',
    (b) =>
      text(
        pairs(b)
          .map((pair) => `0x${pair}`)
          .join(', '),
      ),
  ],
  [
    'a C array',
    (b) =>
      text(
        `static const uint8_t quote[${String(b.length)}] = {\n  ${pairs(b)
          .map((pair) => `0x${pair}`)
          .join(', ')},\n};\n`,
      ),
  ],
  ['a Rust vector of numbers', (b) => text(`let quote: Vec<u8> = vec![${[...b].join(', ')}];`)],
  [
    'a Go literal',
    (b) =>
      text(
        `var quote = []byte{${pairs(b)
          .map((pair) => `0x${pair}`)
          .join(', ')}}`,
      ),
  ],
  ['Java’s signed numbers', (b) => text(`[${[...Int8Array.from(b)].join(', ')}]`)],
  ['Node’s Buffer', (b) => text(`<Buffer ${pairs(b).join(' ')}>`)],
  ['a Buffer in JSON', (b) => json({ type: 'Buffer', data: [...b] })],
  ['a typed array in JSON', (b) => json({ quote: Object.fromEntries([...b].entries()) })],
  [
    'a Python bytes literal',
    (b) =>
      text(
        `b'${pairs(b)
          .map((pair) => `\\x${pair}`)
          .join('')}'`,
      ),
  ],
  [
    'C strings, one a line',
    (b) =>
      text(
        pairs(b)
          .map((pair) => `"\\x${pair}"`)
          .join('\n'),
      ),
  ],
  ['base64', (b) => text(toBase64(b))],
  ['base64 without padding', (b) => text(toBase64(b).replace(/=+$/, ''))],
  ['base64 in lines, CRLF', (b) => text(lines(toBase64(b), 76).replaceAll('\n', '\r\n'))],
  ['base64url', (b) => text(toBase64Url(b))],
  ['a quoted string', (b) => json(toBase64(b))],
  ['single quotation marks', (b) => text(`'${toBase64(b)}'`)],
  ['PEM', (b) => text(`-----BEGIN QUOTE-----\n${lines(toBase64(b), 64)}\n-----END QUOTE-----\n`)],
  ['a data: URL', (b) => text(`data:application/octet-stream;base64,${toBase64(b)}`)],
  ['percent-encoding', (b) => text(encodeURIComponent(toBase64(b) + '='))],
  ['xxd', (b) => text(dump(b, 'xxd'))],
  ['hexdump -C', (b) => text(dump(b, 'hexdump -C'))],
  ['hexdump', (b) => text(dump(b, 'hexdump'))],
  ['od -x', (b) => text(dump(b, 'od -x'))],
  ['od -t x1, no line folded', (b) => text(plainDump(b, 'od'))],
  ['Format-Hex', (b) => text(plainDump(b, 'Format-Hex'))],
  ['a list of decimal texts in JSON', (b) => json({ quote: [...b].map(String) })],
  ['a list of hexadecimal texts in JSON', (b) => json(pairs(b).map((pair) => `0x${pair}`))],
  ['PostgreSQL’s bytea', (b) => text(`\\x${toHex(b)}\n`)],
  [
    'a Python bytearray',
    (b) =>
      text(
        `bytearray(b'${pairs(b)
          .map((pair) => `\\x${pair}`)
          .join('')}')`,
      ),
  ],
  ['gzip', (b) => gzipSync(b, { mtime: '2026-01-01' })],
  ['a fenced block', (b) => text(`Our quote — please look:\n\n\`\`\`text\n${lines(toBase64(b), 80)}\n\`\`\`\n\nThanks!`)],
  ['a label', (b) => text(`Quote: ${toHex(b)}\n`)],
  ['a log', (b) => text(`12:00:01 INFO starting\n12:00:02 INFO quote=${toBase64(b)} ok\n12:00:03 INFO done\n`)],
  ['YAML', (b) => text(`attestation:\n  quote: >-\n    ${lines(toBase64(b), 100).replaceAll('\n', '\n    ')}\n  other: 1\n`)],
  ['JSON', (b) => json({ quote: toHex(b), nonce: 'ab'.repeat(32) })],
  ['JSON in JSON', (b) => json({ data: JSON.stringify({ attestation: { document: toBase64(b) } }) })],
  ['an HTTP answer', (b) => concat(text('HTTP/2 200\r\ncontent-type: application/octet-stream\r\n\r\n'), b)],
  [
    'a redirect and an HTTP answer',
    (b) => concat(text('HTTP/1.1 301 Moved\nLocation: /x\n\nHTTP/1.1 200 OK\n\n'), text(toHex(b))),
  ],
  ['CBOR', (b) => cbor.map([[cbor.text('evidence'), cbor.bytes(b)]])],
  ['tagged CBOR in an array', (b) => cbor.tagged(600, cbor.array(cbor.int(1), cbor.array(cbor.text('x'), cbor.bytes(b))))],
];
