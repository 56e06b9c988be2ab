// Covers: handlers.ts, own-word.ts
import { describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { auditKeyOf, AUDITOR, signedList, signedStatement, type Written } from '../../verifier/testing/audits/auditor.ts';
import { ownEnvelope, ownMessage, ownStatement } from '../../verifier/audits/index.ts';
import type { AllowlistEntry } from '../api/allowlist.ts';
import type { SiteView } from '../api/site-view.ts';
import { statementOf } from '../../verifier/testing/audits/followed.ts';
import { NOW } from '../../verifier/testing/audits/updates.ts';
import { answering } from '../testing/played.ts';
import { openTestBackground, ORIGIN, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

/** Somebody else's word that they built the code of the test site. */
const payload = ownStatement({ tee: 'sgx', registers: sgxAttester.reference }, statementOf(), NOW);
const foreign = ownEnvelope(payload, auditKeyOf(AUDITOR), AUDITOR.sign(ownMessage(payload)));

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
    await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
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

  /** The user built what a tab shows, by the recipe of the list. */
  async function built(background: TestBackground): Promise<AllowlistEntry> {
    const statement = await following(background);
    const view = await appraised(background);
    return await background.calls['site.accept'].run({ ...drawn(view), everywhere: true, word: 'rebuilt', statement });
  }

  async function outcome(background: TestBackground): Promise<string | null> {
    const { state } = await appraised(background);
    return state.at === 'appraised' ? state.code.outcome : null;
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
      origins: [view.origin],
      until: '2027-10-02T00:00:00.000Z',
      from: { statement, auditor: 'Example Security AG', list: 'Example Security: enclave audits', seen: true },
      statement: null,
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

  it('on a statement for some sites is for those sites', async () => {
    const background = openTestBackground();
    const origins = [ORIGIN, 'https://other.test:8443'];
    const statement = await following(background, { appliesTo: { origins } });
    await background.calls['site.accept'].run({ ...drawn(await appraised(background)), statement });
    expect((await background.ports.allowlist.list())[0]?.origins).toEqual(origins);
  });

  it('that they built it is nothing without the recipe that it was built by', async () => {
    const background = openTestBackground();
    const ask = { ...drawn(await appraised(background)), word: 'rebuilt', statement: null } as const;
    await expect(background.calls['site.accept'].run(ask)).rejects.toMatchObject({ code: 'accept.no-statement' });
  });

  it('that they built it is signed under a key of this browser, and survives a restart', async () => {
    const background = openTestBackground();
    await built(background);
    await background.restart();
    expect(await outcome(background)).toBe('reviewed');
    const [entry] = await background.ports.allowlist.list();
    expect(entry?.statement?.key).toBe(await background.ports.ownKey.public());
  });

  it.each<[string, (entry: AllowlistEntry) => AllowlistEntry]>([
    ['without a statement', (entry) => ({ ...entry, statement: null })],
    [
      'with a statement about other code',
      (entry) => ({ ...entry, registers: { ...entry.registers, MRSIGNER: '77'.repeat(32) } }),
    ],
    [
      'signed under a key that it brings along',
      (entry) => ({ ...entry, statement: { key: entry.statement?.key ?? '', envelope: foreign } }),
    ],
  ])('that they built it is their acceptance at most where the record says so %s', async (_, change) => {
    const background = openTestBackground();
    const entry = await built(background);
    await background.ports.tables.put('allowlist', entry.id, change(entry));
    expect(await outcome(background)).not.toBe('reviewed');
  });

  it('that they built it leaves with a file as the statement and the public key, and is no build of whoever imports it', async () => {
    const background = openTestBackground();
    await built(background);
    const text = JSON.stringify(await background.calls['allowlist.export'].run(null));
    expect(text).not.toMatch(/private/i);
    expect(await background.calls['allowlist.preview'].run({ text })).toMatchObject({ added: [], changed: [], unchanged: 1 });
    const other = openTestBackground();
    const { added } = await other.calls['allowlist.import'].run({ text });
    expect(added).toMatchObject([{ word: 'accepted', statement: null, from: { seen: false } }]);
    await following(other);
    expect(await outcome(other)).toBe('accepted');
  });

  it('in a file is taken over in one write, all of it or nothing', async () => {
    const background = openTestBackground();
    for (const id of ['first-entry', 'second-entry']) await background.accept({ id, tee: 'sgx', registers: REGISTERS });
    const text = JSON.stringify(await background.calls['allowlist.export'].run(null));
    const other = openTestBackground();
    const put = vi.spyOn(other.ports.allowlist, 'put');
    const stopped = vi.spyOn(other.ports.allowlist, 'putAll').mockRejectedValueOnce(new Error('stopped'));
    await expect(other.calls['allowlist.import'].run({ text })).rejects.toThrow('stopped');
    expect(await accepted(other)).toBe(0);
    await other.calls['allowlist.import'].run({ text });
    expect([await accepted(other), stopped.mock.calls.length, put.mock.calls.length]).toEqual([2, 2, 0]);
  });

  it('accepts nothing once it has expired', async () => {
    const background = openTestBackground();
    await background.accept({ tee: 'sgx', registers: REGISTERS, until: '2020-01-01T00:00:00Z' });
    expect((await appraised(background)).badge).toBe('unaudited');
  });
});
