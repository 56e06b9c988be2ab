import { createHash } from 'node:crypto';
import { pinnedOnly, type ListState } from '../../audits/list-state.ts';
import type { AuditList } from '../../audits/list.ts';
import { updateList, type Before, type Update } from '../../audits/update.ts';
import { parseRfc3339 } from '../../time.ts';
import { testCrypto } from '../appraise-case.ts';
import { ed25519Key } from '../keys.ts';
import { AUDITOR, auditKeyOf, MRENCLAVE, type Written } from './auditor.ts';

/** The time of every update, unless a test moves it. */
export const NOW = parseRfc3339('2026-11-29T12:00:00Z', 'now');
/** The key that AUDITOR changes to. */
export const LATER_KEY = ed25519Key('auditor one, later');
/** The state of a list that was never read: AUDITOR's key is pinned. */
export const PINNED: Before = { at: 'pinned', ...pinnedOnly(auditKeyOf(AUDITOR)) };

/** A text as a received file. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The name of the statement with this text. */
export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

type Taken = { readonly state: ListState; readonly list: AuditList; readonly changed: boolean };

const take = (received: Uint8Array, before: Before, now: typeof NOW): Promise<Update> =>
  updateList(testCrypto, before, received, now);

/** What is accepted. @throws when it is refused */
export async function taken(received: Uint8Array, before: Before = PINNED, now = NOW): Promise<Taken> {
  const update = await take(received, before, now);
  if (update.at === 'refused') throw new Error(`${update.code} ${update.detail}`);
  return update;
}

/** What is known after these lists came, one after the other. */
export async function after(...received: readonly Uint8Array[]): Promise<Before> {
  let before: Before = PINNED;
  for (const one of received) before = { ...(await taken(one, before)), at: 'followed' };
  return before;
}

/** The state of a list that was accepted. @throws when none was */
export function stateOf(before: Before): ListState {
  if (before.at !== 'followed') throw new Error('not followed');
  return before.state;
}

/** The code of the refusal, or `accepted`. */
export async function refusal(received: Uint8Array, before: Before = PINNED, now = NOW): Promise<string> {
  const update = await take(received, before, now);
  return update.at === 'refused' ? update.code : 'accepted';
}

/** A member of `revoked`. */
export const revokedJson = (statement: string, reason = 'error'): Written => ({
  statement,
  since: '2026-11-21T00:00:00Z',
  reason,
});
/** A member of `deny`. */
export const DENY: Written = {
  measurement: { tee: 'sgx', mrenclave: MRENCLAVE },
  severity: 'failed',
  since: '2026-11-21T00:00:00Z',
};
