import { equalBytes } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { isZero } from '../../bytes/reader.ts';
import type { Claims } from '../../claims.ts';
import { authenticateQuote, type Authentic } from '../../dcap/authenticate.ts';
import { given } from '../../dcap/endorsements.ts';
import type { OpenedQuote } from '../../dcap/opened.ts';
import type { DcapPolicy } from '../../dcap/policy.ts';
import { answerStanding } from '../../dcap/standing.ts';
import { answering, type Endorsement } from '../../endorsement.ts';
import type { Appraisal } from '../../tee.ts';
import { readTdAttributes, type TdAttributes } from './attributes.ts';
import type { TdxCheckId } from './checks.ts';
import { claimsOf } from './claims.ts';
import { BINARY_LOG, EVENT_LOG_NEED, explains, readEventLog, replay, type TdxEvent } from './event-log.ts';
import { moduleMismatch, standingOf } from './module.ts';
import type { TdReport } from './td-report.ts';

export type TdxPolicy = DcapPolicy & {
  /** A TD that a migration TD may move, or that a service TD is bound to. */
  readonly serviceTd: 'accept' | 'warn' | 'refuse';
};

type TdxAppraisal = Appraisal<TdxCheckId, TdxPolicy>;

const OUTCOME = { accept: 'pass', warn: 'warn', refuse: 'fail' } as const;

/** The steps of README.md: 1 to 9 are DCAP's, 10 the module and TCB status, 11 the attributes, 12 the event log. */
export async function authenticate(opened: OpenedQuote, report: TdReport, appraisal: TdxAppraisal): Promise<Claims | null> {
  const authentic = await authenticateQuote('tdx', opened, appraisal);
  if (authentic === null) return null;
  const obstacle = answerModule(appraisal, authentic, report) ? undefined : 'module-not-intels';
  const standing = standingOf(authentic, report, opened.quote.signature.qeReport.isvSvn);
  const tcb = answerStanding(appraisal.ledger, appraisal.policy.tcb, authentic, standing, obstacle);
  const attributes = readTdAttributes(report.tdAttributes);
  answerAttributes(appraisal, attributes, report);
  const events = await answerEventLog(appraisal, report);
  return claimsOf(report, attributes, authentic.platform, tcb, events);
}

/** Step 10, first half. No TCB status is shown of a module that is known not to be Intel's. */
function answerModule({ ledger }: TdxAppraisal, { tcbInfo }: Authentic, report: TdReport): boolean {
  if (tcbInfo === undefined) {
    ledger.answer('tdx.module.identity', 'unknown', { because: 'no-usable-tcb-info' });
    return true;
  }
  const mismatch = moduleMismatch(report, tcbInfo);
  return ledger.require('tdx.module.identity', mismatch === undefined, { because: mismatch ?? '' });
}

/** Step 11. Being under debug is answered by the common check. */
function answerAttributes({ ledger, policy }: TdxAppraisal, attributes: TdAttributes, report: TdReport): void {
  ledger.answer('tdx.attributes.reserved', attributes.reservedSet ? 'warn' : 'pass', { attributes: toHex(report.tdAttributes) });
  ledger.answer('tdx.attributes.migratable', attributes.migratable ? OUTCOME[policy.serviceTd] : 'pass');
  if (report.current === undefined) ledger.answer('tdx.service-td', 'not-applicable');
  else {
    const { mrServiceTd } = report.current;
    ledger.answer('tdx.service-td', isZero(mrServiceTd) ? 'pass' : OUTCOME[policy.serviceTd], { hash: toHex(mrServiceTd) });
  }
}

/**
 * Step 12. An event log that was given must give the quote's registers when replayed. Only registers that have events
 * are compared: dstack sends logs of RTMR3 alone. @returns events whose text is what was measured
 */
async function answerEventLog({ ledger, endorsements, crypto }: TdxAppraisal, report: TdReport): Promise<readonly TdxEvent[]> {
  const log = given(answering<Endorsement['need']>(endorsements, EVENT_LOG_NEED), ({ bytes }) => readEventLog(bytes));
  if (log.at === 'missing') {
    ledger.answer('tdx.event-log', 'not-applicable');
    return [];
  }
  if (log.at === 'unreadable' && log.why === BINARY_LOG) {
    ledger.answer('tdx.event-log', 'unknown', { because: 'binary-log' });
    return [];
  }
  if (log.at === 'unreadable') {
    ledger.answer('tdx.event-log', 'fail', { because: 'unreadable', field: log.field, why: log.why });
    return [];
  }
  const events = log.value;
  const replayed = await replay(events, crypto);
  const differing = replayed.flatMap((value, register) =>
    events.some((event) => event.register === register) && !equalBytes(value, report.rtmrs[register] ?? new Uint8Array())
      ? [`RTMR${String(register)}`]
      : [],
  );
  if (!ledger.require('tdx.event-log', differing.length === 0, { registers: differing.join(', ') })) return [];
  const explained = await Promise.all(events.map((event) => explains(event, crypto)));
  return events.filter((_, at) => explained[at]);
}
