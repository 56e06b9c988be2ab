// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { draw, type DrawnPart } from '../../../testing/screens/draw.ts';
import { extension } from '../../../testing/screens/extension.ts';
import type { DirectoryView } from '../../background/api/site-directory.ts';
import { DIRECTORY_WORDS } from '../words/pages/options.ts';
import { SiteDirectory } from './site-directory.tsx';

const VIEW: DirectoryView = {
  version: 7,
  issued: '2026-11-20T00:00:00Z',
  expires: null,
  status: 'current',
  sites: 17,
  host: null,
  triedAt: null,
  problem: null,
};

async function drawn(change: Partial<DirectoryView>): Promise<DrawnPart> {
  extension.answer('directory.view', () => ({ ok: true, value: { ...VIEW, ...change } }));
  const part = await draw(<SiteDirectory />);
  await vi.waitFor(
    () => {
      expect(part.text()).toContain('17 entries');
    },
    { timeout: 20_000 },
  );
  return part;
}

beforeEach(() => {
  extension.reset();
});

describe('the site directory', () => {
  it('that comes only with releases says so, and offers no look at an address', async () => {
    const part = await drawn({});
    expect(part.text()).toMatch(/17 entries, of November 20, 2026/);
    expect(part.text()).toContain(DIRECTORY_WORDS.withReleases);
    expect(part.all('button')).toEqual([]);
  });

  it('that is published names its server, and is requested at a click', async () => {
    const part = await drawn({ host: 'directory.example', expires: '2026-12-20T00:00:00Z' });
    expect(part.text()).toContain('directory.example');
    await part.press(DIRECTORY_WORDS.look);
    expect(extension.calls).toContainEqual({ call: 'directory.refresh', ask: null });
  });

  it.each(['stale', 'lapsed'] as const)('says that it is %s', async (status) => {
    expect((await drawn({ status, host: 'directory.example' })).text()).toContain(DIRECTORY_WORDS[status]);
  });

  it('says why a newer one was refused, and that the old one stays', async () => {
    const part = await drawn({ host: 'directory.example', problem: { code: 'list.rollback', detail: '' } });
    expect(part.find('[role=alert]').textContent).toContain('list.rollback');
  });
});
