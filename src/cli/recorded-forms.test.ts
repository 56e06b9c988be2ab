// Covers: inspect-file.ts, file-mode.ts
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appraiseFile } from './file-mode.ts';

/** The expected result of an index entry; the README of the recordings explains each member. */
type Expected = {
  readonly type?: readonly string[];
  readonly evidence?: readonly string[];
  readonly recognised?: false;
  readonly decision?: readonly string[];
  readonly measurements?: Readonly<Record<string, string>>;
  readonly noFail?: true;
  readonly verdict?: readonly string[];
  readonly says?: readonly (readonly string[])[];
  readonly neverSays?: readonly string[];
};

type Entry = {
  readonly id: string;
  readonly file: string;
  readonly what: string;
  readonly at?: string;
  readonly collateral?: string;
  readonly add?: readonly string[];
  readonly expect: Expected | readonly Expected[];
};

/** The one line of `--json` (docs/APPRAISE.md). */
type Printed = {
  readonly recognised: { readonly type: string; readonly sha256: string } | null;
  readonly named: string | null;
  readonly decision: string | null;
  readonly verdict: { readonly tier: string; readonly headline: string; readonly sentence: string } | null;
  readonly sentences: readonly string[];
  readonly result: {
    readonly findings: readonly { readonly check: string; readonly outcome: string }[];
    readonly claims: {
      readonly measurements: readonly { readonly register: string; readonly value: string }[];
      readonly hostChosen?: readonly { readonly register: string; readonly value: string }[];
    } | null;
  } | null;
};

const FOLDER = '../shared/recordings/forms';
const NOW = Date.parse('2026-11-29T12:00:00Z');
const isThere = existsSync(join(FOLDER, 'index.json'));
// The index is external; its shape is documented in its README.
const entries = isThere ? (JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')) as readonly Entry[]) : [];

async function printed({ file, at, collateral, add = [] }: Entry): Promise<Printed> {
  const words = [
    '--json',
    join(FOLDER, file),
    ...(at === undefined ? [] : ['--at', at]),
    ...(collateral === undefined ? [] : ['--collateral', join(FOLDER, collateral)]),
    ...add.flatMap((one) => ['--add', join(FOLDER, one)]),
  ];
  // One line of JSON of the shape above, or the comparisons below fail.
  return JSON.parse(await appraiseFile(words, NOW)) as Printed;
}

/** The parts of an expectation that do not hold. */
function complaints(expected: Expected, answer: Printed): readonly string[] {
  const { recognised, result, verdict } = answer;
  const oneOf = (what: string, wanted: readonly string[] | undefined, got: string | undefined): readonly string[] =>
    wanted === undefined || (got !== undefined && wanted.includes(got))
      ? []
      : [`${what} ${String(got)}, want ${wanted.join(' or ')}`];
  const words = [answer.named, verdict?.headline, verdict?.sentence, ...answer.sentences].join('\n').toLowerCase();
  const registers = [...(result?.claims?.measurements ?? []), ...(result?.claims?.hostChosen ?? [])];
  const isSilent = answer.decision !== 'accept' && registers.length === 0;
  const failed = result?.findings.filter(({ outcome }) => outcome === 'fail').map(({ check }) => check) ?? ['no result'];
  return [
    ...(expected.recognised === false && recognised !== null ? [`taken for ${recognised.type}`] : []),
    ...oneOf('type', expected.type, recognised?.type),
    ...oneOf('evidence', expected.evidence, recognised?.sha256),
    ...oneOf('decision', expected.decision, answer.decision ?? undefined),
    ...oneOf('verdict', expected.verdict, verdict?.tier),
    ...(isSilent ? [] : Object.entries(expected.measurements ?? {})).flatMap(([register, value]) =>
      registers.some((one) => one.register === register && one.value === value) ? [] : [`another ${register}`],
    ),
    ...(expected.noFail === true ? failed.map((check) => `fails ${check}`) : []),
    ...(expected.says ?? []).flatMap((group) =>
      group.some((word) => words.includes(word.toLowerCase())) ? [] : [`does not say ${group.join(' or ')}`],
    ),
    ...(expected.neverSays ?? []).filter((word) => words.includes(word.toLowerCase())).map((word) => `says ${word}`),
  ];
}

describe.skipIf(!isThere)('what people drop and paste', () => {
  it.each(entries)('$id: $what', async (entry) => {
    const answer = await printed(entry);
    const open = [entry.expect].flat().map((expected) => complaints(expected, answer));
    expect(open.some((one) => one.length === 0) ? [] : open).toEqual([]);
  });
});
