import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { instant, toRfc3339 } from '../../time.ts';
import { ed25519Key, type TestKey } from '../keys.ts';
import { AUDITOR, keysJson, OTHER_AUDITOR, signedList, signedStatement, type SignedEnvelope, type Written } from './auditor.ts';
import { DENY, digestOf, LATER_KEY, NOW, revokedJson, utf8 } from './updates.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEYS: readonly TestKey[] = [AUDITOR, LATER_KEY, ed25519Key('auditor one, last')];

/** Where the issues’ statements by reference are: next to the list’s first address. */
export const FILES = 'https://auditor.example/statements/';

/** One issue of the auditor's list, as what changes in it. */
export const issue = fc.record({
  /** A statement in the list itself. */
  statement: fc.boolean(),
  /** A statement in a file of its own. */
  reference: fc.boolean(),
  revoke: fc.boolean(),
  deny: fc.boolean(),
  rotate: fc.boolean(),
  days: fc.integer({ min: 1, max: 20 }),
});

type IssueChanges = typeof issue extends fc.Arbitrary<infer T> ? T : never;

/** What the auditor signed. */
export type Issued = {
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** Every statement, by its scope: in the list and in files. */
  readonly scopes: readonly string[];
  /** The files that it references, by address. */
  readonly files: ReadonlyMap<string, Uint8Array>;
};

/** An auditor's issues, oldest first. @param mirrors of every issue */
export async function issuesOf(changes: readonly IssueChanges[], mirrors: readonly string[] = []): Promise<readonly Issued[]> {
  let issuedAt = NOW - 200 * DAY_MS;
  let key = 0;
  const all: Issued[] = [];
  for (const [version, change] of changes.entries()) {
    issuedAt += change.days * DAY_MS;
    const rotates = change.rotate && key + 1 < KEYS.length;
    const signers = rotates ? KEYS.slice(key, key + 2) : KEYS.slice(key, key + 1);
    if (rotates) key += 1;
    const current = KEYS.slice(key, key + 1);
    const made = (scope: string): Promise<SignedEnvelope> => signedStatement(undefined, { scope }, current);
    const contained = change.statement ? [`in ${String(version)}`] : [];
    const referenced = change.reference ? [`by reference in ${String(version)}`] : [];
    const file = utf8(JSON.stringify(await made(referenced[0] ?? '')));
    const uri = `${FILES}${String(version)}.json`;
    const reference: Written = { uri, sha256: createHash('sha256').update(file).digest('hex'), bytes: file.length };
    // A careless auditor: a list repeats neither earlier revocations nor earlier denials.
    const members = {
      version: rotates ? 1 : version + 1,
      issued: toRfc3339(instant(issuedAt)),
      expires: toRfc3339(instant(issuedAt + 30 * DAY_MS)),
      mirrors,
      keys: keysJson(current, { retired: KEYS.slice(0, key) }),
      statements: [...(await Promise.all(contained.map(made))), ...referenced.map(() => reference)],
      revoked: change.revoke ? [revokedJson(digestOf(`statement ${String(version)}`))] : [],
      deny: change.deny ? [DENY] : [],
    };
    const files = new Map(referenced.map(() => [uri, file]));
    all.push({ bytes: signedList(members, signers), issuedAt, scopes: [...contained, ...referenced], files });
  }
  return all;
}

/** What a deceptive server may answer: anything that the auditor ever signed, damaged or not, or something of its own. */
export const answer = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('issue' as const), which: fc.nat(20) }) },
  fc.record({ kind: fc.constant('damaged' as const), which: fc.nat(20), at: fc.nat(5000) }),
  fc.record({ kind: fc.constant('cut' as const), which: fc.nat(20), at: fc.nat(5000) }),
  fc.record({ kind: fc.constant('forged' as const), version: fc.nat(1000) }),
  fc.record({ kind: fc.constant('noise' as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
);

/** See `answer`. */
export type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

/** The bytes of such an answer. */
export function bytesOf(issues: readonly Issued[], sent: Answer): Uint8Array {
  if (sent.kind === 'noise') return sent.bytes;
  if (sent.kind === 'forged') return signedList({ version: sent.version, issued: '2026-11-28T00:00:00Z' }, [OTHER_AUDITOR]);
  const { bytes } = issues[sent.which % issues.length] ?? { bytes: new Uint8Array() };
  if (sent.kind === 'cut') return bytes.slice(0, sent.at % bytes.length);
  if (sent.kind === 'damaged') return bytes.map((byte, index) => (index === sent.at % bytes.length ? byte ^ 1 : byte));
  return bytes;
}
