/** Why a publisher's proof does not hold. Stable words, for notes and for the terminal. */
export type ProofFault =
  | 'malformed'
  | 'newer'
  /** No log entry, or one without its inclusion proof. */
  | 'not-logged'
  /** A log that neither this release nor the policy knows. */
  | 'log-unknown'
  | 'checkpoint-signature'
  | 'inclusion'
  | 'promise'
  /** The log has another signature, content or signer. */
  | 'entry-differs'
  | 'certificate'
  /** The certificate is in no known certificate transparency log. */
  | 'certificate-not-logged'
  | 'timestamp'
  /** No known party vouches for the time of signing. */
  | 'no-time'
  | 'from-the-future'
  | 'outside-validity'
  | 'key-missing'
  | 'signature'
  /** It signs other content than what was supplied. */
  | 'artifact'
  | 'quorum'
  | 'not-yet-valid'
  | 'expired';

/** A proof that does not hold, with the first reason that was found. */
export type Refused = { readonly holds: false; readonly fault: ProofFault };

/** Makes that answer. */
export const refused = (fault: ProofFault): Refused => ({ holds: false, fault });
