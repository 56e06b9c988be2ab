import type { AppliedStatement, ListName, OpenWarning } from './decision.ts';
import type { Denial } from './list.ts';

/** What would tell whether a warning is about this code: its registers that the evidence lacks. */
export type Lacking = (code: Pick<OpenWarning, 'registers'>) => readonly string[];

/** The denial, as a warning that may be about this code. */
export function openDenial(list: ListName, { registers, since }: Denial, lacking: Lacking): OpenWarning {
  return { list, registers, lacking: lacking({ registers }), by: list.title, since };
}

/** The same for a statement that calls the code vulnerable. */
export function openStatement({ list, statement }: AppliedStatement, lacking: Lacking): OpenWarning {
  const { registers, auditor, createdAt } = statement;
  return { list, registers, lacking: lacking({ registers }), by: auditor.name, since: createdAt };
}
