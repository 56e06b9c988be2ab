import type { PageLock } from '../../verifier/protocol/index.ts';
import type { Tag } from './tags.ts';

/** What of a page a browser with Sealmark will block. Permanent words; the sentences beside them are for people. */
export type BlockedKind =
  | 'script-without-integrity'
  | 'script-not-named'
  | 'script-changed'
  | 'inline-script'
  | 'handler'
  | 'import'
  | 'eval'
  | 'wasm'
  | 'worker'
  | 'service-worker'
  | 'base'
  | 'object'
  | 'connect'
  | 'form'
  | 'picture'
  | 'media'
  | 'style'
  | 'font'
  | 'frame'
  | 'manifest';

/** One thing that a locked page cannot do. */
export type Blocked = {
  readonly kind: BlockedKind;
  /** What, where and why: a whole sentence, with the way out. */
  readonly sentence: string;
  /** False for what was found in code by its looks: it may never run, and what is made of parts is not seen. */
  readonly certain: boolean;
};

/** A page as it is served, and what is known of the files that it names. */
export type ServedPage = {
  /** Where it is served, whole. */
  readonly url: string;
  readonly html: string;
  /** The bytes of scripts and style sheets of its own origin by their whole address, as far as they were loaded. */
  readonly files: ReadonlyMap<string, Uint8Array>;
};

/** What a page is read by: each finding is made of one tag, or of one text. */
export type PageContext = ServedPage & { readonly lock: PageLock; readonly tags: readonly Tag[] };
