// Covers: handlers.ts, own-word.ts
import { describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { auditKeyOf, AUDITOR, signedList, signedStatement, type Written } from '../../verifier/testing/audits/auditor.ts';
import type { SiteView } from '../api/site-view.ts';
import { answering } from '../testing/played.ts';
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

/** What a popup sends that was drawn from this view. */
function drawn({ state, documentId }: SiteView) {
  const { claims } = state.at === 'appraised' ? state.result : { claims: null };
  const all = [...(claims?.measurements ?? []), ...(claims?.hostChosen ?? [])];
  const registers = Object.fromEntries(all.map(({ register, value }) => [register, value]));
  return { tabId: TAB, documentId, registers, everywhere: false, note: '', word: 'accepted', statement: null } as const;
}

async function appraised(background: TestBackground): Promise<SiteView> {
  await background.arrive(TAB);
  return await background.settled(TAB);
}

const accepted = async (background: TestBackground): Promise<number> => (await background.ports.allowlist.list()).length;

describe('accepting what a popup drew', () => {
  it('accepts nothing when the tab now shows another document, even of the same site and code', async () => {
    const background = openTestBackground();
    const before = await appraised(background);
    await appraised(background);
    await expect(background.calls['site.accept'].run(drawn(before))).rejects.toMatchObject({ code: 'accept.another-page' });
    expect(await accepted(background)).toBe(0);
  });

  it('accepts nothing when the same document was since found to run other code', async () => {
    const background = openTestBackground();
    const before = await appraised(background);
    background.surroundings.say = answering(background, 'other-code');
    await background.calls['site.check'].run({ tabId: TAB });
    const after = await background.settled(TAB);
    expect(drawn(after).registers).not.toEqual(drawn(before).registers);
    await expect(background.calls['site.accept'].run(drawn(before))).rejects.toMatchObject({ code: 'accept.other-code' });
    expect(await accepted(background)).toBe(0);
  });

  it('accepts nothing of registers that were not drawn', async () => {
    const background = openTestBackground();
    const ask = drawn(await appraised(background));
    await expect(background.calls['site.accept'].run({ ...ask, registers: {} })).rejects.toMatchObject({
      code: 'accept.other-code',
    });
    expect(await accepted(background)).toBe(0);
  });

  it('accepts nothing of a document that was never appraised', async () => {
    const background = openTestBackground();
    await background.arrive(TAB, { links: [] });
    const view = await background.settled(TAB);
    await expect(background.calls['site.accept'].run(drawn(view))).rejects.toMatchObject({ code: 'accept.nothing-appraised' });
  });
});

describe('a decision of the user', () => {
  const REGISTERS = sgxAttester.reference;
  const URL_OF_LIST = 'https://auditor.example/list.dsse.json';

  /** The user follows a list whose only statement is the publisher's own. @returns its digest */
  async function following(background: TestBackground, predicate: Written = {}): Promise<string> {
    const code = { tee: 'sgx', registers: REGISTERS } as const;
    const word = await signedStatement(code, { properties: ['TEE_VENDOR_RELEASE'], ...predicate });
    background.surroundings.fetchList = () => Promise.resolve({ bytes: signedList({ statements: [word] }) });
    const address = { url: URL_OF_LIST, key: auditKeyOf(AUDITOR) };
    const { digest } = await background.calls['lists.preview'].run(address);
    const { id } = await background.calls['lists.subscribe'].run({ ...address, digest });
    const [statement] = await background.calls['lists.statements'].run({ id });
    return statement?.digest ?? expect.fail('the list holds no statement');
  }

  it('on a statement keeps whose statement it is, and until when it counts', async () => {
    const background = openTestBackground();
    const statement = await following(background);
    const view = await appraised(background);
    expect(view.badge).toBe('unaudited');
    await background.calls['site.accept'].run({ ...drawn(view), statement });
    const [entry] = await background.ports.allowlist.list();
    expect(entry).toMatchObject({
      word: 'accepted',
      origin: view.origin,
      until: '2027-10-02T00:00:00.000Z',
      from: { statement, auditor: 'Example Security AG', list: 'Example Security: enclave audits' },
    });
  });

  it('on a statement that nobody made about this code is refused', async () => {
    const background = openTestBackground();
    await following(background);
    const ask = { ...drawn(await appraised(background)), statement: '00'.repeat(32) };
    await expect(background.calls['site.accept'].run(ask)).rejects.toMatchObject({ code: 'accept.no-statement' });
    expect(await accepted(background)).toBe(0);
  });

  it('on a statement that no longer counts is refused', async () => {
    const background = openTestBackground();
    const validity = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-02-01T00:00:00Z' };
    const statement = await following(background, { timeCreated: '2026-01-01T00:00:00Z', validity });
    const ask = { ...drawn(await appraised(background)), statement };
    await expect(background.calls['site.accept'].run(ask)).rejects.toMatchObject({ code: 'accept.no-statement' });
    expect(await accepted(background)).toBe(0);
  });

  it('that code must not be relied on makes the mark red, whoever accepted it', async () => {
    const background = openTestBackground();
    await background.accept({ tee: 'sgx', registers: REGISTERS });
    const view = await appraised(background);
    await background.calls['site.accept'].run({ ...drawn(view), word: 'rejected' });
    const { badge, state } = await background.settled(TAB);
    expect(badge).toBe('failed');
    const findings = state.at === 'appraised' ? state.result.findings : [];
    expect(findings.find(({ check }) => check === 'reference.warnings')).toMatchObject({
      outcome: 'fail',
      facts: { because: 'own-word' },
    });
  });

  it('that they built the code is their own review', async () => {
    const background = openTestBackground();
    const statement = await following(background);
    const view = await appraised(background);
    await background.calls['site.accept'].run({ ...drawn(view), word: 'rebuilt', statement });
    const { state } = await background.settled(TAB);
    expect(state.at === 'appraised' ? state.code.outcome : null).toBe('reviewed');
    // Having built it still counts when the auditor's statement ends.
    expect((await background.ports.allowlist.list())[0]).toMatchObject({ word: 'rebuilt', until: null });
  });

  it('accepts nothing once it has expired', async () => {
    const background = openTestBackground();
    await background.accept({ tee: 'sgx', registers: REGISTERS, until: '2020-01-01T00:00:00Z' });
    expect((await appraised(background)).badge).toBe('unaudited');
  });
});
