/** Every state of the mark, as DESIGN §2 orders them. The one beside the address bar, in the popup and in tests. */
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

export type Badge = (typeof BADGES)[number];
