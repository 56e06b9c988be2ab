// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../testing/screens/extension.ts';
import { draw } from '../../../testing/screens/draw.ts';
import { CLAIMS, result, UNKNOWN_CODE } from '../../../testing/screens/results.ts';
import type { AttestationResult } from '../../verifier/index.ts';
import { CodeCard } from './code-card.tsx';

const card = (made: AttestationResult, { failed = false, acceptable = false } = {}) =>
  draw(<CodeCard result={made} failed={failed} acceptable={acceptable} />);
const unknown = result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] });
const mrEnclave = CLAIMS.measurements[0]?.value ?? '';

beforeEach(() => {
  extension.reset();
});

describe('the code at first look', () => {
  it('shows the fingerprint by its ends, and reads it out by them', async () => {
    const part = await card(result());
    expect(part.find('.fingerprint code').textContent).toMatch(/^(?:[0-9a-f]{4} ){3}… [0-9a-f]{4} [0-9a-f]{4}$/);
    expect(part.find('.fingerprint').getAttribute('aria-label')).toBe(
      `MRENCLAVE: beginning ${mrEnclave.slice(0, 4)}, ending ${mrEnclave.slice(-4)}`,
    );
  });

  it('copies the whole fingerprint', async () => {
    const part = await card(result());
    await part.press('Copy fingerprint (MRENCLAVE)');
    await vi.waitFor(() => {
      expect(extension.copied).toEqual([mrEnclave]);
    });
  });

  it('shows the whole fingerprint at one click', async () => {
    const part = await card(result());
    expect(part.all('.copyable')).toEqual([]);
    await part.press('MRENCLAVE');
    expect(part.find('.copyable code').textContent).toBe(mrEnclave);
  });

  it('copies every register of code that has several, each by its name', async () => {
    const value = 'cd'.repeat(48);
    const measurements = ['MRTD', 'RTMR1', 'RTMR2'].map((register) => ({ register, value }));
    const part = await card(result([], {}, { claims: { ...CLAIMS, measurements } }));
    expect(part.text()).toContain('and 2 more registers');
    await part.press('Copy fingerprint (MRTD)');
    await vi.waitFor(() => {
      expect(extension.copied).toEqual([`MRTD=${value}\nRTMR1=${value}\nRTMR2=${value}\n`]);
    });
  });

  it('says who accepted it, when, and the note', async () => {
    expect((await card(result())).text()).toMatch(/Accepted by you on .*2026: “Compared with/);
  });

  it('of unknown code says that no one reviewed it, and what to do where it can be done here', async () => {
    const { text } = await card(unknown, { acceptable: true });
    expect(text()).toContain('No one you follow has reviewed this code.');
    expect(text()).toContain('If you know what it does');
    expect((await card(unknown)).text()).not.toContain('If you know what it does');
  });

  it('after a failure does not say that anyone knows what answers', async () => {
    const { text } = await card(result(), { failed: true });
    expect(text()).toContain('nothing shows that it is what answers you');
    expect(text()).not.toContain('Accepted by you');
  });

  it('of evidence that was not proven genuine names no code', async () => {
    const part = await card(result([], {}, { claims: null }));
    expect(part.text()).toContain('Nothing shows which code runs here.');
    expect(part.all('.fingerprint')).toEqual([]);
  });
});
