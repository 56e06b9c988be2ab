import { ScaleReader, u32Of } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import { storageKey } from './storage-key.ts';

/** The runtime that was started last: `System.LastRuntimeUpgrade`. */
export const RUNTIME_KEY = storageKey('System', 'LastRuntimeUpgrade');

/** The runtime's version, proven by the state itself rather than reported by a node. @throws Malformed */
export function readSpecVersion(bytes: Uint8Array): number {
  const reader = new ScaleReader(bytes, 'System.LastRuntimeUpgrade');
  const version = reader.compact('spec version');
  reader.text('spec name', 64);
  reader.end();
  return version;
}

/** Where the state keeps the hash of an earlier block (the last 4096 or so), which ties an old header to a proven one. */
export function blockHashKey(number: number): Uint8Array {
  return storageKey('System', 'BlockHash', { hasher: 'twox-64-concat', key: u32Of(number) });
}

/** Option<Vec<u8>> as `Metadata_metadata_at_version` returns it → the text. @throws Malformed */
export function readMetadataAnswer(bytes: Uint8Array): Uint8Array {
  const reader = new ScaleReader(bytes, 'metadata answer');
  const text = reader.option('metadata', () => reader.bytes('metadata', 2 ** 24));
  reader.end();
  if (text === null) throw new Malformed('metadata answer', 'this version is not served');
  return text;
}
