import { describe, expect, it } from 'vitest';
import { suppliedBy } from '../endorsement.ts';
import { revocationList } from '../testing/authority.ts';
import { makeCase, midnight, usualAuthorities } from '../testing/intel/case.ts';
import { endorsementsFor, NOW } from '../testing/intel/appraised.ts';
import { instant, parseRfc3339, type Instant } from '../time.ts';
import { isCurrent } from './currency.ts';
import type { DcapNeed } from './need.ts';

const KINDS: readonly DcapNeed['kind'][] = ['dcap.root-crl', 'dcap.pck-crl', 'dcap.tcb-info', 'dcap.qe-identity'];
const supplied = suppliedBy('site', endorsementsFor(makeCase({ now: NOW })));
const at = (days: number, ms = 0): Instant => instant(parseRfc3339(midnight(NOW, days), 'at') + ms);

describe.each(KINDS)('%s', (kind) => {
  const one = supplied.find(({ need }) => need.kind === kind);
  if (one === undefined) throw new Error('not given');

  it('is current from the first instant of its dates to the last, and not a millisecond beyond', () => {
    const times = [at(-5, -1), at(-5), NOW, at(25), at(25, 1)];
    expect(times.map((time) => isCurrent(one, kind, time))).toEqual([false, true, true, true, false]);
  });

  it('that cannot be read is not current', () => {
    expect(isCurrent({ ...one, bytes: Uint8Array.of(1, 2) }, kind, NOW)).toBe(false);
  });
});

it('a list without an expiry is not current', () => {
  const bytes = revocationList(usualAuthorities().root, { thisUpdate: midnight(NOW, -5), nextUpdate: null });
  expect(isCurrent({ need: { kind: 'dcap.root-crl' }, bytes, from: 'site' }, 'dcap.root-crl', NOW)).toBe(false);
});
