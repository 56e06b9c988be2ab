import { compactOf, concat, u32Of } from '../../src/verifier/substrate/index.ts';
import { fromHex } from '../../src/verifier/bytes/hex.ts';
import { issue, revocationList, selfSigned } from '../../src/verifier/testing/authority.ts';
import { head, int } from '../../src/verifier/testing/cbor-writer.ts';
import { encodeJustification, testVoters } from '../../src/verifier/testing/substrate/finality.ts';
import { octetString, toPem } from '../../src/verifier/testing/der-writer.ts';
import { p256Key } from '../../src/verifier/testing/keys.ts';

/**
 * Inputs that are well-formed in their format and contain as many different things as fit into a quarter of a megabyte: a parser
 * that compares all pairs, or searches from the beginning every time, takes seconds here.
 */
const SIZE = 256 * 1024;

const text = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const KEYS = SIZE / 16;
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const serial = (index: number): Uint8Array => Uint8Array.of(1, index >> 16, index >> 8, index);

const authority = selfSigned({ subject: 'Crowded CA', key: p256Key('crowded'), ca: true });

const crowdedCertificate = issue(authority, {
  subject: 'Crowded leaf',
  key: p256Key('crowded leaf'),
  extensions: many(SIZE / 24, (index) => ({ oid: `2.999.${String(index)}`, value: octetString(serial(index)) })),
}).certificate;

const crowdedList = revocationList(authority, {
  thisUpdate: '2026-01-01T00:00:00Z',
  nextUpdate: '2026-02-01T00:00:00Z',
  revoked: many(SIZE / 24, serial),
});

const member = (index: number): readonly [string, unknown] => [`name-${String(index)}`, index];
const event = (index: number): object => ({
  imr: 3,
  event_type: 134_217_729,
  digest: 'ab'.repeat(48),
  event: `name-${String(index)}`,
  event_payload: '',
});

/** scale-info types, each a tuple of the one after it, the last one of the first. */
function circle(): Uint8Array {
  const count = 16_000;
  const types = many(count, (id) =>
    concat(compactOf(id), Uint8Array.of(0, 0, 4, 4), compactOf((id + 1) % count), Uint8Array.of(0)),
  );
  return concat(u32Of(0x6174656d), Uint8Array.of(15), compactOf(count), ...types, Uint8Array.of(0));
}

function crowdedJustification(): Uint8Array {
  const [voter] = testVoters('crowded', 1);
  if (voter === undefined) return new Uint8Array();
  const votes = many(SIZE / 132, (index) => ({ voter, block: { hash: index.toString(16).padStart(64, '0'), number: 2 } }));
  return encodeJustification({ round: 1, setId: 0, target: { hash: 'ab'.repeat(32), number: 1 }, votes, ancestries: [] });
}

/** Each with a name for the test's report. */
export const CROWDED: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ['a certificate with thousands of extensions', crowdedCertificate],
  ['a list that revokes thousands', crowdedList],
  ['a chain of eight large blocks in PEM', text(toPem('CERTIFICATE', ...many(8, () => new Uint8Array(SIZE / 12))))],
  ['JSON with thousands of members', text(Object.fromEntries(many(SIZE / 20, member)))],
  ['JSON with thousands of items', text(many(SIZE / 8, (index) => index))],
  [
    'JSON with a member twice, at the end',
    text(`{${many(SIZE / 20, (index) => `"name-${String(index)}":0`).join(',')},"name-1":0}`),
  ],
  ['an event log with thousands of events', text(many(SIZE / 190, event))],
  [
    'TCB levels by the hundred',
    text({
      tcbInfo: { tcbLevels: many(SIZE / 60, (index) => ({ tcb: { pcesvn: index }, tcbStatus: 'UpToDate' })) },
      signature: '',
    }),
  ],
  [
    'a CBOR map with thousands of keys',
    joined(head(5, KEYS), ...many(KEYS, (index) => Buffer.concat([int(index + 100_000), int(index)]))),
  ],
  ['a CBOR array with thousands of items', joined(head(4, KEYS), ...many(KEYS, int))],
  ['runtime types in a circle of thousands', circle()],
  ['a justification with thousands of votes', crowdedJustification()],
  ['hex', text('ab'.repeat(SIZE / 2))],
  ['a DER sequence that claims all there is', concat(fromHex('308303ffff', 'head'), new Uint8Array(SIZE))],
];
