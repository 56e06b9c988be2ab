import {
  anyTees,
  EVIDENCE_TYPES,
  suppliedBy,
  instant,
  Malformed,
  open,
  ORDINARY_POLICY,
  parseJsonObject,
  parseRfc3339,
  pinnedAnchors,
  toRfc3339,
  type AnyTee,
  type Anchors,
  type AppraisalInput,
  type AppraisalPolicy,
  type Endorsement,
  type Evidence,
  type Instant,
  type Opening,
  type JsonObject,
  type ReferenceValue,
} from '../verifier/index.ts';
import { RequestError } from './request-error.ts';
import { every } from './request-fields/every.ts';
import { families } from './request-fields/families.ts';
import type { Expected, Family, Word } from './request-fields/family.ts';
import { file, members, object, oneOf, refuse, text } from './request-fields/value.ts';

/** A parsed request of DESIGN §5: what to appraise, and which aspects are judged. */
export type Request = {
  readonly input: Omit<AppraisalInput, 'crypto'>;
  /** The TEE that recognised the evidence; null when none did. */
  readonly tee: AnyTee | null;
  /** `expected` names registers that identify code. */
  readonly codeNamed: boolean;
};

const PARTS = ['id', 'at', 'evidence', 'endorsements', 'anchors', 'policy', 'expected'];

/** One line of input → its JSON object. @throws RequestError `bad-json` */
export function readLine(line: string): JsonObject {
  try {
    return parseJsonObject(new TextEncoder().encode(line), 'request', line.length * 3);
  } catch (error) {
    if (error instanceof Malformed) throw new RequestError('bad-json', error.message);
    throw error;
  }
}

/** A request object → the verifier's input. @param clock the time when the request names none @throws RequestError */
export async function readRequest(request: JsonObject, clock: Instant): Promise<Request> {
  try {
    return await read(request, clock);
  } catch (error) {
    if (error instanceof Malformed) throw new RequestError('bad-request', error.message);
    throw error;
  }
}

async function read(request: JsonObject, clock: Instant): Promise<Request> {
  const unknown = request.names.find((name) => !PARTS.includes(name));
  if (unknown !== undefined) refuse(unknown, 'not a part of a request');
  const at = request.has('at') ? parseRfc3339(request.string('at'), 'at') : null;
  const now = at ?? clock;

  const { evidence, family } = await readEvidence(request);
  const opening = open(evidence);
  const tee = opening.at === 'opened' ? opening.tee : null;
  const format = opening.at === 'opened' ? opening.opened.format : null;
  const expected = readExpected(part(request, 'expected'), family, tee?.id ?? null, format);
  const input = {
    opening,
    endorsements: suppliedBy('caller', await readEndorsements(part(request, 'endorsements'), family, opening)),
    references: tee === null ? [] : asReference(expected, tee, now),
    visit: { expected: { reportData: expected.reportData, nonce: expected.nonce } },
    anchors: await readAnchors(part(request, 'anchors')),
    policy: readPolicy(part(request, 'policy'), family),
    now,
    clockChanged: at !== null,
  };
  return { input, tee, codeNamed: tee !== null && namesCode(tee, expected) };
}

/** A part's members as fields; none when the part is absent. */
function part(request: JsonObject, name: string): readonly (Word & { readonly name: string })[] {
  return request.has(name) ? members({ value: request.value(name) ?? null, path: name }) : [];
}

async function readEvidence(request: JsonObject): Promise<{ evidence: Evidence; family: Family }> {
  const fields = object({ value: request.value('evidence') ?? null, path: 'evidence' });
  const typeWord: Word = { value: fields.value('type') ?? null, path: 'evidence.type' };
  const family = families.find((one) => one.evidence.some((type) => type === typeWord.value));
  const built = anyTees.some(({ accepts }) => accepts.some((type) => type === typeWord.value));
  if (family === undefined || !built)
    throw new RequestError('evidence-not-supported', `evidence of type ${text(typeWord)} is not supported by this build`);
  const type = oneOf(typeWord, EVIDENCE_TYPES);
  const bytes = await file({ value: fields.value('file') ?? null, path: 'evidence.file' });
  return { evidence: { type, bytes, parameters: await family.parameters(fields) }, family };
}

async function readEndorsements(
  words: readonly (Word & { readonly name: string })[],
  family: Family,
  opening: Opening,
): Promise<readonly Endorsement[]> {
  const lists = words.flatMap(({ name, ...word }) => {
    if (!families.some(({ endorsements }) => Object.hasOwn(endorsements, name))) refuse(word.path, 'unknown word');
    // An endorsement for other evidence is ignored: that means a missing endorsement, never a pass.
    const known = Object.hasOwn(family.endorsements, name) ? family.endorsements[name] : undefined;
    return known === undefined ? [] : [known(word, opening)];
  });
  return (await Promise.all(lists)).flat();
}

async function readAnchors(words: readonly (Word & { readonly name: string })[]): Promise<Anchors> {
  let anchors = pinnedAnchors;
  for (const { name, ...word } of words) {
    const family = families.find((one) => Object.hasOwn(one.anchors, name));
    anchors = (await family?.anchors[name]?.(word, anchors)) ?? refuse(word.path, 'unknown word');
  }
  return anchors;
}

function readPolicy(words: readonly (Word & { readonly name: string })[], family: Family): AppraisalPolicy {
  const known = new Map([...Object.entries(every.policy), ...Object.entries(family.policy)]);
  // A caller who names a time means it, and vouches for the endorsements: one that does not hold is refused.
  const common = { ...ORDINARY_POLICY.common, time: 'vouched-for', unusableEndorsement: 'refuse' } as const;
  const vouched: AppraisalPolicy = { ...ORDINARY_POLICY, common };
  const terminal = family.terminalPolicy?.(vouched) ?? vouched;
  return words.reduce(
    (policy, { name, ...word }) => known.get(name)?.(word, policy) ?? refuse(word.path, 'not a policy for this evidence'),
    terminal,
  );
}

function readExpected(
  words: readonly (Word & { readonly name: string })[],
  family: Family,
  tee: string | null,
  format: string | null,
): Expected {
  const known = new Map([...Object.entries(every.expected), ...Object.entries(family.expected)]);
  return words.reduce<Expected>(
    (expected, { name, ...word }) => {
      const one = known.get(name)?.(word, tee, format) ?? refuse(word.path, 'cannot be expected of this evidence');
      return { ...expected, ...one, registers: { ...expected.registers, ...one.registers } };
    },
    { registers: {}, reportData: null, nonce: null },
  );
}

function asReference({ registers }: Expected, tee: AnyTee, now: Instant): readonly ReferenceValue[] {
  if (Object.keys(registers).length === 0) return [];
  const voucher = { kind: 'operator', name: 'terminal', since: toRfc3339(now) } as const;
  return [{ tee: tee.id, registers, voucher, strength: 'required' }];
}

function namesCode(tee: AnyTee, { registers }: Expected): boolean {
  return tee.codeRegisters.some((set) => set.every((register) => Object.hasOwn(registers, register)));
}

/** The `id` of a request as text, if it has one: errors include it, too. */
export function idOf(request: JsonObject): string | null {
  const id = request.value('id');
  return typeof id === 'string' ? id : null;
}

/** The clock of this machine. */
export const clockNow = (): Instant => instant(Date.now());
