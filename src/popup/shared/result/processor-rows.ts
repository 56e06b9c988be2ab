import type { Claims } from '../../../verifier/index.ts';
import { plain } from '../../words/fill.ts';
import { GIVER_WORDS } from '../../words/givers.ts';
import { TCB_PART_WORDS } from '../../words/tcb.ts';
import { day } from '../../words/times.ts';

/** Names and what stands beside them, in order. */
export type Rows = readonly (readonly [string, string])[];

/** What the hardware said about itself, and who gave the table that it was held against. What was not said gives no row. */
export function processorRows({ tcb, details, debug }: Pick<Claims, 'tcb' | 'details' | 'debug'>): Rows {
  return [
    ...(tcb.status === undefined ? [] : [['Patch level', tcb.status] as const]),
    ...(tcb.behind === undefined ? [] : [['What is behind', tcb.behind.map((part) => TCB_PART_WORDS[part]).join(', ')] as const]),
    ...(tcb.quoteStatus === undefined ? [] : [['Quote status', plain(tcb.quoteStatus)] as const]),
    ...(tcb.date === undefined ? [] : [['Patched up to', day(tcb.date)] as const]),
    ...(tcb.evaluationDataNumber === undefined ? [] : [['Evaluation data number', String(tcb.evaluationDataNumber)] as const]),
    ...(tcb.tableFrom === undefined ? [] : [['Patch table given by', GIVER_WORDS[tcb.tableFrom]] as const]),
    ['Debugging', debug === null ? 'not stated' : debug ? 'on' : 'off'],
    ...Object.entries(tcb.versions ?? {}).map(([name, version]) => [plain(name), String(version)] as const),
    ...Object.entries(details).map(([name, value]) => [plain(name), plain(String(value))] as const),
  ];
}
