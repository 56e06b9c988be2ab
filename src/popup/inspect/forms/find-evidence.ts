import {
  ACCELERATOR_EVIDENCE,
  equalBytes,
  EVIDENCE_TYPES,
  isAzureTd,
  open,
  traceReads,
  versionedIn,
  type Evidence,
  type FieldRead,
  type Opening,
} from '../../../verifier/index.ts';
import { resembles } from './resembles.ts';
import { cmwEvidence } from './cmw.ts';
import type { NamedInput } from './named-input.ts';
import { peel } from './peel.ts';
import { inside, wholeInput, type Piece } from './piece.ts';

/** Evidence in hexadecimal in JSON in base64 in gzip in an answer ends here. */
const MAX_CONTAINERS = 10;
/** Pieces that are looked at, in all. */
const MAX_PIECES = 1024;
/** Bytes of all pieces together: what an input can make this page read, whatever it is wrapped in. */
const MAX_SEEN_BYTES = 8 << 20;

/** A piece that reads as evidence, or only resembles some. */
export type Candidate = Piece & {
  readonly evidence: Evidence;
  readonly opening: Opening;
  /** What the parser read, field by field, up to where it stopped. */
  readonly reads: readonly FieldRead[];
  /** Evidence of devices that stands in the same collection. */
  readonly devices: readonly Evidence[];
};

/** What an input holds. */
export type Found =
  /** `devices`: evidence of devices in the same input, each once, where the evidence is a processor's. */
  | { readonly at: 'evidence'; readonly candidate: Candidate; readonly devices: readonly Evidence[] }
  | { readonly at: 'several'; readonly candidates: readonly Candidate[] }
  | { readonly at: 'named'; readonly named: NamedInput }
  | { readonly at: 'nothing' };

/** Every piece inside an input, bounded in depth, number and bytes; the same input gives the same answer. Never throws. */
export function findEvidence(input: Uint8Array): Found {
  const search = new Search();
  search.look(wholeInput(input));
  return search.found();
}

/**
 * Every piece inside an input, the input first, each before what is inside it: for readers of what comes one by one.
 * Bounded as `findEvidence` is.
 * @param visit whether to look inside a piece
 */
export function visitPieces(input: Uint8Array, visit: (piece: Piece) => boolean): void {
  let pieces = 0;
  let seen = 0;
  const look = (piece: Piece): void => {
    pieces += 1;
    seen += piece.bytes.length;
    if (pieces > MAX_PIECES || seen > MAX_SEEN_BYTES || piece.containers.length > MAX_CONTAINERS) return;
    if (visit(piece)) for (const one of peel(piece.bytes).inner) look(inside(piece, one));
  };
  look(wholeInput(input));
}

class Search {
  readonly #opened: Candidate[] = [];
  readonly #damaged: Candidate[] = [];
  readonly #named: NamedInput[] = [];
  #pieces = 0;
  #seen = 0;

  look(piece: Piece): void {
    this.#pieces += 1;
    this.#seen += piece.bytes.length;
    if (this.#pieces > MAX_PIECES || this.#seen > MAX_SEEN_BYTES || piece.containers.length > MAX_CONTAINERS) return;
    const opened = openedAs(piece);
    if (opened !== undefined) {
      this.#opened.push(opened);
      return;
    }
    const { inner, named } = peel(piece.bytes);
    if (named !== undefined) this.#named.push(named);
    const before = { opened: this.#opened.length, damaged: this.#damaged.length };
    for (const one of inner) this.look(inside(piece, one));
    const type = this.#opened.length > before.opened ? undefined : resembles(piece.bytes);
    if (type === undefined) return;
    // A damaged list is one thing, whatever in it is damaged.
    this.#damaged.length = before.damaged;
    this.#damaged.push(candidate(piece, asType(piece, type)));
  }

  /** Whole evidence before damaged, that of the input itself before that of something else, of processors before devices. */
  found(): Found {
    const isDevice = ({ evidence }: Candidate): boolean => ACCELERATOR_EVIDENCE.some((type) => type === evidence.type);
    const groups = [this.#opened, this.#damaged].flatMap((all) => [
      all.filter((one) => !isDevice(one) && one.rank === 0),
      all.filter((one) => !isDevice(one) && one.rank === 1),
      all.filter(isDevice),
    ]);
    const group = groups.map(different).find(({ length }) => length > 0);
    const [first, ...others] = group ?? [];
    if (first !== undefined && others.length > 0) return { at: 'several', candidates: [first, ...others] };
    if (first !== undefined) {
      const attached = isDevice(first) ? [] : different(this.#opened.filter(isDevice)).map(({ evidence }) => evidence);
      return { at: 'evidence', candidate: first, devices: [...first.devices, ...attached] };
    }
    const [named] = this.#named;
    return named === undefined ? { at: 'nothing' } : { at: 'named', named };
  }
}

/** Each evidence once, however often it stands there. */
function different(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ bytes }, at) => !candidates.slice(0, at).some((earlier) => equalBytes(earlier.bytes, bytes)));
}

/** A piece opened as evidence: read once, by whoever explains it and whoever appraises it. */
function candidate(piece: Piece, evidence: Evidence): Candidate {
  const { value, reads } = traceReads(evidence.bytes, () => open(evidence));
  return { ...piece, evidence, opening: value, reads, devices: [] };
}

const asType = ({ bytes, parameters }: Piece, type: Evidence['type']): Evidence => ({ type, bytes, parameters });

/** As a record that says its type, or under the first type that reads. */
function openedAs(piece: Piece): Candidate | undefined {
  const record = cmwEvidence(piece.bytes);
  if (record !== undefined) {
    const { evidence, attached, devices } = record;
    const found = candidate({ ...piece, attached, containers: [...piece.containers, 'CMW'], bytes: evidence.bytes }, evidence);
    return { ...found, devices };
  }
  // What is inside is looked at by itself, with what comes along.
  if (versionedIn(piece.bytes) !== undefined || isAzureTd(piece.bytes)) return undefined;
  for (const type of EVIDENCE_TYPES) {
    const opened = candidate(piece, asType(piece, type));
    if (opened.opening.at === 'opened') return opened;
  }
  return undefined;
}
