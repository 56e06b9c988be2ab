import type { AnyBinding } from './protocol/binding.ts';
import type { SignedMessage } from './protocol/signed-components.ts';
import type { ScriptSource } from './protocol/script-source.ts';
import type { Instant } from './time.ts';

/** Why nothing is known of the connection over which the document came. Stable words; the popup has a sentence each. */
export type UnobservedReason =
  | 'browser-cannot-see'
  | 'permission-missing'
  | 'no-request-seen'
  | 'from-cache'
  | 'from-bfcache'
  | 'service-worker'
  | 'prerendered'
  | 'ambiguous'
  | 'started-before-us'
  | 'chain-not-validated'
  | 'mismatch-unconfirmed';

/**
 * What the browser showed of the connection over which the user's document came.
 *
 * A single mismatch is no proof (TLS resumption reports old certificates, load balancers have several nodes), so
 * `confirmed` is set only after the evidence was fetched again with a new nonce over the page's own connection and a
 * fresh, uncached response was looked at (DESIGN §4, channel).
 */
export type ChannelObservation =
  | {
      readonly kind: 'observed';
      /** SubjectPublicKeyInfo DER of the certificate that served headers and body. */
      readonly spki: Uint8Array;
      /** The certificate itself, DER, where it was kept: some evidence names its hash. */
      readonly certificate?: Uint8Array;
      readonly confirmed: boolean;
      /** The chain ends at a root that somebody installed on this computer; null where the browser does not say. */
      readonly locallyInstalledRoot: boolean | null;
    }
  | { readonly kind: 'unobserved'; readonly because: UnobservedReason };

/** Why nothing is known of the policy under which the document runs. Stable words; the popup has a sentence each. */
export type UnguardedReason =
  | 'not-locked-yet'
  | 'guard-silent'
  | 'switched-off'
  | 'private-window'
  | 'keys-not-supported'
  /** No rule of this browser can hold an address of this length. */
  | 'address-too-long'
  | 'permission-missing'
  | 'other-policy'
  | 'lock-unreadable'
  /** Nothing loads the page: evidence is judged at a terminal. */
  | 'no-browser';

/** What our guard in the document reported of the policy that is in force there (DESIGN §4, channel: locked). */
export type ScriptsObservation =
  /**
   * `policy` is the text in force, as the guard in this very document read it. `earlier`: sources that evidence of this
   * origin named before, verified then and still good, which the text may hold besides.
   */
  | { readonly kind: 'guarded'; readonly policy: string; readonly earlier: readonly ScriptSource[] }
  /** The policy was set and not in force, three times in a row. */
  | { readonly kind: 'removed' }
  | { readonly kind: 'unguarded'; readonly because: UnguardedReason };

/** The response that brought the user's document, where it carries a signature. */
export type SignedResponse = {
  /** Its headers as the site sent them, and what they answered. */
  readonly message: SignedMessage;
  /** When they came, by this computer's clock. */
  readonly at: Instant;
  /** SHA-256 of the body, without content coding, as the document was made of it; null where nobody saw that. */
  readonly body: Uint8Array | null;
};

/**
 * The visit for which evidence is appraised: what we asked, and what we saw. The terminal has none: it says what it expects
 * (`Expectation`).
 */
export type Session = {
  /** Serialised origin of the page, from the browser. */
  readonly origin: string;
  /** The 32 bytes that we sent. */
  readonly nonce: Uint8Array;
  /** What the site says the evidence commits to; null when it says nothing. */
  readonly binding: AnyBinding | null;
  /** Signature of an attested `challenge` key over `challengeMessage`; null when none came. */
  readonly challenge: Uint8Array | null;
  readonly channel: ChannelObservation;
  readonly scripts: ScriptsObservation;
  /** Null where it carried no signature, or where nothing ties the document to one response. */
  readonly response: SignedResponse | null;
};

/** Exact values that a caller at a terminal expects, instead of a session. Null fields are not looked at. */
export type Expectation = {
  readonly reportData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};
