// Covers: appraise-site.ts, published-by.ts
import { describe, expect, it, vi } from 'vitest';
import { toBase64, toBase64Url } from '../../verifier/index.ts';
import { SIGSTORE_BUNDLE } from '../../verifier/publisher/index.ts';
import { auditKeyOf, AUDITOR, signedList } from '../../verifier/testing/audits/auditor.ts';
import { USUAL_STATEMENT, writtenBundle } from '../../verifier/testing/publisher/sigstore/bundle.ts';
import { TEST_INSTANCE, USUAL_CLAIMS } from '../../verifier/testing/publisher/sigstore/instance.ts';
import type { SiteView } from '../api/site-view.ts';
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const CODE = '{"__cmwc_t"';

/** From now on the site sends this along with its evidence. */
function staples(background: TestBackground, proof: Uint8Array): void {
  const { say } = background.surroundings;
  background.surroundings.say = async (...asked) => {
    const answer = await say(...asked);
    if (!('bytes' in answer)) return answer;
    const text = new TextDecoder().decode(answer.bytes);
    expect(text.startsWith(CODE)).toBe(true);
    const member = `{"proof":["${SIGSTORE_BUNDLE}","${toBase64Url(proof)}",2],`;
    return { ...answer, bytes: new TextEncoder().encode(member + text.slice(1)) };
  };
}

async function appraised(background: TestBackground): Promise<Extract<SiteView['state'], { at: 'appraised' }>> {
  await background.arrive(TAB);
  const { state } = await background.settled(TAB);
  if (state.at !== 'appraised') throw new Error(state.at);
  return state;
}

/** A background that trusts our instance, and the MRENCLAVE of its site. */
async function opened(): Promise<{ readonly background: TestBackground; readonly mrEnclave: string }> {
  const background = openTestBackground();
  background.surroundings.sigstore = [{ ...TEST_INSTANCE, test: false }];
  const { result } = await appraised(background);
  const measured = result.claims?.measurements.find(({ register }) => register === 'MRENCLAVE');
  return { background, mrEnclave: measured?.value ?? '' };
}

const about = (sha256: string): object => ({ ...USUAL_STATEMENT, subject: [{ name: 'enclave', digest: { sha256 } }] });

describe('a proof that the site sends along', () => {
  it('names the source of the code; its publisher’s word makes nothing green', async () => {
    const { background, mrEnclave } = await opened();
    staples(background, writtenBundle({ statement: about(mrEnclave) }));
    const { code, result } = await appraised(background);
    expect(code.outcome).toBe('vendor');
    expect(code.published).toMatchObject([
      {
        holds: true,
        namesCode: true,
        registers: ['MRENCLAVE'],
        source: { repository: USUAL_CLAIMS.repository, commit: USUAL_CLAIMS.commit },
      },
    ]);
    expect(result.vector.executables).toBe('none');
    expect(background.shown.at(-1)?.badge).toBe('unaudited');
  });

  it('about other code says nothing about this one', async () => {
    const { background } = await opened();
    staples(background, writtenBundle({ statement: about('cd'.repeat(32)) }));
    const { code } = await appraised(background);
    expect(code).toMatchObject({ outcome: 'unknown', published: [{ holds: true, namesCode: false, registers: [] }] });
  });

  it('that does not hold does not count, not even against the site', async () => {
    const { background, mrEnclave } = await opened();
    const before = background.shown.at(-1)?.badge;
    const forged = writtenBundle({ statement: about(mrEnclave) });
    staples(
      background,
      forged.map((byte, at) => (at === 3000 ? byte ^ 1 : byte)),
    );
    const { code } = await appraised(background);
    expect(code).toMatchObject({ outcome: 'unknown', published: [{ holds: false }] });
    expect(background.shown.at(-1)?.badge).toBe(before);
  });

  it('under an instance that is not pinned is no publisher’s word', async () => {
    const { background, mrEnclave } = await opened();
    background.surroundings.sigstore = [TEST_INSTANCE];
    staples(background, writtenBundle({ statement: about(mrEnclave) }));
    const { code } = await appraised(background);
    expect(code).toMatchObject({ outcome: 'unknown', published: [{ holds: true, namesCode: true, test: true }] });
  });
});

describe('a proof in a list that the user follows', () => {
  const URL_OF_LIST = 'https://auditor.example/list.dsse.json';

  it('is its publisher’s word until the list is removed, whatever site runs the code', async () => {
    const { background, mrEnclave } = await opened();
    const published = [
      {
        measurement: { tee: 'sgx', mrenclave: mrEnclave },
        mediaType: SIGSTORE_BUNDLE,
        proof: toBase64(writtenBundle({ statement: about(mrEnclave) })),
      },
    ];
    const bytes = signedList({ published });
    background.surroundings.fetchList = () => Promise.resolve({ bytes });
    const address = { url: URL_OF_LIST, key: auditKeyOf(AUDITOR) };
    const { digest } = await background.calls['lists.preview'].run(address);
    const { id } = await background.calls['lists.subscribe'].run({ ...address, digest });
    expect((await appraised(background)).code).toMatchObject({
      outcome: 'vendor',
      published: [{ holds: true, list: 'Example Security: enclave audits', namesCode: true }],
    });
    await background.calls['lists.remove'].run({ id });
    const { state } = await background.settled(TAB);
    expect(state.at === 'appraised' ? state.code : null).toMatchObject({ outcome: 'unknown', published: [] });
  });
});
