import { fromHex } from '../../src/verifier/bytes/hex.ts';
import { instant } from '../../src/verifier/time.ts';
import type { Attester, Fault } from '../../src/verifier/testing/attester.ts';
import { answered } from '../json.ts';
import type { TestChain } from './test-chain.ts';

type Register = { readonly records: readonly { readonly publicKey: string; readonly status: 'active' | 'revoked' }[] };

/** The manufacturer registers this attester's device, in the state that this fault requires. */
export function registerDevicesOf(chain: TestChain, attester: Attester, fault: Fault | undefined): void {
  const request = { reportData: new Uint8Array(64), nonce: new Uint8Array(32), now: instant(Date.now()) };
  const known = attester.registered?.(fault === undefined ? request : { ...request, fault }) ?? [];
  for (const { need, bytes } of known) {
    const { records } = answered<Register>(JSON.parse(Buffer.from(bytes).toString()));
    const map = need.kind === 'device-key' ? 'Devices' : 'ManufacturerKeys';
    for (const { publicKey, status } of records) {
      const revokedAt = status === 'revoked' ? chain.chains.now : null;
      chain.registerDevice(fromHex(publicKey, 'key'), { status, revokedAt }, map);
    }
  }
}
