// Covers: list-handlers.ts, ../state/measured-code.ts, ../lists/decision-on.ts
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
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const ADDRESS = { url: 'https://auditor.example/list.dsse.json', key: auditKeyOf(AUDITOR) };
const CODE: NamedCode = { tee: 'sgx', registers: sgxAttester.reference };
const DENIED = { measurement: measurementJson(CODE), severity: 'failed', since: '2026-11-21T00:00:00Z' };

function serve(background: TestBackground, members: Written): void {
  const bytes = signedList(members);
  background.surroundings.fetchList = () => Promise.resolve({ bytes });
}

describe('code that one of our own pages measured', () => {
  it('is decided over as on a site: reviewed, denied, or unknown to everybody', async () => {
    const background = openTestBackground();
    serve(background, { statements: [await signedStatement(CODE)] });
    await background.arrive(TAB);
    const { state } = await background.settled(TAB);
    const { tee, claims } = state.at === 'appraised' ? state.result : { tee: null, claims: null };
    const about = async () => {
      const call = background.calls['lists.about'];
      // As it comes from a page.
      return await call.run(call.read(JSON.parse(JSON.stringify({ tee, claims, vouchedBy: [] }))));
    };
    expect(await about()).toMatchObject({ decision: { outcome: 'unknown' }, references: [] });
    const { digest } = await background.calls['lists.preview'].run(ADDRESS);
    await background.calls['lists.subscribe'].run({ ...ADDRESS, digest });
    expect(await about()).toMatchObject({ decision: { outcome: 'reviewed' }, references: [{ strength: 'sufficient' }] });
    serve(background, { version: 2, deny: [DENIED] });
    await background.calls['lists.refresh'].run({ id: null });
    expect(await about()).toMatchObject({ decision: { outcome: 'denied' }, references: [{ strength: 'denied' }] });
  });

  it.each([null, {}, { tee: 'sgx', claims: { measurements: [{ register: 'X Y', value: 'zz' }] }, vouchedBy: [] }])(
    'is nothing that does not fit: %j',
    (ask) => {
      expect(() => openTestBackground().calls['lists.about'].read(ask)).toThrow();
    },
  );
});
