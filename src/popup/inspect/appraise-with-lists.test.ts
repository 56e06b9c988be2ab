// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { extension } from '../../../testing/screens/extension.ts';
import { result } from '../../../testing/screens/results.ts';
import { auditOf, saying } from '../../../testing/screens/decisions.ts';
import { NOTHING_KNOWN } from '../../verifier/audits/index.ts';
import type { AttestationResult, ReferenceValue } from '../../verifier/index.ts';
import type { Appraised, TrustBase } from './appraise-dropped.ts';
import { appraiseWithLists } from './appraise-with-lists.ts';

const BASE: TrustBase = { anchors: {} as TrustBase['anchors'], references: [] };
const DENIED: ReferenceValue = {
  tee: 'sgx',
  registers: { MRENCLAVE: ['11'.repeat(32)] },
  voucher: { kind: 'auditor', name: 'Example Security', since: '2026-11-21T00:00:00Z' },
  strength: 'denied',
};

/** An appraisal of this result, and with which reference values it was made. */
function appraising(of: AttestationResult) {
  const asked: (readonly ReferenceValue[])[] = [];
  const appraised = (base: TrustBase): Promise<Appraised> => {
    asked.push(base.references);
    const rest = { whenMade: null, endorsements: [], needs: [], missing: [], unreadable: [], accelerators: null };
    return Promise.resolve({ result: of, ...rest });
  };
  return { asked, appraised };
}

beforeEach(() => {
  extension.reset();
});

describe('evidence of a file', () => {
  it('is appraised with what followed lists state of its code, and drawn with who stated it', async () => {
    const decision = saying([auditOf()]);
    extension.answer('lists.about', () => ({ ok: true, value: { decision, references: [DENIED] } }));
    const { asked, appraised } = appraising(result());
    const { code } = await appraiseWithLists(BASE, appraised);
    expect(code).toEqual(decision);
    expect(asked).toEqual([[], [DENIED]]);
    expect(extension.calls[0]).toMatchObject({ call: 'lists.about', ask: { tee: 'sgx', claims: result().claims } });
  });

  it('that did not authenticate is asked about by nobody', async () => {
    const { appraised } = appraising({ ...result(), claims: null });
    expect((await appraiseWithLists(BASE, appraised)).code).toBe(NOTHING_KNOWN);
    expect(extension.calls).toEqual([]);
  });

  it('is appraised all the same where lists cannot be asked', async () => {
    extension.answer('lists.about', () => ({ ok: false, error: { code: 'internal', detail: '' } }));
    const { asked, appraised } = appraising(result());
    expect((await appraiseWithLists(BASE, appraised)).code).toBe(NOTHING_KNOWN);
    expect(asked).toHaveLength(1);
  });
});
