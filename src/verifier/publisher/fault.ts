/** Why a publisher's proof does not hold. Stable words, for notes and for the terminal. */
export type ProofFault =
  | 'malformed'
  | 'newer'
  /** No entry of a log, or one without its inclusion proof. */
  | 'not-logged'
  /** None of the logs that this release, or the policy, knows. */
  | 'log-unknown'
  | 'checkpoint-signature'
  | 'inclusion'
  | 'promise'
  /** The log holds another signature, another content or another signer. */
  | 'entry-differs'
  | 'certificate'
  /** The certificate was not shown to a certificate transparency log. */
  | 'certificate-not-logged'
  | 'timestamp'
  /** Nobody that is known says when it was signed. */
  | 'no-time'
  | 'from-the-future'
  | 'outside-validity'
  | 'key-missing'
  | 'signature'
  /** It signs other content than the one at hand. */
  | 'artifact'
  | 'quorum'
  | 'not-yet-valid'
  | 'expired';

export type Refused = { readonly holds: false; readonly fault: ProofFault };

export const refused = (fault: ProofFault): Refused => ({ holds: false, fault });
