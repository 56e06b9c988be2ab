import type { CryptoPort } from '../crypto/port.ts';
import { Malformed } from '../malformed.ts';
import { readNoteKey, type NoteKey, type NoteKeyType } from './signed-note.ts';

/** Which logs count, and who must have seen a checkpoint (C2SP tlog-policy). */
export type WitnessPolicy = {
  readonly logs: readonly NoteKey[];
  readonly witnesses: readonly { readonly name: string; readonly key: NoteKey }[];
  /** Is the quorum reached when these witnesses, by the policy's names for them, have cosigned? */
  readonly isReached: (cosigned: ReadonlySet<string>) => boolean;
};

/** The largest policy, in UTF-16 code units, and the minimum of each kind that the specification requires readers to support. */
const MAX_POLICY_CHARACTERS = 64 * 1024;
const MAX_OF_A_KIND = 32;

type Rule = (cosigned: ReadonlySet<string>) => boolean;

/** Reads line by line: a name may be used only below the line that defines it, so that no group can contain itself. */
class Reading {
  readonly logs: NoteKey[] = [];
  readonly witnesses: { readonly name: string; readonly key: NoteKey }[] = [];
  quorum: Rule | undefined;
  readonly #rules = new Map<string, Rule>();
  readonly #members = new Set<string>();
  readonly #crypto: CryptoPort;
  #groups = 0;

  constructor(crypto: CryptoPort) {
    this.#crypto = crypto;
  }

  async line(words: readonly string[]): Promise<void> {
    const [kind = '', ...rest] = words;
    if (kind === 'log') await this.#log(rest);
    else if (kind === 'witness') await this.#witness(rest);
    else if (kind === 'group') this.#group(rest);
    else if (kind === 'quorum') this.#setQuorum(rest);
    else throw new Malformed('policy', 'line of an unknown kind');
  }

  async #key(text: string | undefined, type: NoteKeyType): Promise<NoteKey> {
    const key = await readNoteKey(text ?? '', this.#crypto);
    if (key.type !== type) throw new Malformed('policy', 'key of another kind');
    const known = [...this.logs, ...this.witnesses.map((one) => one.key)];
    if (known.some((one) => one.type === type && one.key.every((byte, at) => byte === key.key[at])))
      throw new Malformed('policy', 'key occurs twice');
    if (known.length >= 2 * MAX_OF_A_KIND) throw new Malformed('policy', 'too many keys');
    return key;
  }

  async #log([vkey, , ...more]: readonly string[]): Promise<void> {
    if (more.length > 0) throw new Malformed('policy.log', 'more than a key and an address');
    this.logs.push(await this.#key(vkey, 1));
  }

  async #witness([name = '', vkey, , ...more]: readonly string[]): Promise<void> {
    if (more.length > 0) throw new Malformed('policy.witness', 'more than a name, a key and an address');
    const key = await this.#key(vkey, 4);
    this.#define(name, (cosigned) => cosigned.has(name));
    this.witnesses.push({ name, key });
  }

  #define(name: string, rule: Rule): void {
    if (name === '' || name === 'none' || this.#rules.has(name))
      throw new Malformed('policy', 'name is missing, taken or reserved');
    this.#rules.set(name, rule);
  }

  #group([name = '', threshold = '', ...members]: readonly string[]): void {
    this.#groups += 1;
    if (this.#groups > MAX_OF_A_KIND || members.length === 0 || members.length > MAX_OF_A_KIND)
      throw new Malformed('policy.group', 'no member, or too many');
    const least =
      threshold === 'all' ? members.length : threshold === 'any' ? 1 : /^[1-9]\d?$/.test(threshold) ? Number(threshold) : 0;
    if (least < 1 || least > members.length) throw new Malformed('policy.group', 'threshold out of range');
    const rules = members.map((member) => this.#member(member));
    this.#define(name, (cosigned) => rules.filter((rule) => rule(cosigned)).length >= least);
  }

  /** Each name is in one group only, so that no witness counts twice. */
  #member(name: string): Rule {
    const rule = this.#rules.get(name);
    if (rule === undefined || this.#members.has(name))
      throw new Malformed('policy.group', 'member is unknown, or in a group already');
    this.#members.add(name);
    return rule;
  }

  #setQuorum([name = '', ...more]: readonly string[]): void {
    if (this.quorum !== undefined || more.length > 0) throw new Malformed('policy.quorum', 'not one quorum');
    this.quorum = name === 'none' ? () => true : this.#rules.get(name);
    if (this.quorum === undefined) throw new Malformed('policy.quorum', 'unknown name');
  }
}

/** Text → policy. @throws Malformed unless there is exactly one quorum, and a log. */
export async function readWitnessPolicy(text: string, crypto: CryptoPort): Promise<WitnessPolicy> {
  if (text.length > MAX_POLICY_CHARACTERS) throw new Malformed('policy', 'larger than any policy');
  const reading = new Reading(crypto);
  for (const line of text.split('\n')) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length > 0 && words[0]?.startsWith('#') !== true) await reading.line(words);
  }
  if (reading.quorum === undefined) throw new Malformed('policy.quorum', 'missing');
  // The specification allows none where the log is known from elsewhere; here it is not.
  if (reading.logs.length === 0) throw new Malformed('policy.log', 'missing');
  return { logs: reading.logs, witnesses: reading.witnesses, isReached: reading.quorum };
}
