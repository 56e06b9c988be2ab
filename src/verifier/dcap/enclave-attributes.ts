import { Reader } from '../bytes/reader.ts';

/** SGX ATTRIBUTES (SDM volume 3D, table 35-3): 64 flags, then XFRM. */
export type EnclaveAttributes = {
  readonly initialised: boolean;
  /** The host can read and write the enclave's memory. */
  readonly debug: boolean;
  readonly mode64: boolean;
  /** May derive the provisioning key, which identifies the processor. */
  readonly provisionKey: boolean;
  /** May derive the key that launches other enclaves. */
  readonly einitTokenKey: boolean;
  /** Key separation and sharing: CONFIGID and its kin carry meaning. */
  readonly kss: boolean;
};

/** 16 bytes → flags. @throws Malformed for another length */
export function readEnclaveAttributes(bytes: Uint8Array): EnclaveAttributes {
  const reader = new Reader(bytes, 'ATTRIBUTES');
  const flags = reader.u64le('flags');
  reader.u64le('XFRM');
  reader.end();
  const bit = (number: bigint): boolean => ((flags >> number) & 1n) === 1n;
  return {
    initialised: bit(0n),
    debug: bit(1n),
    mode64: bit(2n),
    provisionKey: bit(4n),
    einitTokenKey: bit(5n),
    kss: bit(7n),
  };
}
