// Covers: answer.ts, request.ts
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answer } from './answer.ts';
import { readLine } from './request.ts';

/**
 * Every recorded case outside the repository, through the terminal's own reading and decision. Recordings are not copied; without
 * them nothing is compared, and the count says so.
 */
const FOLDERS = [resolve('../shared/vectors'), resolve('../shared/recordings')];
/** Newer families join when they agree completely. */
const NEWER = ['gpu', 'sites'];
const isMet = (folder: string, name: string): boolean =>
  existsSync(join(folder, name, 'cases.jsonl')) && (folder.endsWith('vectors') || NEWER.includes(name));
const found = FOLDERS.filter(existsSync).flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => isMet(folder, name))
    .map((family) => ({ folder, family })),
);

type Recorded = {
  readonly id: string;
  readonly outcome: { readonly decision: string; readonly tcbStatus?: readonly string[]; readonly quoteStatus?: string };
};

const FILES: readonly string[] = ['evidence', 'endorsements', 'anchors'];
const PARTS: readonly string[] = ['id', 'at', 'policy', 'expected', ...FILES];

/** File names in the request are relative to the folder. */
function located(folder: string, value: unknown): unknown {
  if (typeof value === 'string') return existsSync(join(folder, value)) ? join(folder, value) : value;
  if (Array.isArray(value)) return value.map((item) => located(folder, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, located(folder, inner)]));
}

function casesOf(folder: string, family: string): readonly { readonly recorded: Recorded; readonly request: object }[] {
  return readFileSync(join(folder, family, 'cases.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const recorded = JSON.parse(line) as Recorded & Readonly<Record<string, unknown>>;
      const asked = PARTS.filter((part) => recorded[part] !== undefined).map((part) => [part, recorded[part]] as const);
      const parts = asked.map(([part, value]) => [part, FILES.includes(part) ? located(folder, value) : value] as const);
      return { recorded, request: Object.fromEntries(parts) };
    });
}

describe('recorded cases', () => {
  it('are there, or are counted as skipped', () => {
    if (found.length === 0) console.log('skipped: no recorded cases beside the repository');
    expect(found.length === 0 || found.some(({ family }) => family === 'intel')).toBe(true);
  });

  it.each(found)(
    'of $family agree with their outcomes',
    async ({ folder, family }) => {
      const wrong: string[] = [];
      const cases = casesOf(folder, family);
      for (const { recorded, request } of cases) {
        const { decision, result } = await answer(readLine(JSON.stringify(request)));
        const { outcome } = recorded;
        const status = result.claims?.tcb.status;
        if (outcome.decision !== 'either' && outcome.decision !== decision) wrong.push(`${recorded.id}: ${decision}`);
        else if (decision === 'accept' && outcome.tcbStatus?.includes(status ?? '') === false)
          wrong.push(`${recorded.id}: ${status ?? 'no status'}`);
        else if (
          decision === 'accept' &&
          outcome.quoteStatus !== undefined &&
          outcome.quoteStatus !== result.claims?.tcb.quoteStatus
        )
          wrong.push(`${recorded.id}: ${result.claims?.tcb.quoteStatus ?? 'no quote status'}`);
      }
      expect(cases.length).toBeGreaterThan(0);
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});
