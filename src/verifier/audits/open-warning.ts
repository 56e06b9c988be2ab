import type { AppliedStatement, ListName, OpenWarning } from './decision.ts';
import type { Denial } from './list.ts';

/** What would tell whether a warning is about this very code: registers of it that the evidence does not have. */
export type Lacking = (code: Pick<OpenWarning, 'registers'>) => readonly string[];

/** The denial as a warning of code that this may be. */
export function openDenial(list: ListName, { registers, since }: Denial, lacking: Lacking): OpenWarning {
  return { list, registers, lacking: lacking({ registers }), by: list.title, since };
}

/** The same of a statement that says the code is vulnerable. */
export function openStatement({ list, statement }: AppliedStatement, lacking: Lacking): OpenWarning {
  const { registers, auditor, createdAt } = statement;
  return { list, registers, lacking: lacking({ registers }), by: auditor.name, since: createdAt };
}
