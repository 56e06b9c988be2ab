import type { AllowlistEntry } from '../../background/api/allowlist.ts';
import { teeName } from '../words/tees.ts';

/**
 * Entries that contain every word of this text: in the site, the note, the kind of hardware, a fingerprint, or the stating party.
 */
export function searched(entries: readonly AllowlistEntry[], text: string): readonly AllowlistEntry[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const holds = textOf(entry);
    return words.every((word) => holds.includes(word));
  });
}

function textOf({ origins, note, tee, registers, from }: AllowlistEntry): string {
  const all = [
    ...(origins ?? []),
    note,
    tee,
    teeName(tee),
    ...Object.entries(registers).flat(),
    from?.auditor ?? '',
    from?.list ?? '',
  ];
  return all.join(' ').toLowerCase();
}
