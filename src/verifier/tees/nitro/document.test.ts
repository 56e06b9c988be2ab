import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { Malformed } from '../../malformed.ts';
import * as cbor from '../../testing/cbor-writer.ts';
import { appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { anchors, evidenceOf, appraised, now, type Change } from '../../testing/nitro-appraised.ts';
import { NITRO_PCRS, nitroDocument, pcrMap, type PayloadFields } from '../../testing/nitro-document.ts';
import { readDocument } from './document.ts';

const field = (name: string, value: Uint8Array): Change => ({ fields: (fields) => ({ ...fields, [name]: value }) });
const without = (name: string): Change => ({
  fields: (fields): PayloadFields => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)),
});
const pcr = (key: Uint8Array, length = 48): Change =>
  field(
    'pcrs',
    cbor.map([
      [cbor.int(0), cbor.bytes(new Uint8Array(48))],
      [key, cbor.bytes(new Uint8Array(length))],
    ]),
  );
const bytes = (length: number): Uint8Array => cbor.bytes(new Uint8Array(length));

/** Why a document does not read, as `field: why`; undefined when it does. */
function refusal(document: Uint8Array): string | undefined {
  try {
    readDocument(document);
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return `${error.field}: ${error.why}`;
    throw error;
  }
}

describe('a document is malformed', () => {
  const mandatory = ['module_id', 'digest', 'timestamp', 'pcrs', 'certificate', 'cabundle'] as const;

  it.each<[string, Change, string]>([
    ...mandatory.map((name): [string, Change, string] => [`without ${name}`, without(name), `payload.${name}: missing`]),
    ...mandatory.map((name): [string, Change, string] => [`with null for ${name}`, field(name, cbor.nil), `payload.${name}: `]),
    ...mandatory.map((name): [string, Change, string] => [
      `with a boolean for ${name}`,
      field(name, Uint8Array.of(0xf5)),
      `payload.${name}: not`,
    ]),
    ['with an empty module id', field('module_id', cbor.text('')), 'payload.module_id: empty'],
    ['with another digest', field('digest', cbor.text('SHA256')), 'payload.digest: not SHA384'],
    ['with its digest in other letters', field('digest', cbor.text('sha384')), 'payload.digest: not SHA384'],
    ['with timestamp 0', field('timestamp', cbor.int(0)), 'payload.timestamp: no such time'],
    ['with a timestamp before 1970', field('timestamp', cbor.int(-1)), 'payload.timestamp: not'],
    ['with a timestamp that no calendar holds', field('timestamp', cbor.int(2 ** 53 - 1)), 'payload.timestamp: no such time'],
    ['with a timestamp in text', field('timestamp', cbor.text('1')), 'payload.timestamp: not'],
    ['without registers', field('pcrs', cbor.map([])), 'payload.pcrs: no register'],
    ['with register 32', pcr(cbor.int(32)), 'payload.pcrs: index'],
    ['with register −1', pcr(cbor.int(-1)), 'payload.pcrs: index'],
    ['with a register named in text', pcr(cbor.text('1')), 'payload.pcrs: index'],
    ['with a register named __proto__', pcr(cbor.text('__proto__')), 'payload.pcrs: index'],
    ['with a register of 47 bytes', pcr(cbor.int(1), 47), 'payload.pcrs.1: 47 bytes'],
    ['with a register of no bytes', pcr(cbor.int(1), 0), 'payload.pcrs.1: 0 bytes'],
    ['with a register of 65 bytes', pcr(cbor.int(1), 65), 'payload.pcrs.1: 65 bytes'],
    ['with a register twice', pcr(cbor.int(0)), 'payload.pcrs.0: occurs twice'],
    ['with null for a register', field('pcrs', cbor.map([[cbor.int(0), cbor.nil]])), 'payload.pcrs.0: not'],
    ['with both kinds of registers', field('nitrotpm_pcrs', pcrMap(NITRO_PCRS)), 'payload.pcrs: beside'],
    ['with an empty bundle', field('cabundle', cbor.array()), 'payload.cabundle: 0'],
    [
      'with nine certificates',
      field('cabundle', cbor.array(...Array.from({ length: 9 }, () => bytes(9)))),
      'payload.cabundle: 9',
    ],
    ['with an empty certificate', field('certificate', bytes(0)), 'payload.certificate: 0 bytes'],
    ['with a certificate of 1025 bytes', field('certificate', bytes(1025)), 'payload.certificate: 1025 bytes'],
    ['with a certificate that is none', field('certificate', bytes(64)), 'certificate'],
    ['with a bundled certificate that is none', field('cabundle', cbor.array(bytes(64))), 'cabundle[0]'],
    ['with an empty public key', field('public_key', bytes(0)), 'payload.public_key: 0 bytes'],
    ['with a public key of 1025 bytes', field('public_key', bytes(1025)), 'payload.public_key: 1025 bytes'],
    ['with 1025 bytes of user data', field('user_data', bytes(1025)), 'payload.user_data: 1025 bytes'],
    ['with a nonce of 1025 bytes', field('nonce', bytes(1025)), 'payload.nonce: 1025 bytes'],
    ['with text for user data', field('user_data', cbor.text('x')), 'payload.user_data: not'],
    ['with a float', field('extra', Uint8Array.of(0xf9, 0, 0)), 'payload.extra: CBOR float'],
    ['with a field twice', { payload: (payload) => twice(payload) }, 'payload.digest: occurs twice'],
    ['with bytes after the payload', { payload: (payload) => concat(payload, Uint8Array.of(0)) }, 'payload: bytes after'],
    ['with a payload that is no map', { payload: () => cbor.array() }, 'payload: not a map'],
    ['with a payload over 16 KiB', { payload: () => new Uint8Array(16_385) }, 'payload: larger'],
  ])('%s', (_, change, message) => {
    expect(refusal(nitroDocument({ now, ...change }))).toContain(message);
  });

  it('with both kinds of registers or none, whichever is null', () => {
    expect(refusal(nitroDocument({ now, ...field('nitrotpm_pcrs', cbor.nil) }))).toBeUndefined();
    expect(refusal(nitroDocument({ now, ...field('pcrs', cbor.nil) }))).toBe('payload.pcrs: missing');
  });

  it('and then grey, not red: damage proves nothing', async () => {
    const result = await appraised(without('digest'));
    expect(troubles(result)['evidence.well-formed']).toBe('fail');
    expect(result.tier).toBe('none');
    expect(result.claims).toBeNull();
  });
});

