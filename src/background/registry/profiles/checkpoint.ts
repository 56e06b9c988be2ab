import { readRelayState, toHex, type RelayState } from '../../../verifier/substrate/index.ts';
import { fromBase64Url, Malformed } from '../../../verifier/index.ts';
import { fieldsOf, InvalidRecord } from '../../state/shape.ts';

const KEY_LENGTH = 32;
const MAX_KEYS_BYTES = 256 * 1024;

/** Where the release keeps a relay chain's checkpoint (scripts/checkpoint.ts makes them). */
export const checkpointPath = (relay: string): string => `/checkpoints/${relay}.json`;

/**
 * A checkpoint file of the release → the state where a path starts. Its keys are in one text, all of weight 1. Null when it
 * cannot be read.
 */
export function readCheckpointFile(text: string): RelayState | null {
  try {
    const fields = fieldsOf(JSON.parse(text), 'checkpoint');
    if (fields.natural('format') !== 1) throw new InvalidRecord('checkpoint.format', 'written by another release');
    const keys = fromBase64Url(fields.string('keys', MAX_KEYS_BYTES), 'checkpoint.keys');
    const authorities = Array.from({ length: Math.ceil(keys.length / KEY_LENGTH) }, (_, index) => ({
      key: toHex(keys.slice(index * KEY_LENGTH, (index + 1) * KEY_LENGTH)),
      weight: 1,
    }));
    const { number, hash } = {
      number: fields.fields('finalized').natural('number'),
      hash: fields.fields('finalized').string('hash', 64),
    };
    const state = {
      format: 1,
      genesis: fields.string('genesis', 64),
      setId: fields.natural('setId'),
      authorities,
      finalized: { number, hash },
      time: fields.natural('time'),
    };
    // Passed through the reader that every stored state passes through.
    return readRelayState(JSON.stringify(state));
  } catch (error) {
    if (error instanceof InvalidRecord || error instanceof Malformed || error instanceof SyntaxError) return null;
    throw error;
  }
}
