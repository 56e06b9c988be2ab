/** Every state of the mark, in the order of DESIGN §2. The mark in the address bar, in the popup and in tests. */
export const BADGES = [
  'simulated',
  'failed',
  'missing',
  'caution',
  'changed',
  'unaudited',
  'unbound',
  'verified',
  'checking',
  'unavailable',
  'none',
  'off',
] as const;

/** One state of the mark. */
export type Badge = (typeof BADGES)[number];
