import type { AcceleratorLevel, Accelerators, Tier } from '../../verifier/index.ts';
import { fill } from './fill.ts';

export const ACCELERATORS_NAME = 'Accelerators';

/** What is proven of the machine's GPUs. None of these says that they are in this machine: that cannot be shown yet. */
export const ACCELERATOR_WORDS = {
  unproven: 'The GPU reports beside this page do not hold. Nothing ties them to this machine',
  genuine: '{devices}: genuine, but it did not answer your visit',
  answering: '{devices}: genuine, and answered your visit. Which machine it is in is not proven',
  named: '{devices}: genuine, and named by this machine’s own evidence. That it is attached is not proven',
} as const satisfies Readonly<Record<AcceleratorLevel, string>>;

/** A check of theirs failed. Only reports that the machine itself names count against it. */
export const ACCELERATOR_FAILURES = {
  named: 'This machine names GPUs of which a check failed',
  other: 'A check of the GPU reports failed. Nothing ties them to this machine',
} as const;

/** Who reads it finds every device and every question below. */
const SEVERAL = '{count} NVIDIA devices';
const ONE = 'NVIDIA {chip}';

export function acceleratorSentence({ level, machine, namedBy, result }: Accelerators): string {
  if (machine === 'contraindicated') return ACCELERATOR_FAILURES.named;
  if (level === 'unproven') return ACCELERATOR_WORDS.unproven;
  const failed = result.findings.some(({ outcome }) => outcome === 'fail');
  if (failed && namedBy === null) return ACCELERATOR_FAILURES.other;
  const details = result.claims?.details ?? {};
  const count = details['devices'] ?? 1;
  const devices = count === 1 ? fill(ONE, { chip: details['device 0 chip'] ?? 'device' }) : fill(SEVERAL, { count });
  return fill(ACCELERATOR_WORDS[level], { devices });
}

/** The sign beside it: what nothing ties to this machine is never confirmed of it. */
export function acceleratorTier({ level, machine }: Accelerators): Tier {
  if (machine === 'contraindicated') return machine;
  return level === 'named' ? machine : 'none';
}
