import { CROWDED } from './crowded.ts';

/** Inputs that are small for what they demand of a careless parser: nesting, false counts, endless repetition. */
const SIZE = 256 * 1024;

const repeated = (pattern: string): Uint8Array => {
  const unit = Uint8Array.from(pattern, (letter) => letter.charCodeAt(0));
  return Uint8Array.from({ length: SIZE }, (_, index) => unit[index % unit.length] ?? 0);
};

/** Each with a name for the test's report. */
export const BOMBS: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ['zeros', repeated('\x00')],
  ['ones', repeated('\xff')],
  ['nested JSON arrays', repeated('[')],
  ['nested JSON objects', repeated('{"a":')],
  ['empty JSON arrays', repeated('[],')],
  ['escapes', repeated('"\\u0041')],
  ['nested DER sequences', repeated('\x30\x84\x00\x03\xff\xf0')],
  ['empty DER sequences', repeated('\x30\x00')],
  ['nested indefinite CBOR arrays', repeated('\x9f')],
  ['nested CBOR arrays of one', repeated('\x81')],
  ['nested CBOR maps', repeated('\xa1\x00')],
  ['CBOR arrays of 2^32 items', repeated('\x9a\xff\xff\xff\xff')],
  ['CBOR strings of 2^53 bytes', repeated('\x5b\x00\x1f\xff\xff\xff\xff\xff\xff')],
  ['CBOR tags', repeated('\xd2')],
  ['SCALE counts of 2^30', repeated('\xfe\xff\xff\xff')],
  ['SCALE counts of many bytes', repeated('\x33\xff\xff\xff')],
  ['PEM headers', repeated('-----BEGIN CERTIFICATE-----\n')],
  ['PEM lines', repeated('-----BEGIN CERTIFICATE-----\nAAAA\n')],
  ['nested XML elements', repeated('<a>')],
  ['XML attributes', repeated(' a="1"')],
  ['XML entities', repeated('&a;')],
  ['empty XML elements', repeated('<a/>')],
  ['line breaks', repeated('\r\n')],
  ['base64', repeated('QUFB')],
  ...CROWDED,
];
