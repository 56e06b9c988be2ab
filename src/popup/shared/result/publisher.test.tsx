// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { draw } from '../../../../testing/screens/draw.ts';
import type { PublishedCode } from '../../../verifier/publisher/index.ts';
import { Publisher } from './publisher.tsx';

const repository = 'https://github.com/example/enclave';
const commit = '0123456789abcdef0123456789abcdef01234567';
const held = {
  list: null,
  holds: true,
  kind: 'sigstore',
  source: {
    repository,
    commit,
    ref: 'refs/tags/v1.2.0',
    workflow: `${repository}/.github/workflows/release.yml@refs/tags/v1.2.0`,
    runner: 'github-hosted',
    run: undefined,
  },
  identity: `${repository}/.github/workflows/release.yml@refs/tags/v1.2.0`,
  issuer: 'https://token.actions.githubusercontent.com',
  log: 'rekor.example',
  since: '2026-06-01T12:00:00.000Z',
  until: null,
  old: false,
  registers: ['MRENCLAVE'],
  namesCode: true,
  test: false,
} as const satisfies PublishedCode;

const drawn = (...published: readonly PublishedCode[]) => draw(<Publisher published={published} />);

describe('a publisher’s statement', () => {
  it('names source, commit, workflow and since when it is public, and is no review', async () => {
    const part = await drawn(held);
    expect(part.text()).toContain(
      'Published from github.com/example/enclave, commit 0123456, by release.yml. Public since June 1, 2026.',
    );
    expect(part.text()).toContain('not a review');
    expect(part.all('a').map((link) => link.getAttribute('href'))).toEqual([repository, `${repository}/tree/${commit}`]);
  });

  it('is shown with the directory’s publication, whether they agree or not', async () => {
    const named = (...names: readonly string[]) => draw(<Publisher published={[held]} named={names} />);
    const own = await named('github/example/enclave');
    expect(own.text()).toContain(
      'The site directory says its code is published at github.com/example/enclave. That is where to look',
    );
    expect((await named('github/other/enclave')).text()).toContain('this site sent the signature of someone else');
    expect((await draw(<Publisher published={[]} named={['github/example/enclave']} />)).all('a')[0]?.getAttribute('href')).toBe(
      repository,
    );
  });

  it('is not drawn if there is none', async () => {
    expect((await drawn()).text()).toBe('');
  });

  it.each([
    ['names a part of the code', { registers: ['MRTD'], namesCode: false }, 'only MRTD'],
    ['is about something else', { registers: [], namesCode: false }, 'something other than the code'],
    ['comes from its own machine', { source: { ...held.source, runner: 'self-hosted' } }, 'own computer'],
    ['is old', { old: true }, 'No newer signature'],
    ['is a test’s', { test: true }, 'counts for nothing'],
    [
      'comes by a workflow of others',
      { source: { ...held.source, workflow: 'https://github.com/other/build/.github/workflows/x.yml@refs/heads/main' } },
      'by github.com/other/build/.github/workflows/x.yml',
    ],
    ['is of no workflow', { source: null, identity: 'a@example.org' }, 'Published by a@example.org'],
  ] as const)('says that it %s', async (_, changes, words) => {
    expect((await drawn({ ...held, ...changes })).text()).toContain(words);
  });

  it('keeps hostile text as text, in its own place', async () => {
    const workflow = '{repository}<b>\u202e';
    const part = await drawn({ ...held, source: { ...held.source, workflow } });
    expect(part.all('b')).toEqual([]);
    expect(part.all('a')).toHaveLength(2);
    expect(part.text()).toContain('U+202E');
  });

  it('that does not verify says why, and that it is not the site’s fault', async () => {
    const text = (await drawn({ list: null, holds: false, fault: 'inclusion' })).text();
    expect(text).toContain('does not show that the log has this entry');
    expect(text).toContain('not against the site');
  });
});

describe('a publisher’s statement from a list', () => {
  const list = 'Example Security: enclave audits';
  const endorsement = {
    ...held,
    list,
    kind: 'endorsement',
    source: null,
    identity: 'Example Publisher',
    issuer: 'ed25519:AAAA',
    since: null,
    until: '2027-02-01T00:00:00.000Z',
  } as const satisfies PublishedCode;

  it('says which list it comes from', async () => {
    expect((await drawn({ ...held, list })).text()).toContain(`This comes from the list “${list}”.`);
    expect((await drawn(held)).text()).not.toContain('list');
  });

  it('is nothing that the site sent, whoever published it', async () => {
    const part = await draw(<Publisher published={[{ ...held, list }]} named={['github/other/enclave']} />);
    expect(part.text()).toContain('That is where to look');
    expect(part.text()).not.toContain('this site sent');
  });

  it('that is an endorsement says who names the endorser, until when it counts, and that no log was shown', async () => {
    const text = (await drawn(endorsement)).text();
    expect(text).toContain('Endorsed by Example Publisher. No public log was shown to hold it.');
    expect(text).toContain(`The list “${list}” says whose endorsement it is.`);
    expect(text).toContain('The endorsement counts until February 1, 2027.');
    expect(text).toContain('not a review');
  });

  it('that is an endorsement in a log says since when it is public', async () => {
    const text = (await drawn({ ...endorsement, since: '2026-06-01T12:00:00.000Z' })).text();
    expect(text).toContain('Endorsed by Example Publisher. Public since June 1, 2026.');
    expect(text).not.toContain('No public log');
  });

  it('that does not verify is the list’s fault, and not the site’s', async () => {
    const text = (await drawn({ list, holds: false, fault: 'expired' })).text();
    expect(text).toContain(`The list “${list}” names a publisher’s signature that does not hold: it has expired.`);
    expect(text).not.toContain('The site sent');
  });
});
