import type { AppliedStatement, CodeDecision, Statement } from '../../verifier/audits/index.ts';
import { toHex, toRfc3339, type Claims } from '../../verifier/index.ts';
import type { AllowlistEntry, OwnStatement, OwnWord } from '../api/allowlist.ts';
import type { PopupCalls } from '../api/calls.ts';
import { asText } from '../state/shape.ts';
import { CallRejected } from './handler.ts';
import type { Ports } from './ports.ts';

/** The code shown for a tab, as an entry. @throws CallRejected if there is none, or the tab no longer shows it */
export async function decided(ports: Ports, ask: PopupCalls['site.accept']['ask']): Promise<AllowlistEntry> {
  const visit = await ports.visits.current(ask.tabId);
  if (visit !== null && visit.documentId !== ask.documentId) throw new CallRejected('accept.another-page', '');
  if (visit?.state.at !== 'appraised') throw new CallRejected('accept.nothing-appraised', '');
  if (visit.private) throw new CallRejected('accept.private-window', '');
  const { origin, state } = visit;
  if (origin === null) throw new CallRejected('accept.nothing-appraised', '');
  const { result } = state;
  const { codeOf } = await import('./code-of.ts');
  const code = codeOf(result);
  if (code === null || result.tee === null || result.claims === null) throw new CallRejected('accept.nothing-authentic', '');
  const by = statementIn(state.code, ask.statement);
  const registers = registersMeant(code, result.claims, ask.word, by);
  if (Object.entries(registers).some(([name, value]) => ask.registers[name] !== value))
    throw new CallRejected('accept.other-code', '');
  return {
    id: toHex(ports.random(16)),
    tee: result.tee,
    registers,
    origins: originsMeant(origin, ask, by),
    note: asText(ask.note, 'note'),
    addedAt: toRfc3339(ports.now()),
    word: ask.word,
    // A build of the user's own stays one when an auditor's statement ends.
    until: ask.word === 'accepted' && by !== null ? by.statement.notAfter : null,
    from: by === null ? null : fromStatement(by),
    statement: ask.word === 'rebuilt' && by !== null ? await signed(ports, registers, by.statement) : null,
  };
}

/** The registers concerned. */
function registersMeant(
  code: Readonly<Record<string, string>>,
  claims: Claims,
  word: OwnWord,
  by: AppliedStatement | null,
): Readonly<Record<string, string>> {
  if (word === 'accepted') return { ...code, ...hostChosenIn(claims) };
  if (word === 'rejected') return code;
  // A build is compared by the registers that its recipe names; nothing else is covered.
  if (by === null) throw new CallRejected('accept.no-statement', '');
  return by.statement.registers;
}

/** Every site, the sites of the statement, or the one shown. */
function originsMeant(
  origin: string,
  { everywhere, word }: Pick<PopupCalls['site.accept']['ask'], 'everywhere' | 'word'>,
  by: AppliedStatement | null,
): AllowlistEntry['origins'] {
  if (everywhere) return null;
  return word === 'accepted' && by !== null && by.statement.origins !== null ? by.statement.origins : [origin];
}

/** Host-chosen values are part of what is accepted: another value means another machine. No build covers them. */
function hostChosenIn({ hostChosen, explained }: Claims): Readonly<Record<string, string>> {
  const open = hostChosen.filter(({ register }) => !explained.some((one) => one.register === register));
  return Object.fromEntries(open.map(({ register, value }) => [register, value]));
}

/**
 * The statement that counts for what is shown; null if the user decides without one. @throws CallRejected if it is no longer
 * available
 */
function statementIn(code: CodeDecision, digest: string | null): AppliedStatement | null {
  if (digest === null) return null;
  const found = code.statements.find(({ statement, notCounted }) => statement.digest === digest && notCounted === null);
  if (found === undefined) throw new CallRejected('accept.no-statement', '');
  return found;
}

const fromStatement = ({ list, statement: { digest, auditor } }: AppliedStatement): AllowlistEntry['from'] => ({
  statement: digest,
  auditor: auditor.name,
  list: list.title,
  seen: true,
});

/** The user's own statement, signed with this browser's key. */
async function signed(
  { ownKey, now }: Pick<Ports, 'ownKey' | 'now'>,
  registers: Readonly<Record<string, string>>,
  by: Statement,
): Promise<OwnStatement> {
  const { ownEnvelope, ownMessage, ownStatement } = await import('../../verifier/audits/index.ts');
  const payload = ownStatement({ tee: by.tee, registers }, by, now());
  const { key, signature } = await ownKey.sign(ownMessage(payload));
  return { key, envelope: ownEnvelope(payload, key, signature) };
}
