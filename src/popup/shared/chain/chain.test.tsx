// Covers: chain.tsx, link-evidence.tsx, shapes.ts, statement-document.tsx
// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../../testing/screens/extension.ts';
import { draw, type DrawnPart } from '../../../../testing/screens/draw.ts';
import { auditOf, saying, VENDORS_WORD } from '../../../../testing/screens/decisions.ts';
import { result, UNKNOWN_CODE } from '../../../../testing/screens/results.ts';
import type { AttestationResult } from '../../../verifier/index.ts';
import { lexiconFor } from '../../words/load.ts';
import { EVIDENCE_OF_FILE, LINK_MISSING } from '../../words/pages/chain.ts';
import { Chain } from './chain.tsx';

const lexicon = await lexiconFor('sgx');
const drawn = (made: AttestationResult, simulated = false, code = saying([], [], made.vouchedBy)): Promise<DrawnPart> =>
  draw(<Chain result={made} code={code} lexicon={lexicon} simulated={simulated} />);

/** The evidence of a link, which is in a chunk of its own. */
async function opened(part: DrawnPart, name: string): Promise<HTMLElement> {
  await part.press(name);
  return await vi.waitFor(() => part.find('.link-evidence'), { timeout: 20_000 });
}

beforeEach(() => {
  extension.reset();
});

describe('the drawn chain', () => {
  it('is a list in which every item says in words what it is and its status', async () => {
    const part = await drawn(result());
    expect(part.find('ol').getAttribute('aria-label')).toBe('From the chip to the reviewer');
    expect(part.all('li').map((item) => item.textContent)).toEqual([
      'Chip Intel SGX shown',
      'Evidence for this visit shown',
      expect.stringMatching(/^Code [0-9a-f]{4}…[0-9a-f]{4} shown$/),
      'Source not named not shown',
      'Build no one yet not shown',
      'Review by you shown',
    ]);
  });

  it('shows where it is broken, and that what follows is not reached', async () => {
    const part = await drawn(result([], { channel: 'contraindicated' }));
    expect(part.all('li').map((item) => item.dataset['status'])).toEqual([
      'shown',
      'broken',
      'unreached',
      'unreached',
      'unreached',
      'unreached',
    ]);
    expect(part.find('li[data-status=broken]').textContent).toContain('not for you');
    // What was accepted is not drawn as if it were what answers here.
    expect(part.find('li:last-child').textContent).not.toContain('by you');
  });

  it('is purple for a test result where it would be green', async () => {
    const part = await drawn(result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] }), true);
    expect(part.all('li').map((item) => item.dataset['tone'])).toEqual(['purple', 'purple', 'purple', 'grey', 'grey', 'grey']);
  });

  it('does not describe evidence from a file as being about a visit', async () => {
    const part = await draw(<Chain result={result()} code={saying([])} lexicon={lexicon} simulated={false} ofFile />);
    expect(part.find('li:nth-child(2)').textContent).toBe('Evidence signed shown');
    const evidence = await opened(part, 'Evidence');
    expect(evidence.textContent).toContain(EVIDENCE_OF_FILE.leads);
    expect(evidence.querySelector('[data-check="channel.tls-key"]')).toBeNull();
  });

  it('opens one link at a time, and closes it again', async () => {
    const part = await drawn(result());
    expect((await opened(part, 'Code')).dataset['link']).toBe('code');
    expect(part.find('button', 'Code').getAttribute('aria-expanded')).toBe('true');
    expect((await opened(part, 'Evidence')).dataset['link']).toBe('evidence');
    expect(part.find('button', 'Code').getAttribute('aria-expanded')).toBe('false');
    await part.press('Evidence');
    expect(part.all('.link-evidence')).toEqual([]);
  });

  it('shows for an arrow which checks and bytes lead to it', async () => {
    const part = await drawn(result());
    const code = await opened(part, 'Code');
    expect(code.textContent).toContain('3 checks passed');
    expect(code.querySelector('code')?.textContent).toBe(result().claims?.measurements[0]?.value);
    expect(code.querySelector('[data-check="reference.measurement"]')).not.toBeNull();
    const evidence = await opened(part, 'Evidence');
    expect(evidence.querySelector('.copyable code')?.textContent).toBe(result().evidence);
  });

  it('shows what did not pass without another click', async () => {
    const part = await drawn(result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] }));
    const code = await opened(part, 'Code');
    expect(code.querySelector(':scope > .findings [data-check="reference.measurement"]')).not.toBeNull();
  });

  it.each(['Source', 'Build', 'Review'] as const)('says of %s what is missing', async (name) => {
    const part = await drawn(result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] }));
    const missing = { Source: LINK_MISSING.source, Build: LINK_MISSING.build, Review: LINK_MISSING.review }[name];
    expect((await opened(part, name)).textContent).toContain(missing);
  });

  it('names the release and how many auditors lead to it', async () => {
    const part = await drawn(result(), false, saying([auditOf()]));
    expect(
      part
        .all('li')
        .slice(3)
        .map((item) => item.textContent),
    ).toEqual(['Source v2.4.1 shown', 'Build 1 auditor shown', 'Review 1 auditor shown']);
    const ofVendor = await drawn(result(), false, saying([VENDORS_WORD]));
    expect(ofVendor.find('li:nth-child(4)').textContent).toBe('Source publisher’s word not shown');
  });

  it('shows for an arrow which document leads to it, with the bytes that name the document', async () => {
    const review = await opened(await drawn(result(), false, saying([auditOf()])), 'Review');
    expect(review.textContent).toContain('Example Security read the source');
    const values = [...review.querySelectorAll('.copyable code')].map((code) => code.textContent);
    expect(values).toEqual(['ab'.repeat(20), 'cd'.repeat(32), 'a1'.repeat(32)]);
    expect(review.querySelector('a')?.href).toBe('https://auditor.example/vault.pdf');
  });
});
