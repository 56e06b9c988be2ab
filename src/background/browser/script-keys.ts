import browser from 'webextension-polyfill';
import { SESSION_FILE } from '../api/page-guard.ts';

let known: Promise<boolean> | undefined;

/**
 * Does this browser check signatures of scripts (Signature-based Integrity)? One that does refuses a file of ours that nobody
 * signed; every other takes the word for one that it does not know, and loads it.
 */
export function checksScriptKeys(): Promise<boolean> {
  known ??= fetch(browser.runtime.getURL(SESSION_FILE), { integrity: `ed25519-${'A'.repeat(43)}=` }).then(
    () => false,
    () => true,
  );
  return known;
}
