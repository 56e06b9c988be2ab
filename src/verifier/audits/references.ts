import type { Hex } from '../bytes/hex.ts';
import type { ReferenceValue, Voucher } from '../reference.ts';
import { earlier, parseRfc3339, type Instant } from '../time.ts';
import { comingWarningsIn, reviewsIn, vulnerabilitiesIn } from './decide.ts';
import type { Applied, AppliedStatement } from './decision.ts';

/** Maximum statements about one code that are compared in pairs; nobody follows as many auditors. */
const MAX_COMPARED = 16;

type Registers = Readonly<Record<string, Hex>>;

/**
 * What lists say about one code, as reference values for the verifier: reviews, which make it known, and warnings. A publisher's
 * statement, or a review without a reproduced build, gives none. @param tee of the evidence
 */
export function referencesOf({ statements, denials, open }: Applied, tee: string): readonly ReferenceValue[] {
  const value = (registers: Registers, voucher: Voucher, strength: ReferenceValue['strength']) => ({
    tee,
    registers: Object.fromEntries(Object.entries(registers).map(([register, found]) => [register, [found]])),
    voucher,
    strength,
  });
  return [
    ...reviews(statements).map(({ by, registers, until }) => ({ ...value(registers, voucherOf(by), 'sufficient'), until })),
    ...vulnerabilitiesIn(statements).map((one) => value(one.statement.registers, voucherOf(one), 'warned')),
    ...comingWarningsIn(statements).map((one) => ({
      ...value(one.statement.registers, voucherOf(one), 'warned'),
      from: parseRfc3339(one.statement.notBefore, 'notBefore'),
    })),
    ...open.map(({ registers, by, since }) => value(registers, { kind: 'auditor', name: by, since }, 'warned')),
    ...denials.map(({ list, denial }) => {
      const voucher: Voucher = { kind: 'auditor', name: list.title, since: denial.since, note: denial.text };
      return value(denial.registers, voucher, denial.severity === 'failed' ? 'denied' : 'warned');
    }),
  ];
}

const voucherOf = ({ statement }: AppliedStatement): Voucher => ({
  kind: 'auditor',
  name: statement.auditor.name,
  since: statement.createdAt,
  // For code that nobody claims to have read, it would be a guess.
  ...(['TEE_SOURCE_REVIEWED', 'TEE_ENCRYPTS_INPUT'].every((one) => statement.properties.some((property) => property === one))
    ? { encryptsInput: true as const }
    : {}),
});

type Review = { readonly by: AppliedStatement; readonly registers: Registers; readonly until: Instant };

/**
 * Who reviewed and who reproduced, each with the registers that both name: a register that one of them omits (what was loaded
 * later, for example) is not accounted for by the other alone.
 */
function reviews(statements: readonly AppliedStatement[]): readonly Review[] {
  const found = reviewsIn(statements);
  const [reviewed, reproduced] = [found.reviewed.slice(0, MAX_COMPARED), found.reproduced.slice(0, MAX_COMPARED)];
  const alone = reviewed.filter((one) => reproduced.includes(one));
  if (alone.length > 0) return alone.map((by) => ({ by, registers: by.statement.registers, until: endOf(by) }));
  const pairs = reviewed.flatMap((a) => reproduced.map((b) => ({ a, b, registers: shared(a, b) })));
  const [best] = pairs.sort((one, other) => Object.keys(other.registers).length - Object.keys(one.registers).length);
  if (best === undefined) return [];
  const { a, b, registers } = best;
  return [a, b].map((by) => ({ by, registers, until: earlier(endOf(a), endOf(b)) }));
}

const endOf = ({ until }: AppliedStatement): Instant => parseRfc3339(until, 'until');

const shared = (a: AppliedStatement, b: AppliedStatement): Registers =>
  Object.fromEntries(
    Object.entries(a.statement.registers).filter(([register]) => Object.hasOwn(b.statement.registers, register)),
  );
