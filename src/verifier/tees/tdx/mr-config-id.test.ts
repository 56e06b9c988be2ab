// Covers: dstack.ts, ../../dstack/app-config.ts, ../../dstack/compose.ts
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import type { Endorsement } from '../../endorsement.ts';
import {
  appraised,
  COMPOSE,
  first,
  OTHER,
  registers,
  started,
  text,
  type Logged,
  type Surroundings,
} from '../../testing/intel/dstack-guest.ts';
import { filler } from '../../testing/intel/quote-writer.ts';

describe('MRCONFIGID under dstack', () => {
  const log = started(first);
  const kms = '{"name":"kms","id":"0102"}';
  const withKms = log.map((one) => (one['event'] === 'key-provider' ? first('key-provider', text(kms)) : one));
  const digestOf = (...parts: readonly Uint8Array[]): Uint8Array => keccak_256(concat(...parts));
  const APP = filler('app', 20);
  const form = (number: number, digest: Uint8Array): Uint8Array => concat(Uint8Array.of(number), digest, new Uint8Array(15));
  const second2 = digestOf(COMPOSE, APP, Uint8Array.of(2), Uint8Array.of(1, 2));
  const configuration = async (measured: readonly Logged[], surroundings: Surroundings) =>
    (await appraised(measured, surroundings)).vector.configuration;

  it('of the second form is explained by what the log says of application and key provider', async () => {
    expect(await configuration(withKms, { mrConfigId: form(2, second2) })).toBe('affirming');
    expect(await configuration(log, { mrConfigId: form(2, second2) })).toBe('warning');
    const other = digestOf(COMPOSE, APP, Uint8Array.of(1), Uint8Array.of(1, 2));
    expect(await configuration(withKms, { mrConfigId: form(2, other) })).toBe('warning');
  });

  const config = (compose: Uint8Array): Endorsement => ({
    need: { kind: 'dstack.mr-config' },
    bytes: text(JSON.stringify({ app_id: toHex(APP), compose_hash: toHex(compose), key_provider: 'none', version: 3 })),
  });
  const third = (one: Endorsement): Uint8Array =>
    form(3, sha256(concat(text('dstack-mr-config-v3:'), Uint8Array.of(0), one.bytes)));

  it('of the third form is explained by the document that it is the digest of', async () => {
    const good = config(COMPOSE);
    expect(await configuration(log, { mrConfigId: third(good), attached: [good] })).toBe('affirming');
    expect(await configuration(log, { mrConfigId: third(good) })).toBe('warning');
    expect(await configuration(log, { mrConfigId: third(good), attached: [config(OTHER)] })).toBe('warning');
  });

  it('of the third form explains nothing where the log measured another application', async () => {
    const other = config(OTHER);
    expect(await configuration(log, { mrConfigId: third(other), attached: [other] })).toBe('warning');
  });

  it('of the first form is explained by the compose file alone, which leaves RTMR3 open', async () => {
    const file = text('{"name":"chat","docker_compose_file":"    image: example/web"}');
    const document = { need: { kind: 'dstack.app-compose' }, bytes: file };
    const result = await appraised([first('own', text('x'))], {
      mrConfigId: form(1, sha256(file)),
      attached: [document],
      named: { COMPOSE_HASH: [toHex(sha256(file))] },
    });
    expect(result.vector).toMatchObject({ configuration: 'affirming', executables: 'warning' });
    expect(result.claims?.application).toMatchObject({ name: 'chat', images: [{ image: 'example/web', digest: null }] });
  });

  it('is accounted for by its document alone where nobody named what it represents: the code is only there', async () => {
    const file = text('{"name":"chat"}');
    const told = {
      mrConfigId: form(1, sha256(file)),
      attached: [{ need: { kind: 'dstack.app-compose' }, bytes: file }],
    } as const;
    expect((await appraised([], told)).vector.executables).toBe('warning');
    const named = { COMPOSE_HASH: [toHex(sha256(file))] };
    expect((await appraised([], { ...told, named })).vector).toMatchObject({
      configuration: 'affirming',
      executables: 'affirming',
    });
  });

  it('a compose file whose hash was not measured is not shown', async () => {
    const document = { need: { kind: 'dstack.app-compose' }, bytes: text('{"name":"chat"}') };
    expect((await appraised(log, { attached: [document] })).claims?.application).toBe(undefined);
  });

  it('the key provider is a register that a reference value may name', async () => {
    expect(registers(await appraised(withKms))).toMatchObject({ KEY_PROVIDER: toHex(text(kms)) });
  });
});
