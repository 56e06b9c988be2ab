import { OUTCOME_OF, type Severity } from '../../policy.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { isZero } from '../../bytes/reader.ts';
import type { Claims } from '../../claims.ts';
import { authenticateQuote, type Authentic } from '../../dcap/authenticate.ts';
import { parsed } from '../../dcap/endorsements.ts';
import type { OpenedQuote } from '../../dcap/opened.ts';
import type { DcapPolicy } from '../../dcap/policy.ts';
import { answerTcbStatus } from '../../dcap/answer-tcb-status.ts';
import { answering } from '../../endorsement.ts';
import type { Appraisal } from '../../tee.ts';
import { answerUnusable } from '../../unusable.ts';
import { readTdAttributes, type TdAttributes } from './attributes.ts';
import type { TdxCheckId } from './checks.ts';
import { claimsOf } from './claims.ts';
import { dstackFacts } from './dstack.ts';
import { BINARY_LOG, digested, EVENT_LOG_NEED, readEventLog, replay, type TdxEvent } from './event-log.ts';
import { moduleMismatch, statusOf } from './module.ts';
import { serviceTdFields, type TdReport } from './td-report.ts';

/** The appraisal policy specific to TDX: DCAP's, and what may change a TD from outside. */
export type TdxPolicy = DcapPolicy & {
  /** A TD that a migration TD may move, or to which a service TD is bound. */
  readonly serviceTd: Severity;
};

/** The ledger, policy and time of one TDX appraisal. */
export type TdxAppraisal = Appraisal<TdxCheckId, TdxPolicy>;

/** The steps of README.md: 1 to 9 are DCAP's, 10 the module and TCB status, 11 the attributes, 12 the event log. */
export async function authenticate(opened: OpenedQuote, report: TdReport, appraisal: TdxAppraisal): Promise<Claims | null> {
  const authentic = await authenticateQuote('tdx', opened, appraisal);
  if (authentic === null) return null;
  const obstacle = answerModule(appraisal, authentic, report);
  const status = statusOf(authentic, report, opened.quote.signature.qeReport.isvSvn);
  const tcb = answerTcbStatus(appraisal.ledger, appraisal.policy.tcb, authentic, status, obstacle);
  const attributes = readTdAttributes(report.tdAttributes);
  answerAttributes(appraisal, attributes, report);
  const events = await answerEventLog(appraisal, report);
  const facts = await dstackFacts(events, report, appraisal.endorsements, appraisal.crypto);
  return claimsOf(report, attributes, authentic, tcb, { events, facts });
}

/**
 * Step 10, first half. No TCB status is shown for a module that is known not to be Intel's, nor for one that is newer than
 * Intel's table. @returns the obstacle to a status
 */
function answerModule(
  appraisal: TdxAppraisal,
  { tcbInfo, tcbInfoFrom }: Authentic,
  report: TdReport,
): 'module-not-intels' | 'newer-module' | undefined {
  const { ledger } = appraisal;
  if (tcbInfo === undefined) {
    ledger.answer('tdx.module.identity', 'unknown', { because: 'no-usable-tcb-info' });
    return undefined;
  }
  const mismatch = moduleMismatch(report, tcbInfo);
  if (mismatch === 'newer-than-table') {
    const { evaluationDataNumber } = tcbInfo;
    const facts = {
      because: mismatch,
      need: 'dcap.tcb-info',
      evaluationDataNumber,
      ...(tcbInfoFrom === undefined ? {} : { from: tcbInfoFrom }),
    };
    answerUnusable(appraisal, 'tdx.module.identity', facts);
    return 'newer-module';
  }
  const fits = ledger.require('tdx.module.identity', mismatch === undefined, { because: mismatch ?? '' });
  return fits ? undefined : 'module-not-intels';
}

/** Step 11. Being under debug is answered by the common check. */
function answerAttributes({ ledger, policy }: TdxAppraisal, attributes: TdAttributes, report: TdReport): void {
  ledger.answer('tdx.attributes.reserved', attributes.reservedSet ? 'warn' : 'pass', { attributes: toHex(report.tdAttributes) });
  ledger.answer('tdx.attributes.migratable', attributes.migratable ? OUTCOME_OF[policy.serviceTd] : 'pass');
  if (report.current === undefined) ledger.answer('tdx.service-td', 'not-applicable');
  else {
    const bound = [report.current.mrServiceTd, ...serviceTdFields(report)].find((field) => !isZero(field));
    if (bound === undefined) ledger.answer('tdx.service-td', 'pass');
    else ledger.answer('tdx.service-td', OUTCOME_OF[policy.serviceTd], { hash: toHex(bound) });
  }
}

/**
 * Step 12. Does the supplied event log replay to the quote's registers? Only registers that have events are compared: dstack
 * sends logs of RTMR3 alone. A log that does not replay, or cannot be read, explains nothing and proves nothing: anyone can write
 * one, and one that is read a moment after the quote was made has an event too many.
 */
async function answerEventLog({ ledger, endorsements, crypto }: TdxAppraisal, report: TdReport): Promise<readonly TdxEvent[]> {
  const log = parsed(answering(endorsements, EVENT_LOG_NEED), ({ bytes }) => readEventLog(bytes));
  if (log.at === 'missing') {
    ledger.answer('tdx.event-log', 'not-applicable');
    return [];
  }
  if (log.at === 'unreadable') {
    const because = log.why === BINARY_LOG ? 'binary-log' : 'unreadable';
    ledger.answer('tdx.event-log', 'unknown', { because, field: log.field, why: log.why });
    return [];
  }
  const events = await digested(log.value, crypto);
  const replayed = await replay(events, crypto);
  const differing = replayed.flatMap((value, register) =>
    events.some((event) => event.register === register) && !equalBytes(value, report.rtmrs[register] ?? new Uint8Array())
      ? [`RTMR${String(register)}`]
      : [],
  );
  if (differing.length > 0) {
    ledger.answer('tdx.event-log', 'unknown', { because: 'other-quote', registers: differing.join(', ') });
    return [];
  }
  ledger.answer('tdx.event-log', 'pass');
  return events;
}
