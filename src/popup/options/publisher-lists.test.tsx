// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { draw, type DrawnPart } from '../../../testing/screens/draw.ts';
import { extension } from '../../../testing/screens/extension.ts';
import type { PublisherListView } from '../../background/api/publisher-list.ts';
import { PUBLISHER_LISTS_WORDS } from '../words/pages/lists.ts';
import { PublisherLists } from './publisher-lists.tsx';

const OFF: PublisherListView = {
  id: 'works',
  publisher: 'Example Works',
  host: 'works.example',
  on: false,
  releases: null,
  checkedAt: null,
  problem: null,
};
const ON: PublisherListView = { ...OFF, on: true, releases: 134, checkedAt: '2026-11-25T00:00:00Z' };

const requested: string[][] = [];
Object.assign((globalThis as unknown as { browser: object }).browser, {
  permissions: {
    request: ({ origins }: { readonly origins: string[] }) => {
      requested.push(origins);
      return Promise.resolve(true);
    },
  },
});

async function drawn(list: PublisherListView): Promise<DrawnPart> {
  extension.answer('publishers.list', () => ({ ok: true, value: [list] }));
  extension.answer('publishers.turn', () => ({ ok: true, value: [list] }));
  extension.answer('permissions.changed', () => ({ ok: true, value: null }));
  const part = await draw(<PublisherLists />);
  await vi.waitFor(
    () => {
      expect(part.text()).toContain('Example Works');
    },
    { timeout: 20_000 },
  );
  return part;
}

beforeEach(() => {
  extension.reset();
  requested.length = 0;
});

describe('a publisher’s own list', () => {
  it('that is off names who would be asked, and is turned on with permission for that host', async () => {
    const part = await drawn(OFF);
    expect(part.text()).toContain('works.example');
    expect(part.text()).not.toContain(PUBLISHER_LISTS_WORDS.nothing);
    expect(requested).toEqual([]);
    part.find('input').click();
    await vi.waitFor(
      () => {
        expect(extension.calls).toContainEqual({ call: 'publishers.turn', ask: { id: 'works', on: true } });
      },
      { timeout: 20_000 },
    );
    expect(requested).toEqual([['https://works.example/*']]);
  });

  it('that is on says how much it names and since when, and is turned off', async () => {
    const part = await drawn(ON);
    expect(part.text()).toContain('134 releases, asked for on');
    part.find('input').click();
    await vi.waitFor(
      () => {
        expect(extension.calls).toContainEqual({ call: 'publishers.turn', ask: { id: 'works', on: false } });
      },
      { timeout: 20_000 },
    );
    expect(requested).toEqual([]);
  });

  it('says why it could not be updated', async () => {
    const problem = { code: 'publisher.signature', detail: '' };
    expect((await drawn({ ...ON, problem })).find('[role=alert]').textContent).toContain('publisher.signature');
    expect((await drawn({ ...OFF, on: true, problem })).text()).toContain(PUBLISHER_LISTS_WORDS.nothing);
  });
});
