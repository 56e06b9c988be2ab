// Covers: update.ts, list-state.ts, read-list.ts
import { describe, expect, it } from 'vitest';
import type { TestKey } from '../testing/keys.ts';
import { p256Key } from '../testing/keys.ts';
import {
  AUDITOR,
  auditKeyOf,
  keysJson,
  listText,
  OTHER_AUDITOR,
  SGX_CODE,
  signedList,
  signedStatement,
  signEnvelope,
  statementText,
} from '../testing/audits/auditor.ts';
import { after, DENY, digestOf, LATER_KEY, refusal, revokedJson, stateOf, taken, utf8 } from '../testing/audits/updates.ts';
import { followedOf, pinnedOnly } from './list-state.ts';
import { type Before } from './update.ts';
import { LIST_MEDIA_TYPE, STATEMENT_MEDIA_TYPE } from './vocabulary.ts';

describe('rule 1: trust rests on the key', () => {
  it('accepts a list that the pinned key signed, with everything in it', async () => {
    const { state, list } = await taken(signedList({ statements: [await signedStatement()], deny: [DENY] }));
    expect(state).toMatchObject({ id: 'https://auditor.example/tee-audits', version: 1, denied: [{ severity: 'failed' }] });
    expect(list.statements.map(({ name }) => name)).toEqual(['vault 1.2.0']);
  });

  it('accepts P-256 keys as well', async () => {
    const key = p256Key('auditor');
    const before: Before = { at: 'pinned', ...pinnedOnly(auditKeyOf(key)) };
    expect(await refusal(signedList({ keys: keysJson([key]) }, [key]), before)).toBe('accepted');
  });

  it.each<[string, readonly TestKey[]]>([
    ['another key', [OTHER_AUDITOR]],
    ['no key that is known, twice', [OTHER_AUDITOR, LATER_KEY]],
  ])('refuses a list signed by %s', async (_, keys) => {
    expect(await refusal(signedList({}, keys))).toBe('list.signature');
  });

  it('refuses a list with any byte changed', async () => {
    const envelope = signEnvelope(LIST_MEDIA_TYPE, listText(), [AUDITOR]);
    const [first = ''] = envelope.payload;
    const changed = { ...envelope, payload: `${first === 'e' ? 'f' : 'e'}${envelope.payload.slice(1)}` };
    expect(await refusal(utf8(JSON.stringify(changed)))).toBe('list.signature');
  });

  it('refuses a statement’s envelope in place of a list', async () => {
    expect(await refusal(utf8(JSON.stringify(await signedStatement())))).toBe('list.malformed');
  });

  it('refuses a list under another list’s name', async () => {
    const before = await after(signedList());
    expect(await refusal(signedList({ id: 'https://auditor.example/other', version: 2 }), before)).toBe('list.other-list');
  });

  it('refuses a statement that another auditor signed', async () => {
    const statements = [await signedStatement(SGX_CODE, {}, [OTHER_AUDITOR])];
    expect(await refusal(signedList({ statements }))).toBe('list.statement-signature');
  });

  it('parses no statement, and no list, that is signed by nobody who counts', async () => {
    const written = (key: TestKey) => ({ statements: [signEnvelope(STATEMENT_MEDIA_TYPE, 'no JSON', [key])] });
    expect(await refusal(signedList(written(OTHER_AUDITOR)))).toBe('list.statement-signature');
    expect(await refusal(signedList(written(AUDITOR)))).toBe('list.malformed');
    const text = (key: TestKey) => utf8(JSON.stringify(signEnvelope(LIST_MEDIA_TYPE, 'no JSON', [key])));
    expect(await refusal(text(OTHER_AUDITOR))).toBe('list.signature');
    expect(await refusal(text(AUDITOR))).toBe('list.malformed');
  });

  it('accepts a statement that a retired key of the list signed', async () => {
    const statements = [await signedStatement(SGX_CODE, {}, [OTHER_AUDITOR])];
    expect(await refusal(signedList({ statements, keys: keysJson([AUDITOR], { retired: [OTHER_AUDITOR] }) }))).toBe('accepted');
    expect(await refusal(signedList({ statements, keys: keysJson([AUDITOR], { next: [OTHER_AUDITOR] }) }))).toBe(
      'list.statement-signature',
    );
  });

  it('requires as many signatures as the list’s threshold, by different keys', async () => {
    const both = { keys: keysJson([AUDITOR, LATER_KEY], {}, 2) };
    expect(await refusal(signedList(both, [AUDITOR, AUDITOR]))).toBe('list.rotation');
    const before = await after(signedList(both, [AUDITOR, LATER_KEY]));
    expect(await refusal(signedList({ ...both, version: 2 }, [AUDITOR]), before)).toBe('list.signature');
    expect(await refusal(signedList({ ...both, version: 2 }, [LATER_KEY, AUDITOR]), before)).toBe('accepted');
  });
});

