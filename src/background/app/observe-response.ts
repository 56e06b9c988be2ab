import type { SignedResponse } from '../../verifier/index.ts';
import type { CheckRun } from './check-step.ts';
import type { Heard } from './follow-lock.ts';
import type { CheckPorts } from './ports.ts';
import { responseOf } from './visit.ts';

/** The response of a check's document as far as it is seen so far; null if nothing in it was signed. */
export async function observeResponse(
  { visits }: CheckPorts,
  { tabId, id }: Pick<CheckRun, 'tabId' | 'id'>,
  heard: Heard,
): Promise<SignedResponse | null> {
  const visit = await visits.read(tabId);
  heard.body = visit?.signed?.body ?? null;
  return visit?.id === id ? responseOf(visit) : null;
}
