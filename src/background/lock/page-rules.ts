/** An origin and the policy to which its pages are held, without the word of the session. */
export type PageRule = { readonly id: number; readonly origin: string; readonly policy: string };

/**
 * The browser, as far as it holds pages to a policy. Only what is set here is held: origins without a rule pay nothing.
 * Each resolves when the next page that is loaded is held.
 */
export type PageRules = {
  /** Holds every page of this origin to this policy, in place of the site's own, and puts the guard into its documents. */
  set(rule: PageRule, guarded: readonly string[]): Promise<void>;
  /** Lets go of these. @param guarded origins that are still locked */
  drop(ids: readonly number[], guarded: readonly string[]): Promise<void>;
  /** All of them, as after an update, a new start of the browser, or a change that we did not make. */
  renew(rules: readonly PageRule[]): Promise<void>;
  /** Gives the rules that are there the word of this session, whoever set them: a private window of Chrome knows no others. */
  renewWord(): Promise<void>;
  /** Service workers of this origin, and what they stored: they answer in place of the site, past every rule. */
  clear(origin: string): Promise<void>;
  /** The word that ends the policy of this origin in this session. */
  word(origin: string): Promise<string>;
  /** Does the browser check signatures of scripts? Where it does not, a policy that names a key lets nothing run. */
  checksKeys(): Promise<boolean>;
  /** Rules outlive the background that set them (Chrome); where they do not, each start sets them again. */
  readonly lasting: boolean;
};
