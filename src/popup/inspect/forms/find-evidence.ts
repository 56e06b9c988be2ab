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
import { bytesOf, textOf } from './text.ts';

/** Depth limit: evidence in hexadecimal in JSON in base64 in gzip in an answer just fits. */
const MAX_CONTAINERS = 10;
/** Maximum pieces examined. */
const MAX_PIECES = 1024;
/** Maximum bytes of all pieces together: what an input can make this page read, however it is wrapped. */
const MAX_SEEN_BYTES = 8 << 20;

/** A piece that reads as evidence, or only resembles some. */
export type Candidate = Piece & {
  readonly evidence: Evidence;
  readonly opening: Opening;
  /** What the parser read, field by field, up to where it stopped. */
  readonly reads: readonly FieldRead[];
  /** Evidence of devices in the same collection. */
  readonly devices: readonly Evidence[];
};

/** What an input contains. */
export type Found =
  /** `devices`: evidence of devices in the same input, damaged or not, each once, if the evidence is a processor's. */
  | { readonly at: 'evidence'; readonly candidate: Candidate; readonly devices: readonly Evidence[] }
  /** Each with the devices of the same object, if it has any. */
  | { readonly at: 'several'; readonly candidates: readonly (Candidate & { readonly ownDevices: readonly Evidence[] })[] }
  | { readonly at: 'named'; readonly named: NamedInput }
  | { readonly at: 'nothing' };

/** Every piece inside an input, bounded in depth, number and bytes; deterministic. Never throws. */
export function findEvidence(input: Uint8Array): Found {
  const search = new Search();
  search.look(wholeInput(input));
  return search.found();
}

/**
 * Every piece inside an input, the input first, each before its contents: for readers that go through them one by one. Bounded
 * like `findEvidence`. @param visit whether to look inside a piece
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
      if (isDevice(opened)) this.#lookAround(piece);
      return;
    }
    const { inner, named } = peel(piece.bytes);
    if (named !== undefined) this.#named.push(named);
    const before = { opened: this.#opened.length, damaged: this.#damaged.length };
    for (const one of inner) this.look(inside(piece, one));
    const found = this.#opened.slice(before.opened);
    const type = found.every(isBareReport) ? resembles(piece.bytes) : undefined;
    if (type === undefined || (found.length > 0 && !isDeviceType(type))) return;
    // A list of devices of which one is damaged is damaged: the others are not all that it states.
    this.#opened.length = before.opened;
    // A damaged list counts as one piece, whatever part of it is damaged.
    this.#damaged.length = before.damaged;
    this.#damaged.push(candidate(piece, asType(piece, type)));
  }

  /** An answer that is a list of devices by its own members may hold its processor's evidence in others of them. */
  #lookAround({ bytes, ...piece }: Piece): void {
    if (bytes[0] !== 0x7b) return;
    const before = { opened: this.#opened.length, damaged: this.#damaged.length, named: this.#named.length };
    for (const one of peel(bytes).inner) this.look(inside({ bytes, ...piece }, one));
    this.#opened.push(...this.#opened.splice(before.opened).filter((one) => !isDevice(one)));
    this.#damaged.length = before.damaged;
    this.#named.length = before.named;
  }

  /** Intact evidence before damaged, the input's own before that of something else, processors before devices. */
  found(): Found {
    const groups = [this.#opened, this.#damaged].flatMap((all) => [
      all.filter((one) => !isDevice(one) && one.rank === 0),
      all.filter((one) => !isDevice(one) && one.rank === 1),
      all.filter(isDevice),
    ]);
    const group = groups.map(different).find(({ length }) => length > 0);
    const [first, ...others] = group ?? [];
    // Damaged devices next to an intact processor are what its site sent of them, as a visit would see.
    const everything = [...this.#opened, ...this.#damaged];
    const devicesOf = (one: Candidate, found: readonly Candidate[]): readonly Evidence[] => [
      ...one.devices,
      ...(isDevice(one) ? [] : asOneMachine(different(found.filter(isDevice)))),
    ];
    if (first !== undefined && others.length > 0) {
      const neighbours = (one: Candidate): readonly Candidate[] =>
        everything.filter((other) => objectOf(other) === objectOf(one));
      return {
        at: 'several',
        candidates: [first, ...others].map((one) => ({ ...one, ownDevices: devicesOf(one, neighbours(one)) })),
      };
    }
    if (first !== undefined) return { at: 'evidence', candidate: first, devices: devicesOf(first, everything) };
    const [named] = this.#named;
    return named === undefined ? { at: 'nothing' } : { at: 'named', named };
  }
}

const isDeviceType = (type: Evidence['type']): boolean => ACCELERATOR_EVIDENCE.some((one) => one === type);
const isDevice = ({ evidence }: Candidate): boolean => isDeviceType(evidence.type);

/** A device's report without a list around it: SPDM 1.1, MEASUREMENTS begins after GET_MEASUREMENTS. */
const isBareReport = (found: Candidate): boolean => isDevice(found) && found.bytes[0] === 0x11;

/** The JSON object that it was a member of, by its path: one machine of several. */
function objectOf({ containers }: Piece): string {
  const at = containers.findLastIndex((name) => name.startsWith('JSON ('));
  return [...containers.slice(0, at), containers[at]?.replace(/\.?[^.]*\)$/, '') ?? ''].join('\n');
}

/**
 * Lists of devices that are members of one object, GPUs and the switches between them: one machine's, together, each as it was
 * sent (tees/nvidia-gpu/evidence.ts). Lists of several objects stay apart.
 */
function asOneMachine(found: readonly Candidate[]): readonly Evidence[] {
  const evidence = found.map((one) => one.evidence);
  const texts = found.map(({ bytes }) => textOf(bytes)?.trim() ?? '');
  const [first] = evidence;
  const areOfOne = new Set(found.map(objectOf)).size === 1 && texts.every((text) => /^[[{]/.test(text));
  if (first === undefined || evidence.length === 1 || !areOfOne) return evidence;
  const items = texts.map((text) => `{"vendor":"nvidia","evidence":${text}}`);
  return [{ ...first, bytes: bytesOf(`{"items":[${items.join(',')}]}`) }];
}

/** Each evidence once, however often it occurs. */
function different(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ bytes }, at) => !candidates.slice(0, at).some((earlier) => equalBytes(earlier.bytes, bytes)));
}

/** A piece opened as evidence: read once, for both the explanation and the appraisal. */
function candidate(piece: Piece, evidence: Evidence): Candidate {
  const { value, reads } = traceReads(evidence.bytes, () => open(evidence));
  return { ...piece, evidence, opening: value, reads, devices: [] };
}

const asType = ({ bytes, parameters }: Piece, type: Evidence['type']): Evidence => ({ type, bytes, parameters });

/** As a record that declares its type, or under the first type that reads. */
function openedAs(piece: Piece): Candidate | undefined {
  const record = cmwEvidence(piece.bytes);
  if (record !== undefined) {
    const { evidence, attached, devices } = record;
    const found = candidate({ ...piece, attached, containers: [...piece.containers, 'CMW'], bytes: evidence.bytes }, evidence);
    return { ...found, devices };
  }
  // The contents are examined separately, with their attached documents.
  if (versionedIn(piece.bytes) !== undefined || isAzureTd(piece.bytes)) return undefined;
  for (const type of EVIDENCE_TYPES) {
    const opened = candidate(piece, asType(piece, type));
    if (opened.opening.at === 'opened') return opened;
  }
  return undefined;
}
