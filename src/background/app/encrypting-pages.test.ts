// Covers: concern.ts
import { describe, expect, it, vi } from 'vitest';
import type { NamedCode } from '../../verifier/audits/index.ts';
import { auditKeyOf, AUDITOR, signedList, signedStatement } from '../../verifier/testing/audits/auditor.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { currentSettings } from '../state/settings.ts';
import { arrive, guard, headerOf, LOCK, say, scriptsOf, TAB } from '../testing/locked-site.ts';
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const CODE: NamedCode = { tee: 'sgx', registers: sgxAttester.reference };
const ADDRESS = { url: 'https://auditor.example/list.dsse.json', key: auditKeyOf(AUDITOR) };
const REVIEWED = ['TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED'];

/** A locked page whose guard reported, and for whose code an auditor stated these properties. */
async function heldPage(...statements: readonly (readonly string[])[]): Promise<TestBackground> {
  const background = openTestBackground();
  const signed = await Promise.all(
    statements.map((properties, at) =>
      signedStatement(CODE, { properties, timeCreated: `2026-10-0${String(at + 1)}T09:00:00Z` }),
    ),
  );
  const bytes = signedList({ statements: signed });
  background.surroundings.fetchList = () => Promise.resolve({ bytes });
  const { digest } = await background.calls['lists.preview'].run(ADDRESS);
  await background.calls['lists.subscribe'].run({ ...ADDRESS, digest });
  say(background, LOCK);
  await arrive(background, 'D1');
  await background.settled(TAB);
  await vi.waitUntil(() => background.reloaded.length === 1, { timeout: 20_000 });
  await arrive(background, 'D2');
  await guard(background, 'D2', await headerOf(background));
  await vi.waitUntil(async () => (await scriptsOf(background)).outcome === 'pass', { timeout: 20_000 });
  return background;
}

async function turn(background: TestBackground, encryptingPagesCount: boolean): Promise<string> {
  const settings = await currentSettings(background.ports.settings);
  await background.calls['settings.put'].run({ ...settings, encryptingPagesCount });
  return (await scriptsOf(background)).badge;
}

describe('a locked page whose code is stated to encrypt input', () => {
  it('is an outline until the user enables it, then green, and an outline again when disabled', async () => {
    const background = await heldPage([...REVIEWED, 'TEE_ENCRYPTS_INPUT']);
    expect((await scriptsOf(background)).badge).toBe('unbound');
    expect(await turn(background, true)).toBe('verified');
    expect(await turn(background, false)).toBe('unbound');
  });

  it.each<[string, readonly (readonly string[])[]]>([
    ['nobody says it', [REVIEWED]],
    ['somebody says it who did not read the code', [REVIEWED, ['TEE_ENCRYPTS_INPUT']]],
  ])('stays one where %s', async (_, statements) => {
    expect(await turn(await heldPage(...statements), true)).toBe('unbound');
  });

  it('stays an outline if the document’s guard did not report', async () => {
    const background = await heldPage([...REVIEWED, 'TEE_ENCRYPTS_INPUT']);
    await turn(background, true);
    await arrive(background, 'D3');
    expect((await scriptsOf(background)).badge).toBe('unbound');
  });
});
