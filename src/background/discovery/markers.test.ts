import { describe, expect, it } from 'vitest';
import { octetString, oid, sequence } from '../../verifier/testing/der-writer.ts';
import type { AdapterId } from '../api/adapters.ts';
import { adapterOfCertificate, adapterOfFields } from './markers.ts';

describe('a response field', () => {
  it('of Tinfoil names its form', () => {
    expect(adapterOfFields(['date', 'tinfoil-pt', 'vary'])).toBe('tinfoil');
    expect(adapterOfFields(['date', 'x-tinfoil-pt'])).toBeNull();
    expect(adapterOfFields([])).toBeNull();
  });
});

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const extension = (id: string): Uint8Array => sequence(oid(id), octetString(text('evidence')));

describe('a certificate', () => {
  it.each<[string, AdapterId, Uint8Array]>([
    ['Tinfoil’s names', 'tinfoil', text('00abcdefgh.hpke.tinfoil.sh')],
    ['a Nitro document as a name', 'evervault', text('8444a1013822a0591111.cage.example')],
    ['dstack’s quote', 'ra-tls', extension('1.3.6.1.4.1.62397.1.1')],
    ['dstack’s versioned attestation', 'ra-tls', extension('1.3.6.1.4.1.62397.1.8')],
    ['interoperable RA-TLS', 'ra-tls', extension('2.23.133.5.4.9')],
    ['a quote of Gramine', 'ra-tls', extension('1.2.840.113741.1337.6')],
    ['a conceptual message wrapper', 'ra-tls', extension('1.3.6.1.5.5.7.1.35')],
  ])('with %s is of the form %s', (_, adapter, bytes) => {
    expect(adapterOfCertificate(bytes)).toBe(adapter);
  });

  it('with none of them is of none', () => {
    // Netscape's comment; another member of dstack's arc; Intel's PCK extensions; a lookalike of a name.
    for (const bytes of [
      extension('2.16.840.1.113730.1.13'),
      extension('1.3.6.1.4.1.62397.1.2'),
      extension('1.2.840.113741.1.13.1'),
      text('hpke.tinfoil.sh'),
    ])
      expect(adapterOfCertificate(bytes)).toBeNull();
  });

  it('larger than any is not searched', () => {
    expect(adapterOfCertificate(text(`${' '.repeat(64 * 1024)}00.hpke.tinfoil.sh`))).toBeNull();
  });
});
