import type { CodeDecision } from '../../verifier/audits/index.ts';
import { toHex, toRfc3339, type Claims } from '../../verifier/index.ts';
import type { AllowlistEntry } from '../api/allowlist.ts';
import type { PopupCalls } from '../api/calls.ts';
import { asText } from '../state/shape.ts';
import { CallRejected } from './handler.ts';
import type { Ports } from './ports.ts';

/** The code that was shown for a tab, as an entry. @throws CallRejected when there is none, or it is no longer what the tab shows */
export async function decided(ports: Ports, ask: PopupCalls['site.accept']['ask']): Promise<AllowlistEntry> {
  const visit = await ports.visits.current(ask.tabId);
  if (visit !== null && visit.documentId !== ask.documentId) throw new CallRejected('accept.another-page', '');
  if (visit?.state.at !== 'appraised') throw new CallRejected('accept.nothing-appraised', '');
  if (visit.private) throw new CallRejected('accept.private-window', '');
  const { origin, state } = visit;
  const { result } = state;
  const { codeOf } = await import('./code-of.ts');
  const code = codeOf(result);
  if (code === null || result.tee === null || result.claims === null) throw new CallRejected('accept.nothing-authentic', '');
  const registers = ask.word === 'accepted' ? { ...code, ...hostChosenIn(result.claims) } : code;
  if (Object.entries(registers).some(([name, value]) => ask.registers[name] !== value))
    throw new CallRejected('accept.other-code', '');
  return {
    id: toHex(ports.random(16)),
    tee: result.tee,
    registers,
    origin: ask.everywhere ? null : origin,
    note: asText(ask.note, 'note'),
    addedAt: toRfc3339(ports.now()),
    word: ask.word,
    ...fromStatement(state.code, ask),
  };
}

/** What the host chose is part of what is accepted: with another value it would be another machine. No build says anything of it. */
function hostChosenIn({ hostChosen, explained }: Claims): Readonly<Record<string, string>> {
  const open = hostChosen.filter(({ register }) => !explained.some((one) => one.register === register));
  return Object.fromEntries(open.map(({ register, value }) => [register, value]));
}

/**
 * Who said it, and until when, of a statement that counts for what is shown.
 * @throws CallRejected where there is no such statement any more
 */
function fromStatement(
  code: CodeDecision,
  { statement: digest, word }: Pick<PopupCalls['site.accept']['ask'], 'statement' | 'word'>,
): Pick<AllowlistEntry, 'until' | 'from'> {
  if (digest === null) return { until: null, from: null };
  const found = code.statements.find(({ statement, notCounted }) => statement.digest === digest && notCounted === null);
  if (found === undefined) throw new CallRejected('accept.no-statement', '');
  const { list, statement } = found;
  // What the user built stays what it is when an auditor's word ends.
  const until = word === 'accepted' ? statement.notAfter : null;
  return { until, from: { statement: digest, auditor: statement.auditor.name, list: list.title } };
}
