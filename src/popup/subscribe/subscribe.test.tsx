// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draw, type DrawnPart } from '../../../testing/screens/draw.ts';
import { extension } from '../../../testing/screens/extension.ts';
import type { ListPreview } from '../../background/api/lists.ts';
import { SUBSCRIBE_WORDS } from '../words/pages/lists.ts';
import { Subscribe } from './subscribe.tsx';

const ADDRESS = { url: 'https://auditor.example/list.dsse.json', key: 'ed25519:abc' };
const PREVIEW: ListPreview = {
  ...ADDRESS,
  digest: 'd1'.repeat(32),
  id: 'https://auditor.example/tee-audits',
  title: 'Enclave audits',
  homepage: 'https://auditor.example/',
  contact: 'mailto:audits@auditor.example',
  version: 42,
  issued: '2026-11-20T00:00:00Z',
  expires: '2026-12-20T00:00:00Z',
  threshold: 1,
  keys: [
    { key: ADDRESS.key, fingerprint: 'f1'.repeat(32), use: 'current' },
    { key: 'ed25519:next', fingerprint: 'f2'.repeat(32), use: 'next' },
  ],
  statements: 3,
  denials: 1,
  revocations: 0,
  tees: ['sgx', 'tdx'],
  host: 'auditor.example',
  followed: false,
  demonstration: false,
};

async function page(preview: ListPreview = PREVIEW): Promise<DrawnPart> {
  extension.answer('lists.preview', () => ({ ok: true, value: preview }));
  const part = await draw(<Subscribe address={ADDRESS} />);
  await vi.waitFor(
    () => {
      expect(part.find('h1').textContent).toContain(preview.title);
    },
    { timeout: 20_000 },
  );
  return part;
}

beforeEach(() => {
  extension.reset();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the page of a list that is not followed yet', () => {
  it('follows nothing by being opened', async () => {
    await page();
    expect(extension.calls.map(({ call }) => call)).toEqual(['lists.preview']);
  });

  it('shows whose key it is, how much the list says, and what it may influence', async () => {
    const part = await page();
    expect(part.all('.copyable code').map((code) => code.textContent)).toEqual(['f1'.repeat(32)]);
    expect(part.text()).toContain('3 statements, 1 rejection and 0 withdrawals');
    expect(part.text()).toContain(SUBSCRIBE_WORDS.influence);
    expect(part.text()).toContain('Intel SGX and Intel TDX');
    expect(part.text()).toContain('auditor.example');
  });

  it('follows exactly the text that was shown, and not in the first half second', async () => {
    vi.useFakeTimers();
    extension.answer('lists.preview', () => ({ ok: true, value: PREVIEW }));
    const part = await draw(<Subscribe address={ADDRESS} />);
    await vi.advanceTimersByTimeAsync(10);
    const button = part.find('button', SUBSCRIBE_WORDS.follow) as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    await vi.advanceTimersByTimeAsync(600);
    await part.press(SUBSCRIBE_WORDS.follow);
    expect(extension.calls.at(-1)).toEqual({ call: 'lists.subscribe', ask: { ...ADDRESS, digest: PREVIEW.digest } });
  });

  it('of a list that is already followed offers nothing to follow', async () => {
    const part = await page({ ...PREVIEW, followed: true });
    expect(part.text()).toContain(SUBSCRIBE_WORDS.followed);
    expect(part.text()).not.toContain(SUBSCRIBE_WORDS.follow + ' ');
    expect(part.all('button').filter((one) => one.textContent === SUBSCRIBE_WORDS.follow)).toEqual([]);
  });

  it('says so for the demonstration’s list', async () => {
    expect((await page({ ...PREVIEW, demonstration: true })).text()).toContain(SUBSCRIBE_WORDS.demonstration);
  });

  it('requests permission for the host, where it is missing', async () => {
    extension.answer('lists.preview', () => ({ ok: false, error: { code: 'list.not-allowed', detail: 'auditor.example' } }));
    const part = await draw(<Subscribe address={ADDRESS} />);
    await vi.waitFor(
      () => {
        expect(part.find('button').textContent).toBe('Allow asking auditor.example');
      },
      { timeout: 20_000 },
    );
  });

  it('shows hidden characters of a title', async () => {
    extension.answer('lists.preview', () => ({ ok: true, value: { ...PREVIEW, title: 'audits\u202e' } }));
    const part = await draw(<Subscribe address={ADDRESS} />);
    await vi.waitFor(
      () => {
        expect(part.find('h1').textContent).toContain('auditsU+202E');
      },
      { timeout: 20_000 },
    );
  });

  it('without a link says where to open it from', async () => {
    expect((await draw(<Subscribe address={null} />)).text()).toContain(SUBSCRIBE_WORDS.nothing);
    expect(extension.calls).toEqual([]);
  });
});
