import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../bytes/base64.ts';
import { ACCELERATOR_EVIDENCE, EVIDENCE_TYPES, type Evidence } from '../evidence.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { readBinding, writeBinding } from './binding-json.ts';
import type { Binding } from './binding.ts';
import type { AttestedKey } from './commitment.ts';
import { MAX_DOCUMENT_BYTES, readDocument, type EndorsementDocument, type SiteDocument } from './document.ts';
import { readExecution, writeExecution } from './execution.ts';
import { ENDORSEMENT_MEDIA_TYPE, evidenceMediaType, evidenceTypeOf } from './media-types.ts';
import { toCollection, writeDocument } from './write-document.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const bytes = fc.uint8Array({ maxLength: 40 });
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
const key: fc.Arbitrary<AttestedKey> = fc.oneof(
  fc.record({ use: fc.constantFrom('tls', 'http-signature', 'challenge'), key: bytes }),
  fc.record({ use: fc.constantFrom('registry', 'accelerators'), key: digest }),
);
const binding: fc.Arbitrary<Binding> = fc.record({
  layout: fc.constant('sealmark-1'),
  origin: fc.string({ unit: 'grapheme', maxLength: 40 }),
  nonce: fc.oneof(digest, fc.constant(new Uint8Array())),
  keys: fc.array(key, { maxLength: 64 }),
});
const parameters = fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,39}$/), fc.string({ maxLength: 20 }), { maxKeys: 3 });
const ofService = EVIDENCE_TYPES.filter((type) => !ACCELERATOR_EVIDENCE.some((one) => one === type));
const evidence: fc.Arbitrary<Evidence> = fc.record({ type: fc.constantFrom(...ofService), bytes, parameters });
const gpu: fc.Arbitrary<Evidence> = fc.record({
  type: fc.constantFrom(...ACCELERATOR_EVIDENCE),
  bytes,
  parameters: fc.constant({}),
});
const endorsement: fc.Arbitrary<EndorsementDocument> = fc.record({
  mediaType: fc.constantFrom(...Object.values(ENDORSEMENT_MEDIA_TYPE), 'text/plain'),
  bytes,
});
const natural = fc.nat(Number.MAX_SAFE_INTEGER);
const nullable = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(some, { nil: null });
const document: fc.Arbitrary<SiteDocument> = fc.record({
  evidence,
  binding: nullable(binding),
  accelerators: nullable(gpu),
  challenge: nullable(bytes),
  endorsements: fc.array(endorsement, { maxLength: 20 }),
  registered: nullable(evidence),
  execution: nullable(fc.record({ block: natural, index: natural })),
});

/** Reads, or throws the one typed error; any other exception fails the property. */
function readOrMalformed(read: () => unknown): 'read' | 'malformed' {
  return unlessMalformed(() => {
    read();
    return 'read';
  }, 'malformed');
}

const GOOD: SiteDocument = {
  evidence: { type: 'ias-report', bytes: text('report'), parameters: { signature: 'a/b+c==' } },
  binding: {
    layout: 'sealmark-1',
    origin: 'https://enclave.test',
    nonce: new Uint8Array(32).fill(7),
    keys: [{ use: 'tls', key: text('spki') }],
  },
  accelerators: { type: 'nvidia-gpu-evidence', bytes: text('[]'), parameters: {} },
  challenge: text('signature'),
  endorsements: [{ mediaType: ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes: text('{}') }],
  registered: { type: 'dcap-quote', bytes: text('quote'), parameters: {} },
  execution: { block: 7, index: 2 },
};