describe('rule 2: versions only increase', () => {
  it('accepts a later version', async () => {
    const { state, changed } = await taken(signedList({ version: 43 }), await after(signedList({ version: 42 })));
    expect([state.version, changed]).toEqual([43, true]);
  });

  it('treats the same version again as no change, and refuses another text under it', async () => {
    const before = await after(signedList({ version: 42 }));
    expect(await taken(signedList({ version: 42 }), before)).toMatchObject({ changed: false, state: stateOf(before) });
    expect(await refusal(signedList({ version: 42, title: 'Another' }), before)).toBe('list.forked');
  });

  it('refuses an earlier version', async () => {
    expect(await refusal(signedList({ version: 41 }), await after(signedList({ version: 42 })))).toBe('list.rollback');
  });

  it('starts versions again with new keys, so that a thief’s 999999 locks nobody out', async () => {
    const before = await after(signedList({ version: 999_999, issued: '2026-11-21T00:00:00Z' }));
    const rotated = signedList({ version: 43, issued: '2026-11-22T00:00:00Z', keys: keysJson([LATER_KEY]) }, [
      AUDITOR,
      LATER_KEY,
    ]);
    expect((await taken(rotated, before)).state).toMatchObject({
      version: 43,
      keys: { current: [auditKeyOf(LATER_KEY)] },
    });
  });

  it('refuses an old list with old keys to a client that never saw it', async () => {
    const old = signedList({ version: 1, issued: '2026-11-01T00:00:00Z' });
    const before = await after(signedList({ version: 5, keys: keysJson([AUDITOR, LATER_KEY]) }, [AUDITOR, LATER_KEY]));
    expect(await refusal(old, before)).toBe('list.rollback');
  });
});

describe('the title that the user agreed to', () => {
  it('stays, whatever a later version is called: nobody begins to speak in the name of somebody else', async () => {
    const before = await after(signedList({ title: 'Nobody: audits' }));
    const { state, list } = await taken(signedList({ version: 2, title: 'Example Security: audits' }), before);
    expect(followedOf(state, list, false).name.title).toBe('Nobody: audits');
  });
});

describe('rule 3: rotation', () => {
  const later = { version: 2, issued: '2026-11-21T00:00:00Z', keys: keysJson([LATER_KEY]) };

  it.each<[string, readonly TestKey[], string]>([
    ['the old and the new key', [AUDITOR, LATER_KEY], 'accepted'],
    ['the old key alone', [AUDITOR], 'list.rotation'],
    ['the new key alone', [LATER_KEY], 'list.signature'],
  ])('signed by %s: %s', async (_, keys, expected) => {
    expect(await refusal(signedList(later, keys), await after(signedList()))).toBe(expected);
  });

  it('makes the old key worthless', async () => {
    const before = await after(signedList(), signedList(later, [AUDITOR, LATER_KEY]));
    expect(await refusal(signedList({ ...later, version: 3 }, [AUDITOR]), before)).toBe('list.signature');
    expect(await refusal(signedList({ ...later, version: 3 }, [LATER_KEY]), before)).toBe('accepted');
  });

  it('does not return to an earlier step when the keys change back and forth', async () => {
    const there = signedList({ ...later, version: 10 }, [AUDITOR, LATER_KEY]);
    const again = signedList({ version: 20, issued: '2026-11-23T00:00:00Z' }, [AUDITOR, LATER_KEY]);
    expect(await refusal(there, await after(signedList(), there, again))).toBe('list.rollback');
  });

  it('does not accept an announced key before it is current', async () => {
    const before = await after(signedList({ keys: keysJson([AUDITOR], { next: [LATER_KEY] }) }));
    expect(await refusal(signedList({ version: 2 }, [LATER_KEY]), before)).toBe('list.signature');
  });

  it('refuses keys whose signatures could not be told apart', async () => {
    const keys = keysJson([AUDITOR, AUDITOR], {}, 2);
    expect(await refusal(signedList({ keys }))).toBe('list.malformed');
  });
});

describe('rule 4: expiry', () => {
  it('lets statements count for seven more days, and warnings forever', async () => {
    const { state, list } = await taken(signedList({ deny: [DENY], revoked: [revokedJson(digestOf('x'))] }));
    expect(followedOf(state, list, false)).toMatchObject({
      expires: '2026-12-20T00:00:00.000Z',
      lapses: '2026-12-27T00:00:00.000Z',
      denied: [{ severity: 'failed' }],
      revoked: [{ reason: 'error' }],
    });
  });

  it('refuses a list that would not expire within a year', async () => {
    expect(await refusal(signedList({ expires: '2027-11-22T00:00:00Z' }))).toBe('list.malformed');
    expect(await refusal(signedList({ expires: '2026-11-19T00:00:00Z' }))).toBe('list.malformed');
  });
});

describe('rule 5: a statement that disappeared', () => {
  it('was withdrawn if it was not revoked, until it reappears', async () => {
    const statements = [await signedStatement()];
    const gone = await after(signedList({ statements }), signedList({ version: 2 }));
    expect(stateOf(gone).withdrawn.map(({ name }) => name)).toEqual(['vault 1.2.0']);
    const back = await taken(signedList({ version: 3, statements }), gone);
    expect(back.state.withdrawn).toEqual([]);
  });

  it('is not withdrawn if it was revoked or superseded', async () => {
    const statements = [await signedStatement()];
    const named = digestOf(statementText());
    const revoking = await after(signedList({ statements }), signedList({ version: 2, revoked: [revokedJson(named)] }));
    expect(stateOf(revoking).withdrawn).toEqual([]);
    const newer = [await signedStatement(SGX_CODE, { supersedes: [named] })];
    expect(stateOf(await after(signedList({ statements }), signedList({ version: 2, statements: newer }))).withdrawn).toEqual([]);
  });

  it('stays revoked, and denied until the denial is lifted', async () => {
    const first = signedList({ deny: [DENY], revoked: [revokedJson(digestOf('x'), 'vulnerability')] });
    const before = await after(first, signedList({ version: 2, revoked: [revokedJson(digestOf('x'), 'superseded')] }));
    expect(stateOf(before)).toMatchObject({ denied: [{ severity: 'failed' }], revoked: [{ reason: 'vulnerability' }] });
    const [denied] = stateOf(before).denied;
    const lifted = await taken(signedList({ version: 3, lifted: [`sha256:${denied?.measurement ?? ''}`] }), before);
    expect(lifted.state).toMatchObject({ denied: [], revoked: [{ reason: 'vulnerability' }] });
  });
});
