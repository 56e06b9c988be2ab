// Covers: store.ts, keeper.ts, ../state/subscriptions.ts, ../state/shape.ts
import { describe, expect, it } from 'vitest';
import {
  auditKeyOf,
  AUDITOR,
  keysJson,
  OTHER_AUDITOR,
  signedStatement,
  type Written,
} from '../../verifier/testing/audits/auditor.ts';
import { DENY, digestOf, LATER_KEY, revokedJson } from '../../verifier/testing/audits/updates.ts';
import { counted, followed, LIST_ID, served, worker } from '../testing/list-worker.ts';
import { memoryTables } from '../testing/memory.ts';
import { listSetAside } from '../state/records.ts';
import { fieldsOf, InvalidRecord } from '../state/shape.ts';
import { SUBSCRIPTIONS } from '../state/subscriptions.ts';

const OTHER = { url: 'https://other.example/list.dsse.json', key: auditKeyOf(OTHER_AUDITOR) };
const OTHER_LIST = served(
  { id: 'https://other.example/list', keys: keysJson([OTHER_AUDITOR]), deny: [{ ...DENY, severity: 'caution' }] },
  [OTHER_AUDITOR],
);

/** Two followed lists; the first has something of everything that a stored state may hold. */
async function following() {
  const tables = memoryTables();
  const { digest } = await worker(tables, OTHER_LIST).preview(OTHER);
  await worker(tables, OTHER_LIST).subscribe(OTHER, digest);
  const warns = await signedStatement(undefined, { properties: ['TEE_KNOWN_VULNERABLE'] });
  await followed(tables, { statements: [warns, await signedStatement()], mirrors: ['https://mirror.example/list'] });
  const update = served({
    version: 2,
    issued: '2026-11-21T00:00:00Z',
    homepage: 'https://auditor.example/',
    mirrors: ['https://mirror.example/list'],
    keys: keysJson([AUDITOR], { next: [LATER_KEY] }),
    statements: [warns],
    revoked: [revokedJson(digestOf('x'))],
    deny: [DENY],
  });
  await worker(tables, update).refresh(LIST_ID);
  return tables;
}

/** Where every value stands in this one, itself excepted. */
function placesIn(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => [[...at, name], ...placesIn(member, [...at, name])]);
}

/** The same with what stands there damaged; undefined removes it. */
function damaged(value: unknown, [name = '', ...deeper]: readonly string[], damage: unknown): unknown {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => {
      if (String(index) !== name) return [item];
      return deeper.length > 0 ? [damaged(item, deeper, damage)] : damage === undefined ? [] : [damage];
    });
  const { [name]: member, ...rest } = value as Written;
  if (deeper.length > 0) return { ...rest, [name]: damaged(member, deeper, damage) };
  return damage === undefined ? rest : { ...rest, [name]: damage };
}

const DAMAGES: readonly (readonly [string, unknown])[] = [
  ['gone', undefined],
  ['null', null],
  ['no number', -1],
  ['zero', 0],
  ['a fraction', 1.5],
  ['an empty text', ''],
  ['a text', 'x'],
  ['a date that never was', '2026-02-30T00:00:00Z'],
  ['a long text', 'x'.repeat(3 * 1024 * 1024)],
  ['an empty list', []],
  ['a list of lists', [[]]],
  ['an object', {}],
  ['true', true],
];

/** Lists that may be empty: nothing shows that anything was in them. */
const MAY_BE_EMPTY = /^state\.(?:revoked|denied|withdrawn|warnings)$|^state\.denied\.0$/;

const denialsIn = (value: unknown): boolean => (value as { state: { denied: unknown[] } }).state.denied.length > 0;

const isReadable = (value: unknown): boolean => {
  try {
    return SUBSCRIPTIONS.keyOf(SUBSCRIPTIONS.read(fieldsOf(value, 'stored'))) === LIST_ID;
  } catch (error) {
    if (error instanceof InvalidRecord) return false;
    throw error;
  }
};

const name = `audit-subscriptions ${LIST_ID}`;

describe('a stored subscription', () => {
  it('that is damaged anywhere, in any way, is set aside, or all that it warned about still counts', async () => {
    const tables = await following();
    const whole = tables.rows.get(name);
    expect(await counted(tables)).toMatchObject({ versions: ['1 current', '2 current'], denials: 2 });
    const places = placesIn(whole);
    expect(places.length).toBeGreaterThan(60);
    let read = 0;
    for (const place of places) {
      for (const [how, damage] of DAMAGES) {
        const value = damaged(whole, place, damage);
        if (!isReadable(value)) continue;
        read += 1;
        tables.rows.set(name, value);
        const { denials } = await counted(tables);
        const emptied = MAY_BE_EMPTY.test(place.join('.'));
        expect(denials, `${place.join('.')} is ${how}`).toBe(emptied && !denialsIn(value) ? 1 : 2);
      }
    }
    expect(read).toBeGreaterThan(20);
  });

  it('that was set aside is reported, and takes no other list along', async () => {
    const tables = await following();
    const whole = tables.rows.get(name);
    for (const change of [{ state: null }, { id: 'https://other.example/list' }, { triedAt: '2026-02-30T00:00:00Z' }]) {
      tables.rows.set(name, { ...(whole as Written), ...change });
      expect(await counted(tables)).toEqual({ versions: ['1 current'], denials: 1, statements: 0 });
      expect(await listSetAside(tables)).toMatchObject([{ store: 'audit-subscriptions', key: LIST_ID }]);
    }
  });

  it('by which nobody would have to sign the next version is set aside', async () => {
    const tables = await following();
    tables.rows.set(name, damaged(tables.rows.get(name), ['state', 'keys', 'threshold'], 0));
    expect((await counted(tables)).versions).toEqual(['1 current']);
  });
});

describe('a stored text of a list', () => {
  it('that is damaged anywhere, in any way, leaves what its list warns about, and the other list', async () => {
    const tables = await following();
    const { state } = tables.rows.get(name) as { readonly state: { readonly digest: string } };
    const row = `audit-lists ${state.digest}`;
    const whole = tables.rows.get(row);
    for (const place of placesIn(whole)) {
      for (const [how, damage] of DAMAGES) {
        tables.rows.set(row, damaged(whole, place, damage));
        expect(await counted(tables), `${place.join('.')} is ${how}`).toMatchObject({ denials: 2 });
      }
    }
  });
});