describe('an attestation document', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(document, (one) => {
        expect(readDocument(writeDocument(one))).toEqual(one);
      }),
    );
  });

  it('has the members that PROTOCOL.md names, in its words', () => {
    expect(toCollection(GOOD)).toEqual({
      __cmwc_t: 'tag:sealmark.dev,2026:site-attestation#1',
      evidence: ['application/vnd.sealmark.ias-report; signature="a/b+c=="', toBase64Url(text('report')), 4],
      binding: [
        'application/vnd.sealmark.binding+json',
        toBase64Url(
          text(
            JSON.stringify({
              layout: 'sealmark-1',
              origin: 'https://enclave.test',
              nonce: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc',
              keys: [{ use: 'tls', spki: 'c3BraQ' }],
            }),
          ),
        ),
        4,
      ],
      challenge: ['application/vnd.sealmark.challenge', toBase64Url(text('signature')), 4],
      endorsements: ['application/vnd.sealmark.dcap-collateral+json', toBase64Url(text('{}')), 2],
      execution: ['application/vnd.sealmark.execution+json', toBase64Url(text('{"block":7,"event":2}')), 4],
      registered: ['application/vnd.sealmark.dcap-quote', toBase64Url(text('quote')), 4],
      accelerators: ['application/vnd.sealmark.nvidia-gpu-evidence', toBase64Url(text('[]')), 4],
    });
  });

  it('is read with as much beside its evidence as services send: half a megabyte, and no more than its cap', () => {
    const endorsements = [{ mediaType: 'text/plain', bytes: new Uint8Array(500 * 1024) }];
    const written = writeDocument({ ...GOOD, endorsements });
    expect(written.length).toBeGreaterThan(600 * 1024);
    const sent = (whole: Uint8Array) => readDocument(whole).endorsements.map((one) => one.bytes.length);
    expect(sent(written)).toEqual([500 * 1024]);
    const padded = (length: number): Uint8Array => {
      const whole = new Uint8Array(length).fill(0x20);
      whole.set(written);
      return whole;
    };
    expect(sent(padded(MAX_DOCUMENT_BYTES))).toEqual([500 * 1024]);
    expect(() => readDocument(padded(MAX_DOCUMENT_BYTES + 1))).toThrow(Malformed);
  });

  it('that no visitor would read is not written', () => {
    const endorsements = Array.from({ length: 32 }, () => ({ mediaType: 'text/plain', bytes: text('') }));
    expect(() => writeDocument({ ...GOOD, endorsements })).toThrow(RangeError);
    expect(() => writeDocument({ ...GOOD, challenge: new Uint8Array(MAX_DOCUMENT_BYTES) })).toThrow(RangeError);
    const parameters = { signature: 'two\nlines' };
    expect(() => writeDocument({ ...GOOD, evidence: { ...GOOD.evidence, parameters } })).toThrow(RangeError);
    expect(() => writeDocument({ ...GOOD, evidence: { ...GOOD.evidence, parameters: { Upper: '' } } })).toThrow(RangeError);
  });
});

describe('anything but an attestation document is Malformed and nothing else', () => {
  it('for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(readOrMalformed(() => readDocument(any))).toBe('malformed');
      }),
    );
  });

  it('for any JSON, by itself and in place of each member', () => {
    const members = Object.keys(toCollection(GOOD));
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...members), (value, name) => {
        expect(readOrMalformed(() => readDocument(text(JSON.stringify(value))))).toBe('malformed');
        const changed = { ...toCollection(GOOD), [name]: value };
        readOrMalformed(() => readDocument(text(JSON.stringify(changed))));
      }),
    );
  });

  it('for a good document, truncated or with any bytes changed', () => {
    const good = writeDocument(GOOD);
    for (let length = 0; length < good.length; length += 1)
      expect(readOrMalformed(() => readDocument(good.slice(0, length)))).toBe('malformed');
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = Uint8Array.from(good);
        for (const [at, byte] of changes) changed[at] = byte;
        readOrMalformed(() => readDocument(changed));
      }),
      { numRuns: 1000 },
    );
  });

  it('for any bytes or JSON where a binding or an execution pointer belongs', () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.jsonValue().map((value) => text(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(any, (value) => {
        expect(readOrMalformed(() => readBinding(value))).toBe('malformed');
        expect(readOrMalformed(() => readExecution(value))).toBe('malformed');
      }),
    );
  });
});

describe('the parts of a document', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(binding, natural, natural, (one, block, index) => {
        expect(readBinding(writeBinding(one))).toEqual(one);
        expect(readExecution(writeExecution({ block, index }))).toEqual({ block, index });
      }),
    );
  });

  it('know each kind of evidence by its media type', () => {
    for (const type of EVIDENCE_TYPES) expect(evidenceTypeOf(evidenceMediaType(type))).toBe(type);
    for (const other of ['dcap-quote', 'application/dcap-quote', 'application/vnd.sealmark.', ENDORSEMENT_MEDIA_TYPE.nvidiaGpu])
      expect(evidenceTypeOf(other)).toBeUndefined();
  });
});
