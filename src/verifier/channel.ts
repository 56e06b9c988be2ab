import type { BindInput } from './bind-input.ts';
import type { Facts } from './check.ts';
import { unlessMalformed } from './malformed.ts';
import type { Committed } from './protocol/binding.ts';
import type { AnyLayout } from './protocol/layouts.ts';
import { readPageLock, type PageLock } from './protocol/page-lock.ts';
import { pagePolicy } from './protocol/page-policy.ts';
import { endsInAny } from './protocol/tls-key.ts';
import type { Session, UnguardedReason, UnobservedReason } from './session.ts';
import { responseSigned } from './signed-response.ts';

type ChannelInput = Pick<BindInput, 'ledger' | 'crypto' | 'policy' | 'encryptsInput'>;

/**
 * Steps 3 and 4: the certificate over which this document came contains an attested `tls` key, and the page runs only code named
 * by the evidence. If nothing was seen of the connection, a signature or that code may vouch for the page instead. @returns
 * whether the connection ends at an attested key
 */
export async function connectionEndsHere(
  input: ChannelInput,
  session: Session,
  commitment: Committed,
  layout: Pick<AnyLayout, 'ends'>,
): Promise<boolean> {
  const lock = onlyNamedCodeRuns(input, session, commitment);
  const seen = await tlsKeySeen(input, session, commitment);
  const { ledger } = input;
  switch (seen.at) {
    case 'attested':
      if (layout.ends === 'service') ledger.answer('channel.tls-key', 'pass');
      else ledger.answer('channel.tls-key', 'warn', { because: 'ends-in-gateway' });
      return true;
    case 'other':
      ledger.answer('channel.tls-key', seen.confirmed ? 'fail' : 'unknown', { because: seen.because });
      return false;
    case 'unseen':
      await answerInstead(input, session, commitment, { lock, because: seen.because });
      return false;
  }
}

type TlsKeySeen =
  | { readonly at: 'attested' }
  | { readonly at: 'other'; readonly because: 'mismatch-unconfirmed'; readonly confirmed: false }
  | { readonly at: 'other'; readonly because: 'intercepted' | 'other-key'; readonly confirmed: true }
  | { readonly at: 'unseen'; readonly because: UnobservedReason | 'no-tls-key-attested' | 'certificate-not-seen' };

async function tlsKeySeen({ crypto }: ChannelInput, { channel }: Session, { tls }: Committed): Promise<TlsKeySeen> {
  if (channel.kind === 'unobserved') return { at: 'unseen', because: channel.because };
  const found = await endsInAny(tls, { spki: channel.spki, certificate: channel.certificate ?? null }, crypto);
  if (found === true) return { at: 'attested' };
  if (tls.length === 0) return { at: 'unseen', because: 'no-tls-key-attested' };
  if (found === 'unseen') return { at: 'unseen', because: 'certificate-not-seen' };
  if (!channel.confirmed) return { at: 'other', because: 'mismatch-unconfirmed', confirmed: false };
  return { at: 'other', because: channel.locallyInstalledRoot === true ? 'intercepted' : 'other-key', confirmed: true };
}

/**
 * Reasons why the connection was not seen although the document is the one that its response brought: statements about that
 * response then apply to the document.
 */
const TIED_TO_RESPONSE: ReadonlySet<string> = new Set([
  'browser-cannot-see',
  'chain-not-validated',
  'no-tls-key-attested',
  'certificate-not-seen',
]);

type Instead = { readonly lock: PageLock | null; readonly because: string };

/** What else can vouch for a page whose connection was not seen; nothing can if a different key was seen. */
async function answerInstead(
  { ledger, crypto, policy, encryptsInput }: ChannelInput,
  session: Session,
  commitment: Committed,
  { lock, because }: Instead,
): Promise<void> {
  if (policy.lockedPages === 'affirming' && encryptsInput && lock !== null && keepsInput(lock, session)) {
    ledger.answer('channel.tls-key', 'pass', { because: 'encrypted-by-code' });
    return;
  }
  const signed = TIED_TO_RESPONSE.has(because)
    ? await responseSigned(crypto, session, commitment.keysFor('http-signature'))
    : null;
  if (signed === null) ledger.answer('channel.tls-key', 'unknown', { because });
  else ledger.answer('channel.tls-key', signed.holds ? 'warn' : 'unknown', { because: signed.because });
}

/**
 * Does input leave the page only through code named by this evidence? Code named by earlier evidence is other code, about which
 * nobody may have said that it encrypts.
 */
function keepsInput(lock: PageLock, { scripts }: Pick<Session, 'scripts'>): boolean {
  const { wasm, imgNetwork, frames } = lock.relaxations;
  const ofThisEvidence = scripts.kind === 'guarded' && scripts.policy === pagePolicy(lock, []);
  return lock.level === 'strict' && !wasm && !imgNetwork && !frames && ofThisEvidence;
}

/**
 * The document is under the policy that the evidence asks for, as its guard saw. Nothing else proves this: setting a rule proves
 * nothing about the document that arrived. @returns the lock that it is under; null if none
 */
function onlyNamedCodeRuns({ ledger }: ChannelInput, { scripts }: Session, commitment: Committed): PageLock | null {
  const because = (reason: UnguardedReason): null => {
    ledger.answer('channel.scripts', 'unknown', { because: reason });
    return null;
  };
  const lock = unlessMalformed(() => readPageLock(commitment), 'unreadable');
  if (lock === null) {
    ledger.answer('channel.scripts', 'not-applicable');
    return null;
  }
  if (lock === 'unreadable') return because('lock-unreadable');
  if (scripts.kind === 'unguarded') return because(scripts.because);
  if (scripts.kind === 'removed') {
    ledger.answer('channel.scripts', 'warn', { because: 'policy-removed' });
    return null;
  }
  if (unlessMalformed(() => pagePolicy(lock, scripts.earlier), null) !== scripts.policy) return because('other-evidence');
  ledger.answer('channel.scripts', 'pass', lockFacts(lock));
  return lock;
}

/**
 * What a lock enforces, as a finding says it: the sentence for its level, and what stays open. At `scripts` no directive covers
 * what is framed, so another site's page may lie over the whole page.
 */
function lockFacts({ level, relaxations: { wasm, imgNetwork, frames, connect } }: PageLock): Facts {
  return {
    because: level === 'strict' && imgNetwork ? 'strict-but-pictures' : level,
    ...(wasm ? { wasm } : {}),
    ...(frames || level === 'scripts' ? { frames: true } : {}),
    ...(connect.length > 0 ? { connect: connect.join(', ') } : {}),
  };
}
