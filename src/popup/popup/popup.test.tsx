// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../testing/screens/extension.ts';
import { draw, type DrawnPart } from '../../../testing/screens/draw.ts';
import { VIEWS, type ViewName } from '../../../testing/screens/views.ts';
import { OWN_KNOWLEDGE, type AllowlistEntry } from '../../background/api/allowlist.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { BADGE_WORDS } from '../words/badges.ts';
import { lexiconFor } from '../words/load.ts';
import { NOT_TOLD } from '../words/not-told.ts';
import { ALARM_STEPS } from '../words/states.ts';
import { AcceptForm } from './accept-form.tsx';
import { Reject } from './details/reject.tsx';
import { Act } from './act.tsx';
import { FirstLook } from './first-look.tsx';
import { NotTold } from './not-told.tsx';
import { Popup } from './popup.tsx';

const lexicon = await lexiconFor('sgx');
const now = Date.parse('2026-11-25T10:00:00Z');
const popup = (view: SiteView | null, allSites = false): Promise<DrawnPart> =>
  draw(<Popup tabId={1} view={view} lexicon={lexicon} FirstLook={FirstLook} allSites={allSites} now={now} />);
const error = { code: 'background.unreachable', detail: '' };

beforeEach(() => {
  extension.reset();
});

describe('the popup', () => {
  it.each(Object.keys(VIEWS) as ViewName[])('names the state and the host of: %s', async (name) => {
    const view: SiteView = VIEWS[name];
    const part = await popup(view);
    const headline = part.find('h1').textContent;
    expect(headline).not.toMatch(/[{}]/);
    if (!['missing-soft', 'changed'].includes(name)) expect(headline).toBe(BADGE_WORDS[view.badge].headline);
    expect(document.title).toBe(`Sealmark: ${headline}`);
    if (view.origin === null) expect(part.all('.host')).toEqual([]);
    else expect(part.find('.host').textContent).toBe('vault.example.org');
  });

  it.each(['failed', 'failed-standing', 'missing'] as const)(
    'interrupts a screen reader and says what to do: %s',
    async (name) => {
      const part = await popup(VIEWS[name]);
      expect(part.find('[role=alert] h1').textContent).toBe(BADGE_WORDS[VIEWS[name].badge].headline);
      expect(part.all('.alarm li').map((step) => step.textContent)).toEqual([...ALARM_STEPS]);
    },
  );

  it.each(['verified', 'unbound', 'unaudited', 'caution', 'unavailable', 'none'] as const)(
    'does not interrupt for %s',
    async (name) => {
      const part = await popup(VIEWS[name]);
      expect(part.find('[role=status] h1').textContent).toBe(BADGE_WORDS[VIEWS[name].badge].headline);
      expect(part.all('.alarm')).toEqual([]);
    },
  );

  it('over a page without a record offers to check it', async () => {
    expect((await popup(null)).find('.act button').textContent).toBe('Check this site');
    expect((await popup(null)).text()).toContain('only when you ask it to');
    expect((await popup(null, true)).text()).toContain('has not looked at this page yet');
  });

  it('shows no aspects if nothing was checked', async () => {
    for (const name of ['checking', 'unavailable', 'none', 'off', 'missing'] as const)
      expect((await popup(VIEWS[name])).all('.aspects'), name).toEqual([]);
    expect((await popup(VIEWS.verified)).all('.aspects > li').length).toBeGreaterThan(4);
  });

  it('of a test result says so above its aspects', async () => {
    const part = await popup(VIEWS.simulated);
    expect(part.find('.aspects .caption').textContent).toContain('if the hardware were real');
  });
});

