// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../testing/screens/extension.ts';
import { draw } from '../../../testing/screens/draw.ts';
import { auditOf, saying, VENDORS_WORD } from '../../../testing/screens/decisions.ts';
import { CLAIMS, result, UNKNOWN_CODE } from '../../../testing/screens/results.ts';
import { VIEWS } from '../../../testing/screens/views.ts';
import type { AttestationResult } from '../../verifier/index.ts';
import { AUDIT_WORDS } from '../words/pages/audits.ts';
import { CodeCard } from './code-card.tsx';

const card = (made: AttestationResult, { code = ofUser(made), failed = false, acceptable = false } = {}) =>
  draw(<CodeCard view={{ ...VIEWS.unaudited, tabId: 7 }} result={made} code={code} failed={failed} acceptable={acceptable} />);
const ofUser = ({ vouchedBy }: AttestationResult) => saying([], [], vouchedBy);
const unknown = result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] });
const mrEnclave = CLAIMS.measurements[0]?.value ?? '';

beforeEach(() => {
  extension.reset();
});

describe('the code at first look', () => {
  it('shows both ends of the fingerprint, and reads those out', async () => {
    const part = await card(result());
    expect(part.find('.fingerprint code').textContent).toMatch(/^(?:[0-9a-f]{4} ){3}… [0-9a-f]{4} [0-9a-f]{4}$/);
    expect(part.find('.fingerprint').getAttribute('aria-label')).toBe(
      `MRENCLAVE: beginning ${mrEnclave.slice(0, 4)}, ending ${mrEnclave.slice(-4)}`,
    );
  });

  it('copies the whole fingerprint', async () => {
    const part = await card(result());
    await part.press('Copy fingerprint (MRENCLAVE)');
    await vi.waitFor(
      () => {
        expect(extension.copied).toEqual([mrEnclave]);
      },
      { timeout: 20_000 },
    );
  });

  it('shows the whole fingerprint with one click', async () => {
    const part = await card(result());
    expect(part.all('.copyable')).toEqual([]);
    await part.press('MRENCLAVE');
    expect(part.find('.copyable code').textContent).toBe(mrEnclave);
  });

  it('copies every register of code that has several, each with its name', async () => {
    const value = 'cd'.repeat(48);
    const measurements = ['MRTD', 'RTMR1', 'RTMR2'].map((register) => ({ register, value }));
    const part = await card(result([], {}, { claims: { ...CLAIMS, measurements } }));
    expect(part.text()).toContain('and 2 more registers');
    await part.press('Copy fingerprint (MRTD)');
    await vi.waitFor(
      () => {
        expect(extension.copied).toEqual([`MRTD=${value}\nRTMR1=${value}\nRTMR2=${value}\n`]);
      },
      { timeout: 20_000 },
    );
  });

  it('says who accepted it, when, and the note', async () => {
    expect((await card(result())).text()).toMatch(/Accepted by you on .*2026: “Compared with/);
  });

  it('says of unknown code that no one reviewed it, and what to do where it can be done here', async () => {
    const { text } = await card(unknown, { acceptable: true });
    expect(text()).toContain('No one you follow has reviewed this code.');
    expect(text()).toContain('If you know what it does');
    expect((await card(unknown)).text()).not.toContain('If you know what it does');
  });

  it('does not say after a failure that anyone knows what answers', async () => {
    const { text } = await card(result(), { failed: true });
    expect(text()).toContain('nothing shows that it is what answers you');
    expect(text()).not.toContain('Accepted by you');
  });

  it('names no code for evidence that was not proven genuine', async () => {
    const part = await card(result([], {}, { claims: null }));
    expect(part.text()).toContain('Nothing shows which code runs here.');
    expect(part.all('.fingerprint')).toEqual([]);
  });
});

