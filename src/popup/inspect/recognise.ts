import {
  ACCELERATOR_EVIDENCE,
  endorsementsInAll,
  open,
  type Evidence,
  type FieldRead,
  type Opening,
} from '../../verifier/index.ts';
import type { EndorsementDocument } from '../../verifier/protocol/index.ts';
import { fill } from '../words/fill.ts';
import { NAMED_WORDS, UNRECOGNISED } from '../words/pages/inspect-files.ts';
import { findEvidence, type Candidate } from './forms/find-evidence.ts';
import type { NamedInput } from './forms/named-input.ts';

/** A document attached to the evidence: endorsements, a binding. */
export type Attachments = EndorsementDocument;

/** What an input was found to be. */
export type Recognised = {
  readonly evidence: Evidence;
  readonly opening: Opening;
  /** What the parser read, field by field, up to where it stopped. */
  readonly reads: readonly FieldRead[];
  readonly attachments: readonly Attachments[];
  /** The wrappings of the evidence, outermost first. */
  readonly wrappings: readonly string[];
  /** Evidence of devices in the same input, with the documents around it; null if none, or several that differ. */
  readonly attachedDevices: AttachedDevices | null;
};

/** Evidence of a machine's devices, attached to its processor's. */
export type AttachedDevices = { readonly opening: Opening; readonly attachments: readonly Attachments[] };

/** Evidence, something known that is no evidence by itself, or neither. */
export type Recognition = {
  readonly recognised: Recognised | null;
  readonly named: NamedInput | null;
  /** Where there are several pieces of evidence: each of them, for a person to choose one. */
  readonly choices: readonly Choice[];
};

/** One of several pieces of evidence, and what it is and where, for people. */
export type Choice = { readonly what: string; readonly recognised: Recognised };

/** More than a site may send; enough for any saved evidence. */
export const MAX_INPUT_BYTES = 1 << 20;

const NOTHING: Recognition = { recognised: null, named: null, choices: [] };

/** Maximum pieces of evidence of one input that are listed to the user. */
const MAX_LISTED = 6;

/**
 * Identifies bytes, however they are wrapped (docs/APPRAISE.md, "Forms"). One recogniser for this page and the terminal. If there
 * are several pieces of evidence and nothing says which is meant, none is chosen. Never throws.
 */
export function look(input: Uint8Array): Recognition {
  if (input.length === 0 || input.length > MAX_INPUT_BYTES) return NOTHING;
  const found = findEvidence(input);
  if (found.at === 'nothing') return NOTHING;
  if (found.at === 'named') return { ...NOTHING, named: found.named };
  if (found.at === 'several') {
    const choices = found.candidates.map((one) => ({ what: whatAndWhere(one), recognised: recognisedAs(one, one.ownDevices) }));
    return { recognised: null, named: severalOf(choices), choices };
  }
  const recognised = recognisedAs(found.candidate, found.devices);
  const isDevice = ACCELERATOR_EVIDENCE.some((type) => type === recognised.evidence.type);
  return { ...NOTHING, recognised, named: isDevice ? { name: 'device-evidence', facts: {} } : null };
}

/** What it is, if it is not evidence by itself: one sentence. */
export const whatItIs = ({ named }: Recognition): string =>
  named === null ? UNRECOGNISED : fill(NAMED_WORDS[named.name], named.facts);

/** The evidence in an input, or null. */
export const recognise = (input: Uint8Array): Recognised | null => look(input).recognised;

function severalOf(choices: readonly Choice[]): NamedInput {
  const listed = choices.slice(0, MAX_LISTED).map(({ what }) => what);
  const list = [...listed, ...(choices.length > MAX_LISTED ? ['more'] : [])].join('; ');
  return { name: 'several', facts: { count: choices.length, list } };
}

function whatAndWhere({ containers, evidence, opening }: Candidate): string {
  const what = opening.at === 'opened' ? opening.opened.format : evidence.type;
  return `${what} in ${containers.findLast((name) => name.includes('(')) ?? containers.at(-1) ?? 'the input'}`;
}

function recognisedAs(
  { evidence, opening, reads, containers, attached }: Candidate,
  [device, ...others]: readonly Evidence[],
): Recognised {
  const isOne = device !== undefined && others.length === 0;
  const attachedDevices = isOne ? { opening: open(device), attachments: attached } : null;
  return { evidence, opening, reads, attachments: usable(opening, attached, containers), wrappings: containers, attachedDevices };
}

/**
 * Documents attached in an answer are used if this kind of evidence can use them; what a document of our own declares is kept as
 * it is, so that it can be reported as unreadable.
 */
function usable(
  opening: Opening,
  attached: readonly EndorsementDocument[],
  containers: readonly string[],
): readonly EndorsementDocument[] {
  if (containers.at(-1) === 'CMW' || opening.at !== 'opened') return attached;
  return attached.filter((document) => endorsementsInAll(opening.tee, [document]).length > 0);
}
