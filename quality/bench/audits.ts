import { AUDITOR, auditKeyOf, signedList, signedStatement } from '../../src/verifier/testing/audits/auditor.ts';
import { claimsOfCode, followedList, statementOf } from '../../src/verifier/testing/audits/followed.ts';
import { instant } from '../../src/verifier/index.ts';
import type { Score } from './compare.ts';
import { intervalOf, written } from './interval.ts';
import { atMost, type Measurement, type Row } from './row.ts';
import type { ListRequest } from './list-task.ts';
import type { LookUpRequest } from './tasks.ts';
import { openTasks, WHERE, type Run, type Where } from './where.ts';
import { pack } from './wire.ts';

const ROUNDS = 15;

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

const MATCH = 'audits.match.chromium';
const listIn = (where: Where): string => `audits.list.${where}`;

async function matched(run: Run): Promise<Row> {
  const statements = Array.from({ length: FOLLOWED }, (_, number) =>
    statementOf({ registers: { MRENCLAVE: mrEnclave(number) }, digest: mrEnclave(number) }),
  );
  const claims = claimsOfCode({ measurements: [{ register: 'MRENCLAVE', value: mrEnclave(4321) }] });
  const lookUp = { tee: 'sgx', claims, origin: null, now: instant(1_796_000_000_000) };
  const request: LookUpRequest = { list: followedList({ statements }), lookUp, rounds: ROUNDS };
  const note = `ms: a measurement among ${String(FOLLOWED)} statements, and the decision`;
  return atMost(MATCH, await run<number>('lookUp', pack(request)), 1, note);
}

/**
 * Chromium computes WebCrypto on the thread that asks, so nothing can be done meanwhile: what the platform alone takes for
 * decoding, digests and JSON is a lower limit there, which the note gives as well.
 */
async function verified(where: Where, run: Run): Promise<Row> {
  const request: ListRequest = { list: await listOf(LISTED), key: auditKeyOf(AUDITOR), rounds: ROUNDS };
  const [bare, ours, platform] = await run<readonly Score[]>('list', pack(request));
  const ms = (score: Score | undefined): string => `${(score?.milliseconds ?? Number.NaN).toFixed(0)} ms`;
  const interval = (score: Score | undefined): string => written(intervalOf(score?.ratios ?? []));
  const signatures = `× the bare checks of ${String(LISTED + 1)} signatures, ${interval(ours)}: ${ms(ours)} over ${ms(bare)}`;
  const note = `${signatures}; the platform’s own decoding, digests and JSON alone: ${interval(platform)}`;
  return atMost(listIn(where), ours?.ratio ?? Number.NaN, 1.3, note);
}

/** The cost of following auditors. */
export const audits: Measurement = {
  names: ['audits.'],
  async *measure(wanted) {
    for (const where of WHERE) {
      const matches = where === 'chromium' && wanted(MATCH);
      if (!matches && !wanted(listIn(where))) continue;
      const opened = await openTasks(where);
      try {
        if (matches) yield await matched(opened.run);
        if (wanted(listIn(where))) yield await verified(where, opened.run);
      } finally {
        await opened.close();
      }
    }
  },
};
