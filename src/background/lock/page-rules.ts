/** An origin and the policy of its pages, without the word of the session. */
export type PageRule = { readonly id: number; readonly origin: string; readonly policy: string };

/**
 * Response headers by which a page of a locked origin would still tell whoever terminates TLS what it shows or what is typed:
 * reports of every kind, and rules for speculative loads, which choose links by selectors that match what is typed. And a signature over
 * the policy that ours replaces (docs/PROTOCOL.md section 10): Chrome shows no page whose signature does not hold.
 */
export const REMOVED_HEADERS: readonly string[] = [
  'content-security-policy-report-only',
  'reporting-endpoints',
  'report-to',
  'nel',
  'speculation-rules',
  'signature-input',
  'signature',
];

/**
 * The browser, as far as it enforces policies on pages. Only origins that are set here have rules; all others cost nothing. Each
 * call resolves once the next page load is covered.
 */
export type PageRules = {
  /** Sets this policy on every page of this origin, in place of the site's own, and puts the guard into its documents. */
  set(rule: PageRule, guarded: readonly string[]): Promise<void>;
  /** Removes these. @param guarded origins that are still locked */
  drop(ids: readonly number[], guarded: readonly string[]): Promise<void>;
  /** Sets all of them again, as after an update, a browser start, or a change that we did not make. */
  renew(rules: readonly PageRule[]): Promise<void>;
  /**
   * After an update or a start of the browser: puts the guard back in front of every origin that still has a rule, before anything else
   * is read or set. @returns what the policies of those rules end with, under which documents from before run
   */
  guardAgain(): Promise<readonly string[]>;
  /** Reloads open pages under no policy that ends so, or as today's rules: they loaded when there was no rule. */
  reloadUnheld(before: readonly string[]): Promise<void>;
  /**
   * Reloads this tab if it shows, or frames, a document of this origin under no policy of this session: one that loaded before there was
   * a rule, and came back from the back-forward cache or had been prerendered.
   */
  reloadUnheldTab(tabId: number, origin: string): Promise<void>;
  /** Gives existing rules the word of this session, whoever set them: a private window of Chrome has no others. */
  renewWord(): Promise<void>;
  /** Removes the origin's service workers and what they stored: they answer in place of the site, past every rule. */
  clear(origin: string): Promise<void>;
  /** The word that ends the policy of this origin in this session. */
  word(origin: string): Promise<string>;
  /**
   * Can a rule of this browser hold this origin at all? One that it refuses would keep every other from being set: they are set at
   * once, or none.
   */
  canHold(origin: string): Promise<boolean>;
  /** Does the browser check signatures of scripts? If not, a policy that names a key lets nothing run. */
  checksKeys(): Promise<boolean>;
  /** Whether rules outlive the background that set them (Chrome); otherwise each start sets them again. */
  readonly lasting: boolean;
};
