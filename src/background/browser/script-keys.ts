import browser from 'webextension-polyfill';
import { SESSION_FILE } from '../api/page-guard.ts';

let known: Promise<boolean> | undefined;

/**
 * Does this browser check signatures of scripts (Signature-based Integrity)? A browser that does refuses an unsigned file of
 * ours; any other ignores the unknown keyword and loads it.
 */
export function checksScriptKeys(): Promise<boolean> {
  known ??= fetch(browser.runtime.getURL(SESSION_FILE), { integrity: `ed25519-${'A'.repeat(43)}=` }).then(
    () => false,
    () => true,
  );
  return known;
}
