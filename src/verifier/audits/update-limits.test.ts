// Covers: update.ts, list-state.ts, read-list.ts
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../bytes/base64.ts';
import { ed25519Key, type TestKey } from '../testing/keys.ts';
import { testCrypto } from '../testing/appraise-case.ts';
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
import { NOW, PINNED, refusal, taken, utf8 } from '../testing/audits/updates.ts';
import { parseRfc3339 } from '../time.ts';
import { followedOf, pinnedOnly } from './list-state.ts';
import { reopenList, updateList } from './update.ts';
import { LIST_MEDIA_TYPE, STATEMENT_MEDIA_TYPE } from './vocabulary.ts';

describe('rules 6 and 7: limits and time', () => {
  it('refuses three megabytes before it reads anything', async () => {
    expect(await refusal(new Uint8Array(3 * 1024 * 1024))).toBe('list.too-large');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '<html>'],
    ['an envelope without a signature', JSON.stringify({ payloadType: LIST_MEDIA_TYPE, payload: '', signatures: [] })],
    ['a payload twice', `{"payloadType":"${LIST_MEDIA_TYPE}","payload":"","payload":"","signatures":[{"sig":""}]}`],
    ['a member with a meaning of its own', Buffer.from(signedList()).toString().replace('{', '{"__proto__":{},')],
  ])('refuses %s', async (_, text) => {
    expect(await refusal(utf8(text))).toBe('list.malformed');
  });

  it('makes no more signature checks than four for each of as many statements as fit', async () => {
    let checks = 0;
    const made = new Map<string, number>();
    const counting = {
      ...testCrypto,
      // The worst that a list's own signer can do: of each statement the last signature is good, under the last key.
      verifySignature: (...[, , , message]: Parameters<typeof testCrypto.verifySignature>) => {
        checks += 1;
        const about = Buffer.from(message).toString('latin1');
        made.set(about, (made.get(about) ?? 0) + 1);
        return Promise.resolve(checks === 1 || made.get(about) === 16 * 16);
      },
    };
    const many = Array.from({ length: 16 }, (_, at) => ed25519Key(`key ${String(at)}`));
    const one = await signedStatement();
    const signatures = Array.from({ length: 16 }, () => one.signatures[0]);
    const statements = Array.from({ length: 200 }, (_, at) => ({
      ...one,
      payload: toBase64(utf8(statementText(SGX_CODE, { scope: String(at) }))),
      signatures,
    }));
    const update = await updateList(
      counting,
      PINNED,
      signedList({ statements, keys: keysJson([AUDITOR, ...many.slice(1)]) }),
      NOW,
    );
    expect(update).toMatchObject({ at: 'refused', code: 'list.malformed' });
    expect(checks).toBe(1 + 20_000);
  });

  it('asks the key that a signature hints at first', async () => {
    const asked: string[] = [];
    const recording = {
      ...testCrypto,
      verifySignature: (...question: Parameters<typeof testCrypto.verifySignature>) => {
        asked.push(Buffer.from(question[1]).toString('hex'));
        return testCrypto.verifySignature(...question);
      },
    };
    const statement = await signedStatement(undefined, {}, [OTHER_AUDITOR]);
    const [signature] = statement.signatures;
    const hinted = { ...statement, signatures: [{ ...signature, keyid: auditKeyOf(OTHER_AUDITOR) }] };
    const keys = keysJson([AUDITOR], { retired: [OTHER_AUDITOR] });
    await updateList(recording, PINNED, signedList({ statements: [hinted], keys }), NOW);
    expect(asked.at(-1)).toBe(Buffer.from(OTHER_AUDITOR.spki).toString('hex'));
    expect(asked.filter((key) => key === Buffer.from(AUDITOR.spki).toString('hex'))).toHaveLength(1);
  });

  it('reports a newer format as newer', async () => {
    expect(await refusal(signedList({ type: 'tee-audit-list/v2' }))).toBe('list.newer');
  });

  it('refuses the same statement twice', async () => {
    const statement = await signedStatement();
    expect(await refusal(signedList({ statements: [statement, statement] }))).toBe('list.malformed');
  });

  it('refuses a list whose time of issue this computer’s clock cannot explain', async () => {
    const list = signedList({ issued: '2026-11-30T11:00:00Z' });
    expect(await refusal(list)).toBe('accepted');
    expect(await refusal(list, PINNED, parseRfc3339('2026-11-29T10:00:00Z', 'now'))).toBe('list.issued-later');
  });

  it('knows that it is no earlier than its lists, whatever the clock says', async () => {
    const { state } = await taken(signedList({ issued: '2026-11-28T00:00:00Z' }));
    expect(followedOf(state, null, false).notBefore).toBe('2026-11-27T00:00:00.000Z');
  });

  it('refuses an envelope of a statement as a list', async () => {
    const envelope = signEnvelope(STATEMENT_MEDIA_TYPE, listText(), [AUDITOR]);
    expect(await refusal(utf8(JSON.stringify(envelope)))).toBe('list.malformed');
  });
});

describe('a list that was kept', () => {
  it('reads again as it came', async () => {
    const received = signedList({ statements: [await signedStatement()] });
    const { state, list } = await taken(received);
    expect(await reopenList(testCrypto, state, received)).toEqual(list);
  });

  it('counts as nothing when it is any other text, even one that its auditor signed', async () => {
    const received = signedList();
    const { state } = await taken(received);
    expect(await reopenList(testCrypto, state, signedList({ version: 2 }))).toBeNull();
    expect(
      await reopenList(
        testCrypto,
        state,
        received.map((byte, index) => (index === 60 ? byte ^ 1 : byte)),
      ),
    ).toBeNull();
    expect(await reopenList(testCrypto, state, utf8('{}'))).toBeNull();
    const elsewhere = { ...state, keys: keysOf(OTHER_AUDITOR) };
    expect(await reopenList(testCrypto, elsewhere, received)).toBeNull();
  });
});

const keysOf = (key: TestKey) => pinnedOnly(auditKeyOf(key)).keys;
