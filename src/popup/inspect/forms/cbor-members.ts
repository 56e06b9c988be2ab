import type { Inner } from './piece.ts';
import { attachedIn, type Member } from './siblings.ts';

const MAX_DEPTH = 16;
const MAX_ITEMS = 4096;
/** Evidence is longer; in bytes. */
const MIN_VALUE_BYTES = 64;

/** A head of RFC 8949, section 3: what kind, and its argument; −1 for indefinite length. */
type Head = { readonly major: number; readonly argument: number };

class NotCbor extends Error {}

/**
 * Byte and text strings inside CBOR of any shape (tokens of several kinds, tagged and nested), with their neighbours. It only
 * searches for evidence: where something was found proves nothing. @returns undefined for bytes that are not exactly one item
 */
export function cborMembers(bytes: Uint8Array): readonly Inner[] | undefined {
  const walker = new Walker(bytes);
  try {
    walker.item('', 0);
  } catch (error) {
    if (error instanceof NotCbor) return undefined;
    throw error;
  }
  return walker.at === bytes.length && walker.isContainer ? walker.found : undefined;
}

class Walker {
  readonly #bytes: Uint8Array;
  readonly found: Inner[] = [];
  at = 0;
  /** A single string or number is not CBOR that anyone would wrap evidence in. */
  isContainer = false;
  #items = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** One item: strings are collected, containers searched. Returns the text of a text string, for keys. */
  item(path: string, depth: number): string {
    this.#items += 1;
    if (depth > MAX_DEPTH || this.#items > MAX_ITEMS) throw new NotCbor();
    const { major, argument } = this.#head();
    if (major === 2 || major === 3) return this.#string(path, major, argument);
    if (major === 4 || major === 5) this.#container(path, major, argument, depth);
    if (major === 6) {
      this.isContainer = true;
      return this.item(path, depth + 1);
    }
    return String(argument);
  }

  #head(): Head {
    const first = this.#byte();
    const [major, low] = [first >> 5, first & 31];
    if (low < 24) return { major, argument: low };
    if (low === 31 && major >= 2 && major <= 5) return { major, argument: -1 };
    const size = [1, 2, 4, 8][low - 24];
    if (size === undefined) throw new NotCbor();
    let argument = 0;
    for (let i = 0; i < size; i += 1) argument = argument * 256 + this.#byte();
    return { major, argument };
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new NotCbor();
    this.at += 1;
    return byte;
  }

  #string(path: string, major: number, length: number): string {
    if (length < 0 || length > this.#bytes.length - this.at) throw new NotCbor();
    const bytes = this.#bytes.slice(this.at, this.at + length);
    this.at += length;
    if (length >= MIN_VALUE_BYTES) this.found.push({ bytes, name: path === '' ? 'CBOR' : `CBOR (${path})` });
    return major === 3 ? new TextDecoder().decode(bytes.slice(0, MIN_VALUE_BYTES)) : '';
  }

  #container(path: string, major: number, count: number, depth: number): void {
    this.isContainer = true;
    const before = this.found.length;
    const members: Member[] = [];
    for (let index = 0; index !== count; index += 1) {
      if (count < 0 && this.#bytes[this.at] === 0xff) {
        this.at += 1;
        break;
      }
      const key = major === 5 ? this.item(path, depth + 1) : String(index);
      const from = this.found.length;
      this.item(path === '' ? key : `${path}.${key}`, depth + 1);
      const value = this.found.length === from + 1 ? this.found[from] : undefined;
      if (value !== undefined) members.push({ name: key, text: latin1(value.bytes), bytes: value.bytes });
    }
    if (major === 5) this.#attach(members, before, path);
  }

  /** Event logs and certificates of a map belong to the evidence in it. */
  #attach(members: readonly Member[], before: number, path: string): void {
    const { attached, used, joined } = attachedIn(members);
    const own = this.found.splice(before);
    const usedBytes = new Set(members.filter(({ name }) => used.has(name)).map(({ bytes }) => bytes));
    for (const bytes of joined) this.found.push({ bytes, name: path === '' ? 'CBOR' : `CBOR (${path})`, attached });
    for (const inner of own)
      if (!usedBytes.has(inner.bytes)) this.found.push({ ...inner, attached: [...attached, ...(inner.attached ?? [])] });
  }
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
