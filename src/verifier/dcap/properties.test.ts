// Covers: collateral-document.ts, quote.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { makeCase, type Case, type CaseRequest } from '../testing/intel/case.ts';
import { dcapEvidence, endorsementsFor, NOW } from '../testing/intel/appraised.ts';
import { appraiseCase } from '../testing/appraise-case.ts';
import { readCollateralDocument } from './collateral-document.ts';
import { readQuote } from './quote.ts';

const KINDS: readonly (readonly [string, Omit<CaseRequest, 'now'>])[] = [
  ['SGX, version 3', {}],
  ['SGX, version 5', { version: 5 }],
  ['TDX, version 4', { tee: 'tdx', version: 4 }],
  ['TDX 1.5, version 5', { tee: 'tdx', version: 5, td: '1.5' }],
];

/** Hardware and configuration after the appraisal; `threw` would be a bug. */
async function tiers({ evidence, collateral, anchors }: Case): Promise<string> {
  const endorsements = readOrNothing(evidence, collateral);
  const { vector, claims } = await appraiseCase({ evidence: dcapEvidence(evidence), endorsements, anchors, now: NOW });
  return `${vector.hardware} ${claims === null ? 'without' : 'with'} claims`;
}

function readOrNothing(evidence: Uint8Array, collateral: Uint8Array) {
  return unlessMalformed(() => endorsementsFor({ evidence, collateral }), []);
}

const flipped = (bytes: Uint8Array, at: number, mask: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ mask : byte));
const cut = (bytes: Uint8Array, length: number): Uint8Array => bytes.filter((_, index) => index < length);

/** Unsigned in Intel's format (README): the line ends of the PEM and the NUL after it. */
const isUnsigned = (evidence: Uint8Array, at: number): boolean => [0x0a, 0x0d, 0x00].includes(evidence[at] ?? 1);
const chainStart = (evidence: Uint8Array): number => new TextDecoder('latin1').decode(evidence).indexOf('-----BEGIN');

describe.each(KINDS)('an accepted quote of %s', (_, request) => {
  const good = makeCase({ now: NOW, ...request });

  it('is affirming to begin with', async () => {
    expect(await tiers(good)).toBe('affirming with claims');
  });

  it('is never affirming with any signed byte flipped', async () => {
    const start = chainStart(good.evidence);
    const bytes = fc.integer({ min: 0, max: good.evidence.length - 1 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        fc.pre(at < start || !isUnsigned(good.evidence, at));
        expect(await tiers({ ...good, evidence: flipped(good.evidence, at, mask) })).not.toMatch(/affirming/);
      }),
      { numRuns: 150 },
    );
  });

  it('is never affirming when truncated, at any length', async () => {
    for (let length = 0; length < good.evidence.length; length += length < 1600 ? 13 : 97) {
      const tier = await tiers({ ...good, evidence: cut(good.evidence, length) });
      // Even version 3 may lose nothing: its section's length says how much there must be.
      expect(tier, String(length)).toBe('none without claims');
    }
  });

  it('is not affirming with any relevant byte of its collateral flipped', async () => {
    const bytes = fc.integer({ min: 0, max: good.collateral.length - 1 });
    const harmless = new Set<number>();
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 127 }), async (at, mask) => {
        const changed = flipped(good.collateral, at, mask);
        if ((await tiers({ ...good, collateral: changed })).startsWith('affirming')) harmless.add(at);
      }),
      { numRuns: 250 },
    );
    for (const at of harmless) expect(isOutsideSigned(good.collateral, at), snippet(good.collateral, at)).toBe(true);
  });

  it('is never affirming with its collateral truncated', async () => {
    for (let length = 0; length < good.collateral.length; length += 211)
      expect(await tiers({ ...good, collateral: cut(good.collateral, length) })).not.toMatch(/affirming/);
  });
});

const snippet = (bytes: Uint8Array, at: number): string =>
  new TextDecoder().decode(bytes.filter((_, index) => index > at - 20 && index < at + 20));

/** The unused chain of the PCK CRL, hex in the other case, and line ends or labels around certificates. */
function isOutsideSigned(collateral: Uint8Array, at: number): boolean {
  const whole = new TextDecoder().decode(collateral);
  const unused = whole.indexOf('"pck_crl_issuer_chain"');
  const isHexLetter = /[a-f]/.test(whole[at] ?? '');
  const isLineEnd = whole.startsWith('\\n', at) || whole.startsWith('\\n', at - 1);
  return at >= unused || isHexLetter || isLineEnd;
}

describe('parsers', () => {
  it('read arbitrary bytes or throw Malformed', () => {
    for (const read of [readQuote, readCollateralDocument])
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
          try {
            read(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(Malformed);
          }
        }),
        { numRuns: 500 },
      );
  });

  it('read a good quote with any four bytes changed, or throw Malformed', () => {
    const { evidence } = makeCase({ now: NOW, tee: 'tdx', version: 5, td: '1.5' });
    const position = fc.integer({ min: 0, max: evidence.length - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(position, fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(evidence);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          readQuote(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 500 },
    );
  });
});
