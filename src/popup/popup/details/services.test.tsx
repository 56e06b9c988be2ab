// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../../testing/screens/extension.ts';
import { draw } from '../../../../testing/screens/draw.ts';
import { CANNOT_SEE, result } from '../../../../testing/screens/results.ts';
import type { ServiceState, ServiceView } from '../../../background/api/services.ts';
import type { Badge } from '../../../background/api/badge.ts';
import { SERVICE_WORDS } from '../../words/services.ts';
import { Services } from './services.tsx';

const service = (badge: Badge, state: ServiceState, contacted = true): ServiceView => ({
  origin: 'https://api.example.org',
  adapter: 'tinfoil',
  contacted,
  codeNames: [],
  badge,
  state,
});
const drawn = (...services: readonly ServiceView[]) => draw(<Services view={{ tabId: 7, documentId: 'D', services }} />);
const good = result();
const seen = (because: string) => ({
  ...good,
  vector: { ...good.vector, channel: 'none' as const },
  findings: [{ ...CANNOT_SEE, facts: { because } }],
});
const appraised = (made = good): ServiceState => ({ at: 'appraised', result: made, published: [], problems: [] });

/** Whether the browser grants a request. */
let grants = true;
const requested: string[][] = [];
Object.assign((globalThis as unknown as { browser: object }).browser, {
  permissions: {
    request: ({ origins }: { readonly origins: string[] }) => {
      requested.push(origins);
      return Promise.resolve(grants);
    },
  },
});

beforeEach(() => {
  extension.reset();
  requested.length = 0;
  grants = true;
});

describe('services behind a page', () => {
  it('begin by saying that the page’s own script is not covered', async () => {
    const part = await drawn(service('verified', appraised()));
    expect(part.find('h2').textContent).toBe('Attested service behind this page');
    expect(part.text()).toContain('This page’s own script is not covered');
  });

  it('have a row each, with its host, its own mark and a button', async () => {
    const other = { ...service('none', { at: 'unchecked' }), origin: 'https://two.example.org' };
    const part = await drawn(service('verified', appraised()), other);
    expect(part.all('li').map((row) => row.querySelector('.host')?.textContent)).toEqual(['api.example.org', 'two.example.org']);
    expect(part.all('li button').map(({ textContent }) => textContent)).toEqual([SERVICE_WORDS.again, SERVICE_WORDS.check]);
  });

  it.each<[string, ServiceView, string]>([
    ['was seen and ended there', service('verified', appraised()), SERVICE_WORDS.endsThere],
    ['cannot be seen in this browser', service('unbound', appraised(seen('browser-cannot-see'))), SERVICE_WORDS.notShown],
    ['was not seen', service('unbound', appraised(seen('no-request-seen')), false), SERVICE_WORDS.notSeen],
    ['ends in a gateway', service('unaudited', appraised(seen('ends-in-gateway'))), SERVICE_WORDS.inGateway],
    ['has no key in the evidence', service('unavailable', appraised(seen('no-tls-key-attested'))), SERVICE_WORDS.namesNoKey],
    ['ended elsewhere', service('caution', appraised(seen('mismatch-unconfirmed'))), SERVICE_WORDS.elsewhere],
  ])('whose connection %s say so, and nothing better', async (_, view, words) => {
    const text = (await drawn(view)).text();
    expect(text).toContain(words);
    for (const other of [SERVICE_WORDS.endsThere, SERVICE_WORDS.notShown, SERVICE_WORDS.notSeen, SERVICE_WORDS.elsewhere])
      if (other !== words) expect(text).not.toContain(other);
  });

  it.each([
    ['age-unknown', SERVICE_WORDS.ageUnknown],
    ['too-old', SERVICE_WORDS.tooOld],
    ['no-origin-committed', SERVICE_WORDS.noOrigin],
    ['keys-ran-out', SERVICE_WORDS.ranOut],
    ['envelope-signature', SERVICE_WORDS.flawed],
    ['of-next-year', SERVICE_WORDS.open],
  ])('that answered and proved too little say why (%s), and not that they were not checked', async (because, words) => {
    const text = (await drawn(service('unavailable', appraised(seen(because))))).text();
    expect(text).toContain(words);
    expect(text).not.toContain(SERVICE_WORDS.unchecked);
  });

  it('say where the site directory says that their code is published', async () => {
    const named = { ...service('unbound', appraised()), codeNames: ['github/owner/name', 'github/owner/other'] };
    const words = 'The site directory says its code is published at github.com/owner/name and github.com/owner/other.';
    expect((await drawn(named)).text()).toContain(words);
    const unchecked = { ...named, state: { at: 'unchecked' } } as const;
    expect((await drawn(unchecked)).text()).not.toContain('github.com');
  });

  it('say that their publisher’s own list names the code, and only where it names all of it', async () => {
    const word = {
      list: null,
      holds: true,
      kind: 'publisher-list',
      source: null,
      identity: 'Example Works',
      issuer: 'key',
      log: null,
      since: null,
      until: null,
      old: false,
      registers: ['PCR0'],
      namesCode: true,
      test: false,
    } as const;
    const shown = async (change: object): Promise<string> =>
      (
        await drawn(service('unaudited', { at: 'appraised', result: good, published: [{ ...word, ...change }], problems: [] }))
      ).text();
    const words = 'Its publisher’s own statement names this code (Example Works). That is no review.';
    expect(await shown({})).toContain(words);
    expect(await shown({ namesCode: false })).not.toContain('Example Works');
    expect(await shown({ test: true })).not.toContain('Example Works');
  });

  it('that could not be asked say why', async () => {
    const problem = { code: 'site.asks-for-a-key', fault: 'site', remedy: 'ask-the-site', facts: {} } as const;
    expect((await drawn(service('unavailable', { at: 'unavailable', problem }))).text()).toContain('asks for a key');
  });

  it('are checked after permission for their own host, in the same click', async () => {
    extension.answer('permissions.changed', () => ({ ok: true, value: null }));
    extension.answer('service.check', () => ({ ok: true, value: null }));
    const part = await drawn(service('none', { at: 'unchecked' }));
    expect(requested).toEqual([]);
    await part.press(SERVICE_WORDS.check);
    const asked = await vi.waitUntil(() => extension.calls.find(({ call }) => call === 'service.check'), { timeout: 20_000 });
    expect(requested).toEqual([['https://api.example.org/*']]);
    expect(asked.ask).toEqual({ tabId: 7, documentId: 'D', origin: 'https://api.example.org' });
  });

  it('are not checked without permission', async () => {
    grants = false;
    const part = await drawn(service('none', { at: 'unchecked' }));
    await part.press(SERVICE_WORDS.check);
    await vi.waitUntil(() => part.text().includes(SERVICE_WORDS.noLeave), { timeout: 20_000 });
    expect(extension.calls).toEqual([]);
  });
});