describe('the popup’s one button', () => {
  const act = (does: 'check' | 'reload' = 'check') =>
    draw(<Act action={{ does, label: 'Check this site' }} of={{ ...VIEWS.none, tabId: 7, documentId: 'D1' }} />);

  it('asks the background about what was drawn, and cannot be pressed twice meanwhile', async () => {
    let answer: (result: { ok: true; value: null }) => void = () => undefined;
    extension.answer('site.check', () => new Promise((resolve) => (answer = resolve)));
    const part = await act();
    await part.press('Check this site');
    expect(extension.calls).toEqual([
      { call: 'site.check', ask: { tabId: 7, origin: 'https://vault.example.org', documentId: 'D1' } },
    ]);
    const button = part.find('button') as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    answer({ ok: true, value: null });
    await vi.waitFor(
      () => {
        expect(button.disabled).toBe(false);
      },
      { timeout: 20_000 },
    );
    expect(part.all('[role=alert]')).toEqual([]);
  });

  it('names what was drawn for a reload, too', async () => {
    extension.answer('site.reload', () => ({ ok: true, value: null }));
    await (await act('reload')).press('Check this site');
    expect(extension.calls).toEqual([
      { call: 'site.reload', ask: { tabId: 7, origin: 'https://vault.example.org', documentId: 'D1' } },
    ]);
  });

  it('shows a failure, and clears it on the next try', async () => {
    extension.answer('site.check', () => ({ ok: false, error }));
    const part = await act();
    await part.press('Check this site');
    await vi.waitFor(
      () => {
        expect(part.find('[role=alert]').textContent).toBe('Sealmark could not be reached. Try again.');
      },
      { timeout: 20_000 },
    );
    extension.answer('site.check', () => ({ ok: true, value: null }));
    await part.press('Check this site');
    await vi.waitFor(
      () => {
        expect(part.all('[role=alert]')).toEqual([]);
      },
      { timeout: 20_000 },
    );
  });

  it('leads to the settings if a permission is missing', async () => {
    const part = await draw(<Act action={{ does: 'allow-vendor', label: 'Allow…' }} of={VIEWS.none} />);
    await part.press('Allow…');
    expect(extension.opened).toEqual(['src/popup/options/index.html#permissions']);
    expect(extension.calls).toEqual([]);
  });
});

const ENTRY: AllowlistEntry = {
  id: 'a',
  tee: 'sgx',
  registers: {},
  origins: ['https://vault.example.org'],
  note: '',
  addedAt: '2026-11-25T10:00:00Z',
  ...OWN_KNOWLEDGE,
};

describe('accepting code', () => {
  const drawn = () => draw(<AcceptForm view={VIEWS.unaudited} host="vault.example.org" />);

  it('names the registers shown, for this site alone unless changed', async () => {
    extension.answer('site.accept', () => ({ ok: true, value: ENTRY }));
    const part = await drawn();
    await part.type('input[type=text]', '  compared with the build  ');
    await part.submit();
    const { state, tabId, documentId } = VIEWS.unaudited;
    const { measurements } = state.at === 'appraised' ? (state.result.claims ?? { measurements: [] }) : { measurements: [] };
    const registers = Object.fromEntries(measurements.map(({ register, value }) => [register, value]));
    expect(Object.keys(registers)).toContain('MRENCLAVE');
    expect(extension.calls).toEqual([
      {
        call: 'site.accept',
        ask: {
          tabId,
          documentId,
          registers,
          everywhere: false,
          note: 'compared with the build',
          word: 'accepted',
          statement: null,
        },
      },
    ]);
  });

  it('shows why it was not accepted', async () => {
    extension.answer('site.accept', () => ({ ok: false, error: { code: 'accept.other-code', detail: '' } }));
    const part = await drawn();
    await part.submit();
    await vi.waitFor(
      () => {
        expect(part.find('[role=alert]').textContent).toContain('the page runs other code by now');
      },
      { timeout: 20_000 },
    );
  });
});

describe('rejecting code', () => {
  it('counts everywhere, with the reason', async () => {
    extension.answer('site.accept', () => ({ ok: true, value: ENTRY }));
    const part = await draw(<Reject view={VIEWS.verified} />);
    await part.type('input', ' keys leak ');
    await part.submit();
    expect(extension.calls[0]).toMatchObject({
      call: 'site.accept',
      ask: { everywhere: true, note: 'keys leak', word: 'rejected' },
    });
  });
});

describe('what no result reveals', () => {
  it('is stated in full', async () => {
    expect((await draw(<NotTold />)).all('li').map((line) => line.textContent)).toEqual([...NOT_TOLD]);
  });
});
