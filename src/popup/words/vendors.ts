import type { VendorSource } from '../../background/api/vendor-source.ts';
import { plain } from './fill.ts';

/**
 * What a request to a manufacturer reveals, beyond what every request reveals to every server (the network address, the time,
 * which browser it is: the options page says so once). None of them learns which site is visited.
 */
export const REVEALS_WORDS = {
  nothing: 'It learns nothing about the site: everyone asks for the same thing.',
  'platform-family': 'It learns which family of processors the site runs on, but not which site it is.',
  chip: 'It learns which single processor the site runs on, and so may guess who owns it. Sealmark keeps the answer for years and asks only once.',
} as const satisfies Readonly<Record<VendorSource['reveals'], string>>;

const NAMES: Readonly<Record<string, string>> = {
  'intel-pcs': 'Intel’s certification service',
  'amd-kds': 'AMD’s key service',
  bundled: 'What comes with Sealmark',
  document: 'What the site sent along',
  cache: 'Earlier answers',
};

/** A source by its usual name. */
export function vendorName(id: string): string {
  return new Map(Object.entries(NAMES)).get(id) ?? plain(id);
}
