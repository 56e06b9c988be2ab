import { ADAPTER_IDS, type AdapterId } from '../api/adapters.ts';
import type { SitePin } from '../api/settings.ts';
import { readOrigin } from './origin.ts';
import { MAX_SITES } from './history.ts';
import type { RecordShape } from './records.ts';

/** A pin, whether the user chose it, and the form in which the site attested when it was set. */
export type StoredPin = SitePin & { readonly chosen: boolean; readonly adapter: AdapterId };

/** The rank of an automatic pin: one that took days to earn is evicted last. */
const WORTH: Readonly<Record<StoredPin['pin'], number>> = { off: 0, soft: 1, hard: 2 };

/**
 * The user's choice stays until the user changes it: without the pin, a site whose evidence vanished would look like any other.
 */
export const PINS: RecordShape<StoredPin> = {
  table: 'pins',
  keyOf: ({ origin }) => origin,
  bound: { maxEntries: MAX_SITES, rank: ({ pin, chosen, since }) => (chosen ? null : { worth: WORTH[pin], since }) },
  read: (fields) => ({
    origin: readOrigin(fields.string('origin')),
    pin: fields.oneOf('pin', ['off', 'soft', 'hard']),
    since: fields.date('since'),
    chosen: fields.boolean('chosen'),
    // Pins existed before forms other than our own.
    adapter: fields.value('adapter') === undefined ? 'sealmark' : fields.oneOf('adapter', ADAPTER_IDS),
  }),
};
