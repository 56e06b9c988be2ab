import type { ScaleReader } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import type { TypeRegistry } from './type-registry.ts';

/** No runtime type nests deeper. */
const MAX_DEPTH = 64;

/** More steps than the events of a full block need. Types without bytes could otherwise be walked endlessly. */
const MAX_STEPS = 2_000_000;

/** Skips values of a runtime's types. Their bytes affect nothing but their own length. */
export class ValueSkipper {
  readonly #reader: ScaleReader;
  readonly #types: TypeRegistry;
  #steps = 0;

  constructor(reader: ScaleReader, types: TypeRegistry) {
    this.#reader = reader;
    this.#types = types;
  }

  /** Skips one value. @throws Malformed */
  pass(type: number, depth = 0): void {
    this.#steps += 1;
    const def = this.#types.get(type);
    if (def === undefined) throw new Malformed('value', 'type unknown', this.#reader.offset);
    if (depth > MAX_DEPTH || this.#steps > MAX_STEPS) throw new Malformed('value', 'nested too deep', this.#reader.offset);
    switch (def.kind) {
      case 'composite':
        this.#all(
          def.fields.map((field) => field.type),
          depth,
        );
        return;
      case 'tuple':
        this.#all(def.of, depth);
        return;
      case 'variant': {
        const index = this.#reader.u8('variant');
        const variant = def.variants.find((one) => one.index === index);
        if (variant === undefined) throw new Malformed('value.variant', 'unknown', this.#reader.offset);
        this.#all(
          variant.fields.map((field) => field.type),
          depth,
        );
        return;
      }
      case 'sequence':
        this.#many(def.of, this.#reader.compact('length'), depth);
        return;
      case 'array':
        this.#many(def.of, def.length, depth);
        return;
      case 'primitive':
        if (def.size === 'text') this.#reader.bytes('text', this.#reader.remaining);
        else this.#reader.fixed('value', def.size);
        return;
      case 'compact':
        this.#reader.skipCompact('value');
        return;
      case 'bits':
        this.#bits(def.store);
        return;
    }
  }

  #all(types: readonly number[], depth: number): void {
    for (const type of types) this.pass(type, depth + 1);
  }

  #many(type: number, count: number, depth: number): void {
    const item = this.#types.get(type);
    if (item?.kind === 'primitive' && item.size !== 'text') {
      this.#reader.fixed('items', count * item.size);
      return;
    }
    for (let index = 0; index < count; index += 1) this.pass(type, depth + 1);
  }

  #bits(store: number): void {
    const def = this.#types.get(store);
    const size = def?.kind === 'primitive' && def.size !== 'text' ? def.size : 1;
    const bits = this.#reader.compact('bits');
    this.#reader.fixed('bits', Math.ceil(bits / (8 * size)) * size);
  }
}
