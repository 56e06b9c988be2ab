// Covers: appraise-accelerators.ts
import { describe, expect, it, vi } from 'vitest';
import { WHOLE_MACHINE } from '../../verifier/testing/nvidia/machine.ts';
import type { SiteView } from '../api/site-view.ts';
import { knownBackground } from '../testing/played.ts';
import { documentAnswer, type SiteResponse } from '../testing/site.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

async function visit(gpu: SiteResponse['gpu'], service: Pick<SiteResponse, 'fault' | 'endorsements'> = {}): Promise<SiteView> {
  const background = await knownBackground();
  background.surroundings.say = (origin, nonce) => {
    const asked = { origin, nonce, keys: [background.surroundings.tlsKey], now: background.surroundings.now, ...service };
    return Promise.resolve({ bytes: documentAnswer(gpu === undefined ? asked : { ...asked, gpu }) });
  };
  await background.arrive(TAB);
  await background.settled(TAB);
  return await vi.waitFor(
    async () => {
      const view = await background.settled(TAB);
      if (gpu !== undefined) expect(view.accelerators).not.toBeNull();
      return view;
    },
    { timeout: 20_000 },
  );
}

describe('a site with GPUs', () => {
  it('shows them next to its own mark, named or not, and asks nobody about them', async () => {
    expect(await visit({ named: true })).toMatchObject({
      badge: 'verified',
      accelerators: { level: 'named', machine: 'affirming', result: { tee: 'nvidia-gpu' } },
    });
    expect(await visit({ named: false })).toMatchObject({ badge: 'verified', accelerators: { level: 'answering' } });
  });

  it.each(['debug', 'revoked', 'firmware-changed'] as const)(
    'keeps its own mark when a GPU fails (%s), and says so beside it',
    async (fault) => {
      const view = await visit({ named: true, fault });
      expect(view).toMatchObject({ badge: 'verified', accelerators: { machine: 'contraindicated' } });
      expect(await visit({ named: false, fault })).toMatchObject({ badge: 'verified', accelerators: { machine: 'none' } });
    },
  );

  it.each([
    ['nothing is known of its revocation', { endorsements: false }, { level: 'answering', machine: 'none' }],
    ['the manufacturer revoked it', { fault: 'revoked' }, { level: 'answering', machine: 'none' }],
    ['it lacks patches', { fault: 'out-of-date' }, { level: 'named', machine: 'warning' }],
  ] as const)('has them named by a processor only as far as that one is proven: %s', async (_, processor, accelerators) => {
    expect(await visit({ named: true }, processor)).toMatchObject({ accelerators });
  });

  it('may have a whole machine of them: eight, and the four switches between them', async () => {
    expect(await visit({ named: true, size: WHOLE_MACHINE })).toMatchObject({
      badge: 'verified',
      accelerators: { level: 'named', machine: 'affirming', result: { claims: { details: { devices: 12 } } } },
    });
  });

  it('without any gets no row for them', async () => {
    expect(await visit(undefined)).toMatchObject({ badge: 'verified', accelerators: null });
  });
});
