import type { AcceleratorLevel, Accelerators, AttestationResult, Tier } from '../../verifier/index.ts';
import { fill, listed } from './fill.ts';

/** Heading of the part about GPUs. */
export const ACCELERATORS_NAME = 'Accelerators';

type ProvenLevel = Exclude<AcceleratorLevel, 'unproven'>;

/** What is proven about the machine's GPUs. None of these says that they are in this machine: that cannot be shown yet. */
const ACCELERATOR_WORDS = {
  genuine: '{devices}: genuine, but {it} did not answer your visit',
  answering: '{devices}: genuine, and answered your visit. Which machine {is} in is not proven',
  named: '{devices}: genuine, and named by this machine’s own evidence. That {is} attached is not proven',
} as const satisfies Readonly<Record<ProvenLevel, string>>;

/** Why nothing is proven of reports. Only a check that failed shows that they do not hold. */
const UNPROVEN = {
  failed: 'The GPU reports {where} do not hold. {tie}',
  unreadable: 'The GPU reports {where} cannot be read. {tie}',
  newer: 'The GPU reports {where} are newer than this release of Sealmark. {tie}',
  unchecked: 'The GPU reports {where} could not be checked. {tie}',
} as const;

const WHERE = { 'of-a-visit': 'that came with this page', 'of-a-file': 'in this file' } as const;

/** Whether the machine's own evidence names reports of which nothing is proven. */
const TIE = { named: 'This machine names them', none: 'Nothing ties them to this machine' } as const;

/** Devices that the machine names, where the sign next to them is no tick. */
const NAMED: Readonly<Partial<Record<Tier, string>>> = {
  warning: '{devices}: genuine, and named by this machine’s own evidence, with a warning. That {is} attached is not proven',
  none: '{devices}: genuine, and named by this machine’s own evidence. Not everything about {them} was checked, and that {is} attached is not proven',
};

/** Pronouns for one device, and for several. */
const PRONOUNS = {
  one: { it: 'it', is: 'it is', them: 'it' },
  several: { it: 'they', is: 'they are', them: 'them' },
} as const;

/** The same for a saved file: it answers no visit here, and it is unknown whose it answered. */
const OF_A_FILE: Readonly<Record<ProvenLevel, string>> = {
  ...ACCELERATOR_WORDS,
  genuine: '{devices}: genuine. Whether {it} answered a visit, and which machine {is} in, is not proven',
};

/** One of their checks failed. Only reports that the machine itself names count against it. */
export const ACCELERATOR_FAILURES = {
  named: 'This machine names GPUs of which a check failed',
  other: 'A check of the GPU reports failed. Nothing ties them to this machine',
} as const;

/** Devices whose certificates name no known chip, and devices of one chip. */
const UNNAMED = { one: 'NVIDIA device', several: '{count} NVIDIA devices' } as const;
const OF_ONE_CHIP = { one: 'NVIDIA {chip}', several: '{count} × NVIDIA {chip}' } as const;

/** What the devices report about themselves, as one line under the sentence. Each value once, if devices differ. */
const SUMMARY: readonly (readonly [detail: string, words: string])[] = [
  ['driver', 'driver {values}'],
  ['vbios', 'firmware {values}'],
  ['mode', '{values}'],
];

/** NVIDIA's names of modes, for people: one GPU passed through to the guest, several, and several whose links are open. */
const MODES: Readonly<Record<string, string>> = {
  SPT: 'confidential mode',
  MPT: 'confidential mode (several GPUs)',
  PPCIE: 'protected PCIe mode',
};
const OTHER_MODE = 'unknown mode';

/** One detail of every device, in list order; devices without it are left out. */
function detailsOf({ result }: Accelerators, name: string): readonly string[] {
  const isIt = new RegExp(`^device [0-9]+ ${name}$`);
  return Object.entries(result.claims?.details ?? {}).flatMap(([label, value]) => (isIt.test(label) ? [String(value)] : []));
}

const countOf = ({ result }: Accelerators): number => Number(result.claims?.details['devices'] ?? 1);

/** How many devices of which chip. */
function devicesIn(view: Accelerators): string {
  const count = countOf(view);
  const chips = detailsOf(view, 'chip');
  if (chips.length < count) return fill(count === 1 ? UNNAMED.one : UNNAMED.several, { count });
  const groups = [...new Set(chips)].map((chip) => {
    const alike = chips.filter((one) => one === chip).length;
    return fill(alike === 1 ? OF_ONE_CHIP.one : OF_ONE_CHIP.several, { count: alike, chip });
  });
  return listed(groups);
}

/** Driver, firmware and mode; null if the devices report none of it. */
export function acceleratorSummary(view: Accelerators): string | null {
  const parts = SUMMARY.flatMap(([detail, words]) => {
    const found = [...new Set(detailsOf(view, detail))];
    const values = detail === 'mode' ? found.map((mode) => MODES[mode] ?? OTHER_MODE) : found;
    return values.length === 0 ? [] : [fill(words, { values: listed(values) })];
  });
  return parts.length === 0 ? null : parts.join(' · ');
}

/** Devices under a root that a developer added, next to a machine under a pinned one. */
const SIMULATED = 'Simulated: {sentence}';

/** What is proven of them, in one sentence. @param seen whether they answered a visit here, or stood in a saved file */
export function acceleratorSentence(view: Accelerators, seen: Seen = 'of-a-visit'): string {
  const sentence = sentenceOf(view, seen);
  return view.onlySimulated ? fill(SIMULATED, { sentence }) : sentence;
}

type Seen = keyof typeof WHERE;

function sentenceOf(view: Accelerators, seen: Seen): string {
  const { level, machine, namedBy, result } = view;
  const words = seen === 'of-a-file' ? OF_A_FILE : ACCELERATOR_WORDS;
  if (machine === 'contraindicated') return ACCELERATOR_FAILURES.named;
  if (level === 'unproven')
    return fill(UNPROVEN[whyUnproven(result)], { where: WHERE[seen], tie: TIE[namedBy === null ? 'none' : 'named'] });
  const failed = result.findings.some(({ outcome }) => outcome === 'fail');
  if (failed && namedBy === null) return ACCELERATOR_FAILURES.other;
  const sentence = level === 'named' ? (NAMED[machine] ?? words.named) : words[level];
  return fill(sentence, { devices: devicesIn(view), ...PRONOUNS[countOf(view) === 1 ? 'one' : 'several'] });
}

function whyUnproven({ findings }: AttestationResult): keyof typeof UNPROVEN {
  const failed = findings.filter(({ outcome }) => outcome === 'fail');
  const unread = failed.find(({ check }) => check === 'evidence.well-formed');
  if (unread !== undefined) return unread.facts?.['because'] === 'newer' ? 'newer' : 'unreadable';
  return failed.length > 0 ? 'failed' : 'unchecked';
}

/** The sign next to it: what nothing ties to this machine is never confirmed for it. */
export function acceleratorTier({ level, machine }: Accelerators): Tier {
  if (machine === 'contraindicated') return machine;
  return level === 'named' ? machine : 'none';
}
