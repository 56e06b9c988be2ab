import type { AmdProductLine } from '../../anchors/anchor.ts';
import { minimaFor } from './tcb-minima.ts';
import type { Answers } from './deferred-ledger.ts';
import { OUTCOME_OF } from '../../policy.ts';
import type { SnpPolicy } from './policy.ts';
import type { Report } from './report.ts';
import { below, describeTcb, readTcb, type Tcb } from './tcb.ts';

/** The four TCBs of a report, read in its product line's layout. */
export type Levels = { readonly reported: Tcb; readonly committed: Tcb; readonly current: Tcb; readonly launch: Tcb };

/**
 * Patch levels: bytes without a meaning, the order that firmware keeps, the caller's minimum, the known minima, and what is known
 * about the whole product line. @returns the levels, and the bulletins that the platform has not addressed.
 */
export function answerLineAdvisory(
  report: Report,
  line: AmdProductLine,
  policy: SnpPolicy,
  ledger: Answers,
): { readonly levels: Levels; readonly advisories: readonly string[] } {
  const levels = readLevels(report, line, ledger);
  answerOrder(report, levels, policy, ledger);
  const advisories = answerMinima(report, levels, line, policy, ledger);
  const status = policy.productLines[line];
  if (status.outcome === 'accept') ledger.answer('snp.line.advisory', 'pass');
  else
    ledger.answer('snp.line.advisory', OUTCOME_OF[status.outcome], {
      line,
      because: status.because,
      source: status.source,
    });
  return { levels, advisories };
}

function readLevels(report: Report, line: AmdProductLine, ledger: Answers): Levels {
  const reported = readTcb(report.reportedTcb, line);
  const committed = readTcb(report.committedTcb, line);
  const current = readTcb(report.currentTcb, line);
  const launch = readTcb(report.launchTcb, line);
  ledger.require(
    'snp.tcb.reserved',
    [reported, committed, current, launch].every(({ reservedZero }) => reservedZero),
  );
  return { reported: reported.tcb, committed: committed.tcb, current: current.tcb, launch: launch.tcb };
}

/** The host may report less than it committed to, and commit to less than it runs, but never more (AMD 56860, section 3.3). */
function answerOrder(report: Report, { reported, committed, current }: Levels, policy: SnpPolicy, ledger: Answers): void {
  if (below(committed, reported).length === 0 && below(current, committed).length === 0) ledger.answer('snp.tcb.order', 'pass');
  else {
    ledger.answer('snp.tcb.order', 'fail', {
      reported: describeTcb(reported),
      committed: describeTcb(committed),
      current: describeTcb(current),
    });
  }
  const version = ({ build, minor, major }: Report['current']): string => [major, minor, build].join('.');
  const provisional = below(committed, current).length > 0 || version(report.committed) !== version(report.current);
  const severity = policy.provisionalTcb;
  if (!provisional) ledger.answer('snp.tcb.provisional', 'pass');
  else ledger.answer('snp.tcb.provisional', OUTCOME_OF[severity], severity === 'accept' ? { because: 'accepted' } : undefined);
}

/** REPORTED_TCB must reach them now, LAUNCH_TCB when the guest's secrets were created. */
function answerMinima(
  report: Report,
  { reported, launch }: Levels,
  line: AmdProductLine,
  policy: SnpPolicy,
  ledger: Answers,
): readonly string[] {
  const short = (least: Partial<Tcb>): boolean => below(reported, least).length > 0 || below(launch, least).length > 0;
  if (short(policy.minimumTcb)) {
    ledger.answer('snp.tcb.minimum', 'fail', {
      because: 'below-the-callers-minimum',
      expected: describeTcb(policy.minimumTcb),
      actual: describeTcb(reported),
      launch: describeTcb(launch),
    });
  }
  const applicable = minimaFor(policy.minima, line, report.cpuid);
  const missed = applicable.filter(({ least }) => short(least));
  const bulletins = [...new Set(missed.map(({ bulletin }) => bulletin))];
  // For a processor without a known minimum, nothing shows that it is patched: that is not a pass.
  if (applicable.length === 0) ledger.answer('snp.tcb.minimum', OUTCOME_OF[policy.belowMinima], { because: 'no-minimum-known' });
  else if (missed.length === 0) ledger.answer('snp.tcb.minimum', 'pass');
  else {
    ledger.answer('snp.tcb.minimum', OUTCOME_OF[policy.belowMinima], {
      because: 'below-a-bulletins-minimum',
      advisories: bulletins.join(', '),
      expected: missed.map(({ least, bulletin }) => `${describeTcb(least)} (${bulletin})`).join('; '),
      actual: describeTcb(reported),
      launch: describeTcb(launch),
    });
  }
  return bulletins;
}