/** Adds a second `digest` to a definite map. */
function twice(payload: Uint8Array): Uint8Array {
  const more = concat(payload, cbor.text('digest'), cbor.text('SHA384'));
  more[0] = (payload[0] ?? 0) + 1;
  return more;
}

describe('for any damage', () => {
  const good = nitroDocument({ now, userData: new Uint8Array(64).fill(1), nonce: new Uint8Array(32).fill(2) });

  it('every truncation is malformed', () => {
    for (let length = 0; length < good.length; length += 1) {
      expect(refusal(good.filter((_, index) => index < length)), String(length)).toBeDefined();
    }
  });

  it('no flipped byte is accepted (every fifth here): a document has no unsigned byte', async () => {
    for (let at = 0; at < good.length; at += 5) {
      const flipped = good.with(at, (good[at] ?? 0) ^ (1 + ((at * 37) % 255)));
      const result = await appraiseCase({ evidence: evidenceOf(flipped), anchors, now });
      expect(result.vector.hardware, String(at)).not.toBe('affirming');
      expect(result.claims, String(at)).toBeNull();
    }
  });

  it('throws Malformed or nothing, whatever is put into it', () => {
    const location = fc.record({ at: fc.nat(good.length), drop: fc.nat(8), put: fc.uint8Array({ maxLength: 12 }) });
    fc.assert(
      fc.property(location, ({ at, drop, put }) => {
        const changed = concat(
          good.filter((_, index) => index < at),
          put,
          good.filter((_, index) => index >= at + drop),
        );
        refusal(changed);
      }),
      { numRuns: 2000 },
    );
  });
});
