import type { PageLock } from '../../verifier/protocol/index.ts';
import type { Tag } from './tags.ts';

/** What a browser with Sealmark will block on a page. Permanent words; the sentences with them are for people. */
export type BlockedKind =
  | 'script-without-integrity'
  | 'script-not-named'
  | 'script-changed'
  | 'inline-script'
  | 'charset'
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
  /** What, where and why: a whole sentence, with the remedy. */
  readonly sentence: string;
  /** False for findings from the text of code: it may never run, and what is assembled at run time is not seen. */
  readonly certain: boolean;
};

/** A page as served, and what is known of the files that it names. */
export type ServedPage = {
  /** Its full address. */
  readonly url: string;
  readonly html: string;
  /** The bytes of its own origin's scripts and style sheets by full address, if loaded. */
  readonly files: ReadonlyMap<string, Uint8Array>;
};

/** How a page is read: each finding comes from one tag, or one text. */
export type PageContext = ServedPage & { readonly lock: PageLock; readonly tags: readonly Tag[] };
