// Covers: chain.ts, extensions.ts
import { describe, expect, it } from 'vitest';
import { bitString } from '../testing/der-writer.ts';
import { now, PROFILE, verify } from '../testing/three-certificates.ts';
import type { ChainProfile } from './chain.ts';
import { OID } from './extensions.ts';

describe('a chain', () => {
  it('accepts CAs by name and place where its profile ignores their key usage, and leaves still may not sign', async () => {
    const profile: ChainProfile = { ...PROFILE, dangerouslyIgnoreCaUsage: true };
    const unsaid = { ca: { without: [OID.keyUsage] }, root: { without: [OID.keyUsage] } };
    expect(await verify(unsaid, now, profile)).toMatchObject({ holds: true });
    const ask = {
      leaf: {
        without: [OID.keyUsage],
        extensions: [{ oid: OID.keyUsage, critical: true, value: bitString(Uint8Array.of(0x84), 2) }],
      },
    };
    expect(await verify(ask, now, profile)).toMatchObject({ holds: false, fault: 'key-usage', at: 0 });
  });
});
