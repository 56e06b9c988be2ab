import { parseJsonObject } from '../encoding/json.ts';
import { writeJson } from '../encoding/json-writer.ts';

/** Where a site says that its enclave published a hash on the chain: block number, and index among the block's events. */
export type ExecutionPointer = { readonly block: number; readonly index: number };

/** In bytes; two numbers need a few dozen. */
const MAX_POINTER_BYTES = 1024;

/** `{"block": …, "event": …}` (docs/PROTOCOL.md, execution). @throws Malformed */
export function readExecution(bytes: Uint8Array): ExecutionPointer {
  const pointer = parseJsonObject(bytes, 'execution', MAX_POINTER_BYTES);
  return { block: pointer.natural('block'), index: pointer.natural('event') };
}

/** The same as bytes. */
export function writeExecution({ block, index }: ExecutionPointer): Uint8Array {
  return writeJson({ block, event: index });
}
