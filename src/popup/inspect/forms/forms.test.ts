// Covers: find-evidence.ts, peel.ts, encodings.ts, number-list.ts, string-literal.ts, hex-dump.ts, http-response.ts, markup.ts, tokens.ts, text.ts, inflate.ts, json-members.ts, cbor-members.ts
import { gzipSync } from 'fflate';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samples, text } from '../../../../testing/screens/samples.ts';
import { WRITERS } from '../../../../testing/screens/written-forms.ts';
import { concat, toBase64, toHex } from '../../../verifier/index.ts';
import { look } from '../recognise.ts';

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const json = (value: unknown): Uint8Array => text(JSON.stringify(value));

function utf16(bytes: Uint8Array, isLittle: boolean): Uint8Array {
  const body = [...bytes].flatMap((byte) => (isLittle ? [byte, 0] : [0, byte]));
  return Uint8Array.from([...(isLittle ? [0xff, 0xfe] : [0xfe, 0xff]), ...body]);
}

/** Bare input has to be binary: text that is evidence itself is not unwrapped. */
const evidence = samples.filter(({ name }) => ['sgx', 'tdx', 'snp', 'nitro'].includes(name));

describe.each(WRITERS)('evidence written as %s', (_name, write) => {
  it('is found, byte for byte', () => {
    for (const { attested } of evidence) {
      const { recognised } = look(write(attested.evidence));
      expect(recognised === null ? null : toHex(recognised.evidence.bytes)).toBe(toHex(attested.evidence));
    }
  });
});

describe('wrappings', () => {
  const textual = WRITERS.filter(
    ([name]) =>
      !/^(?:xxd|hexdump|od|C strings|a Buffer|a typed|a fenced|Java|a Rust|a Go|a C array|Node|0x|a list|Format|a Python bytearray)/.test(
        name,
      ),
  );
  const [sgx] = evidence;

  it('are removed one inside the other, in any order', () => {
    if (sgx === undefined) throw new Error('no sample');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...textual), { minLength: 2, maxLength: 3 }), (writers) => {
        const input = writers.reduce((bytes, [, write]) => write(bytes), sgx.attested.evidence);
        fc.pre(input.length < 1 << 20);
        expect(toHex(look(input).recognised?.evidence.bytes ?? new Uint8Array())).toBe(toHex(sgx.attested.evidence));
      }),
      { numRuns: 60 },
    );
  });

  it('of text from Windows are removed, too', () => {
    if (sgx === undefined) throw new Error('no sample');
    const written = text(toBase64(sgx.attested.evidence));
    const forms = [
      utf16(written, true),
      utf16(written, false),
      utf16(written, true).slice(2),
      concat(Uint8Array.of(0xef, 0xbb, 0xbf), written),
    ];
    for (const form of forms) expect(look(form).recognised?.evidence.type).toBe('dcap-quote');
  });

  it('are named, outermost first', () => {
    if (sgx === undefined) throw new Error('no sample');
    const wrapped = text(`HTTP/2 200\n\n${JSON.stringify({ a: { quote: toHex(sgx.attested.evidence) } })}`);
    expect(look(wrapped).recognised?.wrappings).toEqual(['an HTTP answer', 'JSON (a.quote)', 'hexadecimal']);
  });
});

describe('an input that holds more than one piece of evidence', () => {
  const [sgx, tdx] = ['sgx', 'tdx'].map(
    (name) => samples.find((one) => one.name === name)?.attested.evidence ?? new Uint8Array(),
  );
  if (sgx === undefined || tdx === undefined) throw new Error('no samples');

  it('is not guessed at, and its content is named', () => {
    const { recognised, named } = look(json({ one: toHex(sgx), two: toHex(tdx) }));
    expect(recognised).toBeNull();
    expect(named).toMatchObject({ name: 'several', facts: { count: 2 } });
  });

  it('is about the one that appears twice', () => {
    expect(look(json({ quote: toHex(sgx), again: toBase64(sgx) })).recognised?.evidence.bytes).toEqual(sgx);
  });

  it('is about itself, not about the certificate or the machines that it shows', () => {
    expect(look(json({ model_attestations: [{ quote: toHex(tdx) }], quote: toHex(sgx) })).recognised?.evidence.bytes).toEqual(
      sgx,
    );
  });

  it('is not read where a member occurs twice', () => {
    const twice = text(`{"quote":"${toHex(sgx)}","quote":"${toHex(tdx)}"}`);
    expect(look(twice)).toMatchObject({ recognised: null, named: { name: 'json-twice' } });
  });
});

describe('a large input', () => {
  it('stops where gzip unpacks to more than any evidence', () => {
    // Whoever unpacks it to its end finds it damaged there.
    const bomb = gzipSync(new Uint8Array(64 << 20)).slice(0, -20);
    expect(look(bomb).named?.name).toBe('gzip-too-large');
  });

  it('stops where a dump folds many lines into one', () => {
    expect(look(text('00000000 00 00\n*\n3fffffff\n00 00\n')).recognised).toBeNull();
  });

  it('stops at endless nesting', () => {
    let deep = text('00'.repeat(40));
    for (let i = 0; i < 12; i += 1) deep = json([utf8(deep).padEnd(64, '0')]).slice(0, 1 << 19);
    expect(look(deep).recognised).toBeNull();
  });

  const repeated = ['0', '0x', 'a ', ':', '\\x00', '"', "'", '{', '[[', '`', '```\n', '/*', '-----BEGIN A-----\n'];
  // A million characters take a fraction of a second; in quadratic time they would take minutes, and the test its whole time limit.
  it.each([...repeated, '0000 ', 'x', '*\n', '%41', '='])('takes time in proportion to its length, made of %j', (letter) => {
    expect(look(text(letter.repeat(1_000_000 / letter.length))).recognised).toBeNull();
  });
});

describe('text with a character lost', () => {
  const [first] = evidence;
  const bytes = first?.attested.evidence ?? new Uint8Array();

  it('reports half a byte as missing', () => {
    expect(look(text(toHex(bytes).slice(1))).named?.name).toBe('hexadecimal-incomplete');
  });

  it('reports incomplete base64', () => {
    const base64 = toBase64(bytes).replace(/=+$/, '');
    const length = base64.length - ((base64.length + 3) % 4);
    expect(look(text(base64.slice(0, length))).named?.name).toBe('base64-incomplete');
  });
});