describe('code that an auditor reviewed', () => {
  const reviewed = (code = saying([auditOf()])) => card(result([], {}, { vouchedBy: [] }), { code });

  it('is called by its name, with who reviewed it, when, and what is still open', async () => {
    const part = await reviewed();
    expect(part.find('h2').textContent).toBe('Vault worker 2.4.1');
    expect(part.text()).toMatch(/Example Security read the source, rebuilt it and got the same fingerprint \(.*2026.*\)\./);
    expect(part.text()).toContain('1 finding is still open: F-07.');
  });

  it('has one link each to report and source, at exactly that commit', async () => {
    const links = (await reviewed()).all('a') as readonly HTMLAnchorElement[];
    expect(links.map((link) => [link.textContent, link.href, link.rel])).toEqual([
      ['Report', 'https://auditor.example/vault.pdf', 'noreferrer noopener'],
      ['Source v2.4.1', `https://github.com/example/vault/tree/${'ab'.repeat(20)}`, 'noreferrer noopener'],
    ]);
  });

  it('leads to rebuilding it', async () => {
    await (await reviewed()).press('Rebuild it yourself');
    expect(extension.opened).toEqual(['src/popup/rebuild/index.html?tab=7']);
  });

  it('says in one sentence what the fingerprint does not cover', async () => {
    expect((await reviewed()).text()).toContain('The fingerprint does not cover what is loaded later.');
  });

  it('says so if the auditor is the demonstration’s', async () => {
    const code = saying([auditOf()]);
    const shown = { ...code, statements: code.statements.map((one) => ({ ...one, list: { ...one.list, demonstration: true } })) };
    expect((await reviewed(shown)).text()).toContain(AUDIT_WORDS.demonstration);
    expect((await reviewed()).text()).not.toContain(AUDIT_WORDS.demonstration);
  });

  it('says why its statement was withdrawn, and no longer that it was reviewed', async () => {
    const revocation = { statement: 'a1'.repeat(32), since: '2026-11-20T00:00:00Z', reason: 'error', text: '' } as const;
    const part = await reviewed(saying([{ statement: auditOf(), notCounted: { because: 'revoked', revocation } }]));
    expect(part.text()).toMatch(/Example Security withdrew this review on .*2026: it was mistaken\./);
    expect(part.text()).toContain('No one you follow has reviewed this code.');
    expect(part.text()).not.toContain('read the source');
  });

  it.each(['withdrawn', 'expired', 'list-lapsed'] as const)('and warned of goes on to be warned of: %s', async (because) => {
    const statement = auditOf({ properties: ['TEE_KNOWN_VULNERABLE'] });
    const part = await reviewed(saying([{ statement, notCounted: { because } }]));
    expect(part.text()).toContain('says this code has a known weakness.');
    expect(part.text()).not.toContain('no longer counts');
  });
});

describe('code that others dispute', () => {
  const bare = result([], {}, { vouchedBy: [] });

  it('is known to no one on its publisher’s word alone', async () => {
    const part = await card(bare, { code: saying([VENDORS_WORD]) });
    expect(part.text()).toContain(
      'Vault Inc. (list “Example Security: enclave audits”) says it published this code. That word alone makes no code known.',
    );
    expect(part.find('h2').textContent).toBe('Vault worker 2.4.1');
  });

  it('is known to no one on its publisher’s signature alone', async () => {
    const part = await card(bare, { code: { ...saying([]), outcome: 'vendor' } });
    expect(part.text()).toContain('No one you follow has reviewed this code.');
  });

  it('is accepted on a statement with one click, for this site', async () => {
    const part = await card(bare, { code: saying([VENDORS_WORD]), acceptable: true });
    await part.press('Accept it here on the word of Vault Inc. (list “Example Security: enclave audits”), until');
    const { documentId } = VIEWS.unaudited;
    expect(extension.calls).toEqual([
      {
        call: 'site.accept',
        ask: expect.objectContaining({
          tabId: 7,
          documentId,
          everywhere: false,
          word: 'accepted',
          statement: VENDORS_WORD.digest,
        }) as unknown,
      },
    ]);
  });

  it('is not offered for acceptance where it may not be accepted, or is known already', async () => {
    const offers = async (code = saying([VENDORS_WORD]), acceptable = true) =>
      (await card(bare, { code, acceptable })).text().includes('Accept it here');
    expect(await offers()).toBe(true);
    expect(await offers(saying([VENDORS_WORD]), false)).toBe(false);
    expect(await offers(saying([auditOf()]))).toBe(false);
  });

  it('shows a rejection first, with the advisory, then the disagreement', async () => {
    const part = await card(bare, { code: saying([auditOf()], [{}]), failed: false });
    const sentences = part.all('p').map((one) => one.textContent);
    expect(sentences[0]).toBe('Example Security: enclave audits rejects this code: It writes keys to its log.');
    expect(sentences[1]).toBe(AUDIT_WORDS.disagree);
    expect(part.find('a', 'Read the advisory').getAttribute('href')).toBe('https://auditor.example/advisories/7');
  });

  it('links no address that is not https', async () => {
    const report = { uri: 'javascript:alert(1)', sha256: null, title: null };
    const part = await card(bare, { code: saying([auditOf({ report })]) });
    expect(part.all('a').map((link) => link.textContent)).toEqual(['Source v2.4.1']);
    expect(part.text()).toContain('Report');
  });

  it('shows hidden characters of its name', async () => {
    const part = await card(bare, { code: saying([auditOf({ name: 'vault\u202egpj' })]) });
    expect(part.find('h2').textContent).toBe('vaultU+202Egpj');
  });

  it('offers an auditor to follow where no one made a statement', async () => {
    await (await card(bare, { code: saying([]) })).press('Follow an auditor');
    expect(extension.opened).toEqual(['src/popup/options/index.html#lists']);
  });
});
