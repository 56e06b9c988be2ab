// Covers: visit.ts, check.ts, tell.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { webAuthority } from '../../../testing/certificates.ts';
import { siteDocument, type SiteGpu } from '../../../testing/site/document.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { gpuAnchors } from '../../verifier/testing/nvidia/machine.ts';
import type { Tier } from '../../verifier/index.ts';
import { check } from './command.ts';
import { statusOf } from './tell.ts';
import type { SiteVisit } from './visit.ts';

const ORIGIN = 'https://gpu.example';
const folder = mkdtempSync(join(tmpdir(), 'check-gpu-'));
const authority = webAuthority(folder);
const credential = authority.credential('gpu.example');
const { nvidiaDeviceRoot, nvidiaRimRoot } = gpuAnchors;
const anchors = { ...tdxAttester.anchors, nvidiaDeviceRoot, nvidiaRimRoot };
const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
  rmSync(folder, { recursive: true });
});

/** A site on a TDX machine, with these devices attached. @returns what the command prints */
async function checked(gpu: SiteGpu | undefined, ...words: readonly string[]): Promise<string> {
  const server = createServer({ key: credential.key, cert: credential.cert }, (request, response) => {
    const nonce = new URL(request.url ?? '/', ORIGIN).searchParams.get('nonce');
    response.setHeader('link', '</.well-known/attestation>; rel="attestation"');
    response.setHeader('content-type', nonce === null ? 'text/html' : 'application/cmw+json');
    if (nonce === null) return void response.end('<!doctype html><title>A service</title>');
    const binding = {
      layout: 'sealmark-1',
      origin: ORIGIN,
      nonce: Uint8Array.from(Buffer.from(nonce, 'base64url')),
      keys: [{ use: 'tls', key: credential.spki }],
    } as const;
    void siteDocument({ attester: tdxAttester, binding, sendEndorsements: true, now: Date.now(), gpu }).then((bytes) =>
      response.end(bytes),
    );
  });
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const node = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const lines: string[] = [];
  const all = [ORIGIN, '--connect-to', node, '--web-root', authority.file, '--offline', '--times', '1', ...words];
  await check(all, { anchors, print: (text) => void lines.push(text) });
  return lines.join('\n');
}

describe('check of a site with GPUs', () => {
  it('reports what is proven about them, and what is not', async () => {
    expect(await checked({ named: true })).toMatch(/^Accelerators: NVIDIA GH100: .*named by this machine.*not proven$/m);
    expect(await checked({ named: false, fault: 'wrong-nonce' })).toMatch(/^Accelerators: .*did not answer your visit$/m);
  });

  it('reports a failing one, without changing the site’s mark', async () => {
    const text = await checked({ named: true, fault: 'revoked' });
    expect(text).toMatch(/^simulated: /);
    expect(text).toMatch(/^Accelerators: This machine names GPUs of which a check failed$/m);
  });

  it('has the exit status of a problem by a GPU that the machine names, and by no other', () => {
    const statusWith = (machine: Tier): number => {
      const visit = { view: { accelerators: { machine } } } as SiteVisit; // the members that the status looks at
      return statusOf({ badge: 'verified', locked: null, visits: [visit] });
    };
    expect((['affirming', 'warning', 'none', 'contraindicated'] as const).map(statusWith)).toEqual([0, 0, 0, 1]);
  });

  it('has their whole result for machines, and nothing where there are none', async () => {
    const { visits } = JSON.parse(await checked({ named: true }, '--json')) as {
      readonly visits: readonly { readonly accelerators: unknown }[];
    };
    expect(visits).toMatchObject([{ accelerators: { level: 'named', namedBy: 'binding', result: { tee: 'nvidia-gpu' } } }]);
    expect(await checked(undefined)).not.toContain('Accelerators');
  });
});
