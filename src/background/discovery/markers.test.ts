import { describe, expect, it } from 'vitest';
import { implicit, octetString, oid, sequence } from '../../verifier/testing/der-writer.ts';
import { adapters } from '../../verifier/protocol/adapters/index.ts';
import { MARKERS } from '../../verifier/protocol/index.ts';
import { ADAPTER_IDS } from '../api/adapters.ts';
import { adapterOfCertificate, adapterOfFields, isRead } from './markers.ts';

describe('a form that is read', () => {
  it('is our own, or one that has an adapter', () => {
    const read = ADAPTER_IDS.filter(isRead);
    expect(read).toContain('sealmark');
    expect(read).toContain('tinfoil');
    for (const id of read) expect(id === 'sealmark' || adapters.some((one) => one.id === id)).toBe(true);
    expect(isRead('toString' as 'sealmark')).toBe(false);
  });
});

describe('a response field', () => {
  it('of Tinfoil names its form', () => {
    expect(adapterOfFields(['date', 'tinfoil-pt', 'vary'])).toBe('tinfoil');
    expect(adapterOfFields(['date', 'x-tinfoil-pt'])).toBeNull();
    expect(adapterOfFields([])).toBeNull();
  });
});

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const names = (...all: readonly string[]): Uint8Array => sequence(...all.map((name) => implicit(2, text(name))));
const extension = (id: string): Uint8Array => sequence(oid(id), octetString(text('evidence')));
const TINFOIL = '00abcdefgh.hpke.tinfoil.sh';

describe('a certificate', () => {
  it.each([
    ['a name of Tinfoil’s', names('enclave.test', TINFOIL)],
    ['one that another extension follows', sequence(sequence(oid('2.5.29.17'), octetString(names(TINFOIL))), extension('1.2.3'))],
    ['one whose length is written in two bytes', names('a.test', `00${'a'.repeat(130)}.hpke.tinfoil.sh`)],
  ])('with %s is of that form', (_, bytes) => {
    expect(adapterOfCertificate(bytes)).toBe('tinfoil');
  });

  it('with an extension that belongs to a form is of that form', () => {
    for (const [id, { extensions = [] }] of Object.entries(MARKERS))
      for (const dotted of extensions) expect(adapterOfCertificate(extension(dotted))).toBe(id);
  });

  it('with none of them is of no form', () => {
    for (const bytes of [
      names('hpke.tinfoil.sh', `${TINFOIL}.evil.test`, `x-${TINFOIL}`),
      text(TINFOIL),
      // Netscape's comment; another member of dstack's arc; Intel's PCK extensions.
      extension('2.16.840.1.113730.1.13'),
      extension('1.3.6.1.4.1.62397.1.2'),
      extension('1.2.840.113741.1.13.1'),
    ])
      expect(adapterOfCertificate(bytes)).toBeNull();
  });

  it('larger than any real one is not searched', () => {
    expect(adapterOfCertificate(sequence(octetString(new Uint8Array(64 * 1024)), names(TINFOIL)))).toBeNull();
  });
});
