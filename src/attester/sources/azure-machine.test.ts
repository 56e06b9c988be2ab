// Covers: azure-vtpm.ts, ../own-evidence.ts
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { azureMachine, canEmulateTpm, PROCESSORS, type AzureMachine } from '../../../testing/attester/azure-machine.ts';
import { fullDisk } from '../../../testing/full-disk.ts';
import { endorsementsIn, equalBytes, instant, open, type AttestationResult } from '../../verifier/index.ts';
import { readDocument } from '../../verifier/protocol/index.ts';
import { appraiseCase, troubles } from '../../verifier/testing/appraise-case.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { attester, type Attester } from '../attester.ts';
import { azureVtpm } from './azure-vtpm.ts';

const here = canEmulateTpm();
if (!here) console.log('skipped: 8 tests of Azure’s machines, because this machine has no swtpm and tpm2-tools');

const disk = here ? fullDisk() : null;
afterAll(() => {
  disk?.close();
});
const { spki } = p256Key('service');
const origin = 'https://service.example';

/** What a visitor's browser says, which has the manufacturer's endorsements. */
async function appraised(kind: keyof typeof PROCESSORS, document: Uint8Array, nonce: Uint8Array): Promise<AttestationResult> {
  const { evidence, binding } = readDocument(document);
  const now = instant(Date.now());
  const opening = open(evidence);
  if (opening.at === 'malformed') throw new Error(`${opening.field}: ${opening.why}`);
  const { endorsements } = PROCESSORS[kind].attest({ reportData: new Uint8Array(64), nonce: new Uint8Array(), now });
  const read = endorsements.map((one) => endorsementsIn(opening.tee, one));
  return await appraiseCase({
    evidence,
    endorsements: read.flatMap((one) => (one.at === 'read' ? one.value : [])),
    anchors: PROCESSORS[kind].anchors,
    now,
    visit: {
      session: {
        ...{ origin, nonce, binding, challenge: null, response: null },
        channel: { kind: 'observed', spki, confirmed: true, locallyInstalledRoot: false },
        scripts: { kind: 'unguarded', because: 'guard-silent' },
      },
    },
  });
}

describe.skipIf(!here).each(['snp', 'tdx'] as const)('an Azure machine of kind %s, with a real TPM', (kind) => {
  let machine: AzureMachine;
  let kit: Attester;
  const lines: string[] = [];
  beforeAll(async () => {
    // Eight programs make one quote: on a busy machine that takes longer than a visitor may wait, which trouble.test.ts is about.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
    machine = await azureMachine(kind);
    for (const [name, value] of Object.entries(machine.env)) vi.stubEnv(name, value);
    const source = azureVtpm({ tools: machine.tools, services: machine.services });
    const { anchors } = PROCESSORS[kind];
    kit = await attester({ origin, tls: { spki }, source, anchors, endorsements: 'none', log: (line) => lines.push(line) });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await machine.close();
  });

  const visited = async (): Promise<AttestationResult> => {
    const nonce = Uint8Array.from(randomBytes(32));
    return await appraised(kind, await kit.document(nonce), nonce);
  };

  it('convinces a visitor of hardware, configuration, this visit and this connection', async () => {
    const { vector, evidenceFormat, claims, ...rest } = await visited();
    expect(troubles({ vector, evidenceFormat, claims, ...rest }, ['reference.measurement', 'channel.scripts'])).toEqual({});
    expect(vector).toMatchObject({
      hardware: 'affirming',
      configuration: 'affirming',
      freshness: 'affirming',
      channel: 'affirming',
    });
    expect(evidenceFormat).toContain('Azure paravisor report');
  });

  it('names the registers as its TPM has them, and another application in them is seen', async () => {
    const register = (result: AttestationResult): string | undefined =>
      result.claims?.measurements.find((one) => one.register === 'PCR11')?.value;
    const before = register(await visited());
    await machine.tpm('tpm2_pcrextend', `11:sha256=${'ab'.repeat(32)}`);
    const after = register(await visited());
    const [value] = /(?<=0x)[0-9A-F]{64}/.exec(Buffer.from(await machine.tpm('tpm2_pcrread', 'sha256:11')).toString()) ?? [];
    expect([before, after]).toEqual(['0'.repeat(64), value?.toLowerCase()]);
  });

  it('gives nobody a document over other data that stands in its TPM', async () => {
    const [one, two] = [Uint8Array.from(randomBytes(32)), Uint8Array.from(randomBytes(32))];
    const [first, second] = await Promise.all([kit.document(one), kit.document(two)]);
    expect(equalBytes(first, second)).toBe(false);
    const crossed = await appraised(kind, first, two);
    expect(troubles(crossed, ['reference.measurement', 'channel.scripts'])).toEqual({ 'freshness.nonce': 'fail' });
    expect((await appraised(kind, second, two)).vector.freshness).toBe('affirming');
  });

  it.skipIf(disk === null)(
    'on a full disk turns visitors away with one line in the log, and serves again when there is room',
    async () => {
      vi.stubEnv('TMPDIR', disk?.path);
      disk?.leave(0);
      lines.length = 0;
      const visit = (): Promise<Response | null> =>
        kit.handle(new Request(`${origin}/.well-known/attestation?nonce=${randomBytes(32).toString('base64url')}`));
      const answers = [await visit(), await visit()];
      expect(answers.map((answer) => [answer?.status, answer?.headers.get('retry-after')])).toEqual([
        [503, '10'],
        [503, '10'],
      ]);
      expect(lines).toEqual([
        `tpm2_quote wrote 0 bytes of registers. Make room in ${disk?.path ?? ''}, and use tpm2-tools 5 or later.`,
      ]);
      disk?.leave(8);
      const again = await visit();
      expect([again?.status, ...lines.slice(1)]).toEqual([200]);
    },
  );
});
