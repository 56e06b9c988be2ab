import type { Claims } from '../../../verifier/index.ts';
import { listed, plain } from '../../words/fill.ts';
import { PROCESSOR_WORDS } from '../../words/pages/result.ts';
import { GIVER_WORDS } from '../../words/givers.ts';
import { TCB_PART_WORDS } from '../../words/tcb.ts';
import { day } from '../../words/times.ts';

/** Names and their values, in order. */
export type Rows = readonly (readonly [string, string])[];

/**
 * What the hardware said about itself, and who supplied the table that it was compared with. What was not reported gets no row.
 */
export function processorRows({ tcb, details, debug }: Pick<Claims, 'tcb' | 'details' | 'debug'>): Rows {
  return [
    ...(tcb.status === undefined ? [] : [[PROCESSOR_WORDS.status, tcb.status] as const]),
    ...(tcb.behind === undefined
      ? []
      : [[PROCESSOR_WORDS.behind, listed(tcb.behind.map((part) => TCB_PART_WORDS[part]))] as const]),
    ...(tcb.quoteStatus === undefined ? [] : [[PROCESSOR_WORDS.quoteStatus, plain(tcb.quoteStatus)] as const]),
    ...(tcb.date === undefined ? [] : [[PROCESSOR_WORDS.date, day(tcb.date)] as const]),
    ...(tcb.evaluationDataNumber === undefined ? [] : [[PROCESSOR_WORDS.number, String(tcb.evaluationDataNumber)] as const]),
    ...(tcb.tableFrom === undefined ? [] : [[PROCESSOR_WORDS.tableFrom, GIVER_WORDS[tcb.tableFrom]] as const]),
    [PROCESSOR_WORDS.debugging, debug === null ? PROCESSOR_WORDS.notStated : debug ? PROCESSOR_WORDS.on : PROCESSOR_WORDS.off],
    ...Object.entries(tcb.versions ?? {}).map(([name, version]) => [plain(name), String(version)] as const),
    ...Object.entries(details).map(([name, value]) => [plain(name), plain(String(value))] as const),
  ];
}
