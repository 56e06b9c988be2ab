import { describe, expect, it, vi } from 'vitest';
import type { NamedCode } from '../../verifier/audits/index.ts';
import {
  auditKeyOf,
  AUDITOR,
  measurementJson,
  signedList,
  signedStatement,
  type Written,
} from '../../verifier/testing/audits/auditor.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { openTestBackground, ORIGIN } from '../testing/test-background.ts';
import { isWarnedOf, measuredIn } from './warned-code.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const CODE: NamedCode = { tee: 'sgx', registers: sgxAttester.reference };
const OTHER: NamedCode = { tee: 'sgx', registers: { MRENCLAVE: 'ee'.repeat(32) } };
const ADDRESS = { url: 'https://auditor.example/list.dsse.json', key: auditKeyOf(AUDITOR) };
const VULNERABLE = { properties: ['TEE_SOURCE_REVIEWED', 'TEE_KNOWN_VULNERABLE'] };

/** Is code that a check measured warned about once the user follows a list with these members? */
async function warnedUnder(members: Written): Promise<boolean> {
  const background = openTestBackground();
  await background.arrive(1);
  const { state } = await background.settled(1);
  const measured = state.at === 'appraised' ? measuredIn(state.result) : null;
  if (measured === null) throw new Error('nothing was measured');
  expect(await isWarnedOf(background.ports, ORIGIN, measured)).toBe(false);
  const bytes = signedList(members);
  background.surroundings.fetchList = () => Promise.resolve({ bytes });
  const { digest } = await background.calls['lists.preview'].run(ADDRESS);
  await background.calls['lists.subscribe'].run({ ...ADDRESS, digest });
  return await isWarnedOf(background.ports, ORIGIN, measured);
}

const denial = (code: NamedCode, severity: string): Written => ({
  deny: [{ measurement: measurementJson(code), severity, since: '2026-11-21T00:00:00Z' }],
});

describe('code of earlier evidence', () => {
  it.each<[string, () => Written | Promise<Written>, boolean]>([
    ['denied by a list', () => denial(CODE, 'failed'), true],
    ['denied with caution', () => denial(CODE, 'caution'), true],
    ['known to be vulnerable', async () => ({ statements: [await signedStatement(CODE, VULNERABLE)] }), true],
    [
      'known to be vulnerable under conditions that nobody can check any more',
      async () => ({ statements: [await signedStatement(CODE, { ...VULNERABLE, constraints: { minIsvsvn: 99 } })] }),
      true,
    ],
    ['reviewed', async () => ({ statements: [await signedStatement(CODE)] }), false],
    ['other than what is denied', () => denial(OTHER, 'failed'), false],
  ])('that is %s is warned of or not, as it is now', async (_, members, warned) => {
    expect(await warnedUnder(await members())).toBe(warned);
  });
});
