import { fileURLToPath } from 'node:url';
import { openHarness } from '../../testing/browser-harness.ts';
import { AUDITOR, auditKeyOf, signedList, signedStatement } from '../../src/verifier/testing/audits/auditor.ts';
import { claimsOfCode, followedList, statementOf } from '../../src/verifier/testing/audits/followed.ts';
import { instant } from '../../src/verifier/index.ts';
import type { Score } from './compare.ts';
import { atMost, type Measurement } from './row.ts';
import type { ListRequest, LookUpRequest } from './tasks.ts';
import { pack } from './wire.ts';

const ROUNDS = 9;
const TASKS = fileURLToPath(new URL('tasks.ts', import.meta.url));

/** As many as one list may contain. */
const FOLLOWED = 5000;
const LISTED = 500;

/** Codes by number. */
const mrEnclave = (number: number): string => (number + 1).toString(16).padStart(64, '0');

async function listOf(count: number): Promise<Uint8Array> {
  const codes = Array.from(
    { length: count },
    (_, number) => ({ tee: 'sgx', registers: { MRENCLAVE: mrEnclave(number) } }) as const,
  );
  return signedList({ statements: await Promise.all(codes.map((code) => signedStatement(code))) });
}

/** The cost of following auditors, in Chromium's worker. */
export const audits: Measurement = {
  names: ['audits.'],
  async *measure(wanted) {
    const names = { match: 'audits.match.chromium', list: 'audits.list.chromium' } as const;
    if (!Object.values(names).some(wanted)) return;
    const harness = await openHarness('chromium', TASKS);
    try {
      if (wanted(names.match)) {
        const statements = Array.from({ length: FOLLOWED }, (_, number) =>
          statementOf({ registers: { MRENCLAVE: mrEnclave(number) }, digest: mrEnclave(number) }),
        );
        const claims = claimsOfCode({ measurements: [{ register: 'MRENCLAVE', value: mrEnclave(4321) }] });
        const lookUp = { tee: 'sgx', claims, origin: null, now: instant(1_796_000_000_000) };
        const request: LookUpRequest = { list: followedList({ statements }), lookUp, rounds: ROUNDS };
        yield atMost(
          names.match,
          await harness.run<number>('worker', 'lookUp', pack(request)),
          1,
          `ms: a measurement among ${String(FOLLOWED)} statements, and the decision`,
        );
      }
      if (wanted(names.list)) {
        const request: ListRequest = { list: await listOf(LISTED), key: auditKeyOf(AUDITOR), rounds: ROUNDS };
        const scores = await harness.run<readonly Score[]>('worker', 'list', pack(request));
        const ours = scores.find(({ name }) => name === 'ours');
        yield atMost(
          names.list,
          ours?.ratio ?? Number.NaN,
          1.3,
          `× the bare checks of ${String(LISTED + 1)} signatures (${(ours?.milliseconds ?? Number.NaN).toFixed(0)} ms)`,
        );
      }
    } finally {
      await harness.close();
    }
  },
};
