import type { AnyBinding } from './protocol/binding.ts';
import type { SignedMessage } from './protocol/signed-components.ts';
import type { ScriptSource } from './protocol/script-source.ts';
import type { Instant } from './time.ts';

/** Why nothing is known of the connection over which the document came. Stable words; the popup has a sentence for each. */
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
  | 'not-read'
  | 'chain-not-validated'
  | 'mismatch-unconfirmed';

/**
 * What the browser showed of the connection over which the user's document came.
 *
 * A single mismatch is no proof (TLS resumption reports old certificates, load balancers have several nodes), so `confirmed` is
 * set only after the evidence was fetched again with a new nonce over the page's own connection and a fresh, uncached response
 * was examined (DESIGN §4, channel).
 */
export type ChannelObservation =
  | {
      readonly kind: 'observed';
      /** SubjectPublicKeyInfo DER of the certificate that served headers and body. */
      readonly spki: Uint8Array;
      /** The certificate itself, DER, if it was kept: some evidence names its hash. */
      readonly certificate?: Uint8Array;
      readonly confirmed: boolean;
      /** The chain ends at a root that was installed on this computer; null if the browser does not say. */
      readonly locallyInstalledRoot: boolean | null;
    }
  | { readonly kind: 'unobserved'; readonly because: UnobservedReason };

/** Why nothing is known of the policy under which the document runs. Stable words; the popup has a sentence for each. */
export type UnguardedReason =
  | 'not-locked-yet'
  | 'guard-silent'
  | 'switched-off'
  | 'private-window'
  | 'keys-not-supported'
  /** No rule of this browser can cover this address: an IPv6 address, or in Chrome a name of more than some hundred characters. */
  | 'address-not-supported'
  /** The browser takes no further rule, and those it has are for sites that are not let go. */
  | 'too-many-locked'
  | 'permission-missing'
  /** It loaded under another rule than today's, or that has changed since: what it frames may be under another. */
  | 'other-policy'
  /** Its rule is of other evidence of its site, too (another node, or a private window's ordinary ones): loading it again changes nothing. */
  | 'other-evidence'
  | 'lock-unreadable'
  /** No page is loaded: evidence is appraised in a terminal. */
  | 'no-browser';

/** What our guard in the document reported about the policy in force there (DESIGN §4, channel: locked). */
export type ScriptsObservation =
  /**
   * `policy` is the text in force, as the guard in this very document read it. `earlier`: sources that earlier evidence of this
   * origin named, verified then and still valid, which the text may also contain.
   */
  | { readonly kind: 'guarded'; readonly policy: string; readonly earlier: readonly ScriptSource[] }
  /** The policy was set and not in force, three times in a row. */
  | { readonly kind: 'removed' }
  | { readonly kind: 'unguarded'; readonly because: UnguardedReason };

/** The response that brought the user's document, if it is signed. */
export type SignedResponse = {
  /** Its headers as the site sent them, and the request they answered. */
  readonly message: SignedMessage;
  /** When they arrived, by this computer's clock. */
  readonly at: Instant;
  /** SHA-256 of the body that became the document, without content coding; null if the body was not seen. */
  readonly body: Uint8Array | null;
};

/**
 * The visit for which evidence is appraised: what was requested and seen. The terminal has none: it states what it expects
 * (`Expectation`).
 */
export type Session = {
  /** Serialised origin of the page, from the browser. */
  readonly origin: string;
  /** The 32 bytes that we sent. */
  readonly nonce: Uint8Array;
  /** What the site says the evidence commits to; null if it says nothing. */
  readonly binding: AnyBinding | null;
  /** Signature of an attested `challenge` key over `challengeMessage`; null if none came. */
  readonly challenge: Uint8Array | null;
  readonly channel: ChannelObservation;
  readonly scripts: ScriptsObservation;
  /** Null if it had no signature, or if nothing ties the document to one response. */
  readonly response: SignedResponse | null;
};

/** Exact values that a terminal caller expects, instead of a session. Null fields are not checked. */
export type Expectation = {
  readonly reportData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};
