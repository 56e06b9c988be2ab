import {
  instant,
  needKey,
  open,
  parseRfc3339,
  pinnedAnchors,
  suppliedBy,
  type Endorsement,
  type EvidenceType,
  type Need,
} from '../verifier/index.ts';
import { appraiseDropped, type Appraised } from '../popup/inspect/appraise-dropped.ts';
import { look, whatItIs, type Choice, type Recognised } from '../popup/inspect/recognise.ts';
import { sentencesOf } from '../popup/inspect/sentences.ts';
import { notTaken, onlyRegistered, takeFile, withAdded } from '../popup/inspect/taken.ts';
import { verdictOf, type Verdict } from '../popup/inspect/verdict.ts';
import { decide, type Decision } from './decision.ts';
import { RequestError } from './request-error.ts';

/** A file as it was named on the command line. */
export type NamedFile = { readonly name: string; readonly bytes: Uint8Array };

/** The inspector's reading of a file, with the terminal's decision (docs/APPRAISE.md, "A file as people have it"). */
export type Inspected = {
  readonly recognised: Recognised | null;
  /** A sentence; null for evidence that can be examined on its own. */
  readonly named: string | null;
  /** Null if nothing was appraised. */
  readonly outcome: {
    readonly decision: Decision;
    readonly verdict: Verdict;
    readonly sentences: readonly string[];
    readonly missing: readonly Need[];
    readonly appraised: Appraised;
  } | null;
};

type Options = {
  /** Reads the bytes as evidence of this type, whatever they look like. */
  readonly type?: EvidenceType;
  /** Which of several pieces of evidence is meant, from 1, in the order in which they are listed. */
  readonly piece?: number;
  /** RFC 3339: the time of appraisal, in place of the clock's. */
  readonly at?: string;
  readonly added: readonly NamedFile[];
};

/**
 * Takes a file apart and appraises its evidence with the inspector's own code, policy and words, so that both say the same.
 * @param clock milliseconds since 1970
 */
export async function inspectFile(file: Uint8Array, { type, piece, at, added }: Options, clock: number): Promise<Inspected> {
  const looked = type === undefined ? look(file) : { recognised: asType(type, file), named: null, choices: [] };
  const recognised = looked.recognised ?? chosen(looked.choices, piece);
  const named = recognised === null || looked.named !== null ? whatItIs(looked) : null;
  if (recognised === null) return { recognised, named, outcome: null };
  const appraiseWith = (endorsements: readonly Endorsement[]): Promise<Appraised> =>
    appraiseDropped(recognised, { anchors: pinnedAnchors, references: [] }, endorsements, at ?? null, clock);
  const { endorsements, refused } = take(recognised, added, at === undefined ? clock : parseRfc3339(at, 'at'));
  const appraised = await appraiseWith(endorsements);
  const { result, whenMade, missing } = appraised;
  const outcome = {
    decision: decide(result, recognised.opening.at === 'opened' ? recognised.opening.tee : null, false),
    verdict: verdictOf(result, whenMade),
    sentences: [...(await sentencesOf(recognised, appraised)), ...refused],
    missing,
    appraised,
  };
  return { recognised, named, outcome };
}

/** @throws RequestError for a number that none of them has */
function chosen(choices: readonly Choice[], piece: number | undefined): Recognised | null {
  if (piece === undefined) return null;
  const found = choices[piece - 1];
  if (found === undefined)
    throw new RequestError('bad-request', `--piece: this file has ${String(choices.length)} to choose from`);
  return found.recognised;
}

function asType(type: EvidenceType, bytes: Uint8Array): Recognised {
  const evidence = { type, bytes, parameters: {} };
  return { evidence, opening: open(evidence), reads: [], attachments: [], wrappings: [], attachedDevices: null };
}

/** Adds the files one after the other, as a user would: one answer may name the next. */
function take(
  { opening }: Recognised,
  added: readonly NamedFile[],
  now: number,
): { readonly endorsements: readonly Endorsement[]; readonly refused: readonly string[] } {
  let endorsements: readonly Endorsement[] = [];
  const refused: string[] = [];
  if (opening.at !== 'opened') return { endorsements, refused };
  for (const { name, bytes } of added) {
    const supplied = suppliedBy('caller', endorsements);
    const wanted = onlyRegistered(opening.opened.missing(supplied, instant(now)));
    const taken = takeFile(opening.tee, opening.opened.needs(supplied), wanted, bytes);
    if ('why' in taken) refused.push(notTaken(name, taken.why));
    else endorsements = withAdded(endorsements, taken.taken);
  }
  return { endorsements, refused };
}

/** The one line that `--json` prints. @param sha256 of the evidence, lowercase hex; null where there is none */
export function asJson({ recognised, named, outcome }: Inspected, isDevice: boolean, sha256: string | null): object {
  return {
    recognised:
      recognised === null || isDevice ? null : { type: recognised.evidence.type, containers: recognised.wrappings, sha256 },
    named,
    decision: outcome?.decision ?? null,
    verdict:
      outcome === null
        ? null
        : { tier: outcome.verdict.tier, headline: outcome.verdict.headline, sentence: outcome.verdict.sentence },
    sentences: outcome?.sentences ?? [],
    missing: (outcome?.missing ?? []).map(needKey),
    result: outcome?.appraised.result ?? null,
    accelerators: outcome?.appraised.accelerators ?? null,
  };
}
