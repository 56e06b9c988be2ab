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

/** A document that came beside the evidence: endorsements, a binding. */
export type Attachments = EndorsementDocument;

/** What an input was found to be. */
export type Recognised = {
  readonly evidence: Evidence;
  readonly opening: Opening;
  /** What the parser read, field by field, up to where it stopped. */
  readonly reads: readonly FieldRead[];
  readonly attachments: readonly Attachments[];
  /** What the evidence was wrapped in, outermost first. */
  readonly wrappings: readonly string[];
  /** Evidence of devices in the same input, with the documents around it; null for none, and for several that differ. */
  readonly attachedDevices: AttachedDevices | null;
};

/** Evidence of a machine's devices beside that of its processor. */
export type AttachedDevices = { readonly opening: Opening; readonly attachments: readonly Attachments[] };

/** Evidence, something that is known and no evidence by itself, or neither. */
export type Recognition = { readonly recognised: Recognised | null; readonly named: NamedInput | null };

/** More than a site may send; enough for any evidence somebody kept. */
export const MAX_INPUT_BYTES = 1 << 20;

const NOTHING: Recognition = { recognised: null, named: null };

/** Pieces of evidence of one input that are named to the reader. */
const MAX_LISTED = 6;

/**
 * Finds out what some bytes are, whatever they are wrapped in (docs/APPRAISE.md, "Forms"). One recogniser for this page and
 * the terminal. Where several pieces of evidence stand there and nothing says which one is meant, none is taken. Never throws.
 */
export function look(input: Uint8Array): Recognition {
  if (input.length === 0 || input.length > MAX_INPUT_BYTES) return NOTHING;
  const found = findEvidence(input);
  if (found.at === 'nothing') return NOTHING;
  if (found.at === 'named') return { recognised: null, named: found.named };
  if (found.at === 'several') return { recognised: null, named: severalOf(found.candidates) };
  const recognised = recognisedAs(found.candidate, found.devices);
  const isDevice = ACCELERATOR_EVIDENCE.some((type) => type === recognised.evidence.type);
  return { recognised, named: isDevice ? { name: 'device-evidence', facts: {} } : null };
}

/** What it is, where that is not evidence by itself: one sentence. */
export const whatItIs = ({ named }: Recognition): string =>
  named === null ? UNRECOGNISED : fill(NAMED_WORDS[named.name], named.facts);

/** The evidence in an input, or null. */
export const recognise = (input: Uint8Array): Recognised | null => look(input).recognised;

function severalOf(candidates: readonly Candidate[]): NamedInput {
  const paths = candidates.map(({ containers, evidence, opening }) => {
    const what = opening.at === 'opened' ? opening.opened.format : evidence.type;
    return `${what} in ${containers.findLast((name) => name.includes('(')) ?? containers.at(-1) ?? 'the input'}`;
  });
  const list = [...paths.slice(0, MAX_LISTED), ...(paths.length > MAX_LISTED ? ['more'] : [])].join('; ');
  return { name: 'several', facts: { count: candidates.length, list } };
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
 * What stands next to evidence in an answer is taken where this kind of evidence has a use for it; what a document of our own
 * says of itself is kept as it is, so that it can be called unreadable.
 */
function usable(
  opening: Opening,
  attached: readonly EndorsementDocument[],
  containers: readonly string[],
): readonly EndorsementDocument[] {
  if (containers.at(-1) === 'CMW' || opening.at !== 'opened') return attached;
  return attached.filter((document) => endorsementsInAll(opening.tee, [document]).length > 0);
}
