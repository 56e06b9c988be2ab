import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { applicationIn, readComposeDocument } from './compose.ts';

const DIGEST = new Uint8Array(32).fill(5);
const FIRST = 'a'.repeat(64);
const DOCKER = `
services:
  web:
    image: "example/web:1.2"
  model:
    image: example/model@sha256:${FIRST} # pinned
  list:
    - image: 'example/third'
    # image: example/commented
`;
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('a compose file', () => {
  it('names its images, those without a digest, what the operator may set, and its own scripts', () => {
    const application = applicationIn(
      bytes({ name: 'chat', docker_compose_file: DOCKER, allowed_envs: ['API_KEY'], pre_launch_script: 'echo' }),
      DIGEST,
    );
    expect(application).toEqual({
      name: 'chat',
      composeHash: '05'.repeat(32),
      images: [
        { image: 'example/web:1.2', digest: null },
        { image: `example/model@sha256:${FIRST}`, digest: FIRST },
        { image: 'example/third', digest: null },
      ],
      operatorMaySet: ['API_KEY'],
      scripts: ['pre_launch_script'],
    });
  });

  it('claims no more than the file contains', () => {
    expect(applicationIn(bytes({ docker_compose_file: 7, allowed_envs: 'x' }), DIGEST)).toEqual({
      name: '',
      composeHash: '05'.repeat(32),
      images: [],
      operatorMaySet: [],
      scripts: [],
    });
  });

  it('is listed only as far as a person would read', () => {
    const many = `services:\n${'    image: example/x\n'.repeat(1000)}`;
    const application = applicationIn(bytes({ name: 'n'.repeat(5000), docker_compose_file: many }), DIGEST);
    expect(JSON.stringify(application).length).toBeLessThan(5000);
  });

  it.each([
    ['no JSON', new TextEncoder().encode('services:')],
    ['a name twice', new TextEncoder().encode('{"name":"a","name":"b"}')],
  ])('of %s says nothing', (_, document) => {
    expect(applicationIn(document, DIGEST)).toBe(undefined);
  });

  it('is recognised by its members, and other files are not', () => {
    expect(readComposeDocument(bytes({ manifest_version: 2, docker_compose_file: '' }))).toHaveLength(1);
    expect(() => readComposeDocument(bytes({ tcbInfo: {} }))).toThrow(Malformed);
    expect(() => readComposeDocument(new Uint8Array(10))).toThrow(Malformed);
    expect(() => readComposeDocument(new Uint8Array(256 * 1024 + 1))).toThrow('larger');
  });
});
