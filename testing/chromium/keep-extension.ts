import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How Chromium marks what the protocol loaded (a bit of an extension's `creation_flags`): the next start forgets it. What a developer
 * loads by hand on the page of extensions is the same without this bit (Chromium 156).
 */
const FORGOTTEN_AT_START = 0x8000;

type Preferences = { readonly extensions: { readonly settings: Readonly<Record<string, { creation_flags?: number }>> } };

/** Makes the extensions of a profile, whose browser has ended, ones that are still there at its next start. */
export function keepExtensions(profile: string): void {
  const path = join(profile, 'Default', 'Preferences');
  const preferences = JSON.parse(readFileSync(path, 'utf8')) as Preferences; // the browser's own file
  for (const settings of Object.values(preferences.extensions.settings))
    settings.creation_flags = (settings.creation_flags ?? 0) & ~FORGOTTEN_AT_START;
  writeFileSync(path, JSON.stringify(preferences));
}
