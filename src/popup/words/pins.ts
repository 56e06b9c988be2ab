import type { SitePin } from '../../background/api/settings.ts';

/** What a pin does when the site comes without evidence. */
export const PIN_WORDS = {
  off: 'Do nothing',
  soft: 'Warn me (amber)',
  hard: 'Alarm me (red)',
} as const satisfies Readonly<Record<SitePin['pin'], string>>;
