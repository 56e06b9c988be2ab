import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcesAttestation } from './link-header.ts';

const GOOD = '</.well-known/attestation>; rel="attestation"';

describe('announcesAttestation', () => {
  it.each([
    GOOD,
    '</.well-known/attestation>;rel=attestation',
    '</.well-known/attestation> ; rel = "attestation"',
    '</.well-known/attestation>; rel="preload attestation"; as=fetch',
    '</.well-known/attestation>; REL="Attestation"',
    '</.well-known/attestation>; title="a \\"b\\", <c>; rel=no"; rel=attestation',
    '</style.css>; rel=preload; as=style, </.well-known/attestation>; rel=attestation',
    '</.well-known/attestation>; crossorigin; rel=attestation',
  ])('hears %s', (field) => {
    expect(announcesAttestation([field])).toBe(true);
  });

  it.each([
    '',
    '</.well-known/attestation>',
    '</.well-known/attestation>; rel=preload',
    '</.well-known/attestation>; rel="attestations"',
    '</.well-known/attestation>; rel="attestation',
    '/.well-known/attestation; rel=attestation',
    '</.well-known/attestation?x>; rel=attestation',
    '</.well-known/attestation/>; rel=attestation',
    '<.well-known/attestation>; rel=attestation',
    '<https://enclave.test/.well-known/attestation>; rel=attestation',
    '<//other.test/.well-known/attestation>; rel=attestation',
    '</elsewhere>; rel=attestation',
    // RFC 8288 section 3.3: the first rel counts.
    '</.well-known/attestation>; rel=preload; rel=attestation',
    // Section 3.2: a link about another resource.
    '</.well-known/attestation>; anchor="/other"; rel=attestation',
    '</.well-known/attestation>; rel=attestation; anchor="https://other.test/"',
    `${GOOD} junk`,
    `junk ${GOOD}`,
    `${GOOD},`,
    `${GOOD}; =x`,
    `</a>; rel=x${' '.repeat(9000)}, ${GOOD}`,
    Array.from({ length: 100 }, () => '</a>; rel=x').join(', ') + `, ${GOOD}`,
  ])('does not hear %s', (field) => {
    expect(announcesAttestation([field])).toBe(false);
  });

  it('finds one good field among bad ones', () => {
    expect(announcesAttestation(['<broken', GOOD])).toBe(true);
    expect(announcesAttestation([])).toBe(false);
  });

  it('handles any text, and never announces without the path and the relation in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (fields) => {
        if (announcesAttestation(fields)) expect(fields.join()).toContain('/.well-known/attestation');
      }),
    );
  });

  // Where a pattern tries each end for each beginning, fields of this length outlast the test's time limit.
  it.each([`</a>;${' '.repeat(4000)}"${'\\'.repeat(3000)}`, '"'.repeat(8000), '<'.repeat(8000), ';'.repeat(8000)])(
    'comes back from the longest field, however it is written (%#)',
    (field) => {
      expect(announcesAttestation(Array.from({ length: 1000 }, () => field))).toBe(false);
    },
  );
});
