// Covers: stapler.ts, intel.ts, amd.ts, vendor-get.ts
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { simulatedSource } from '../../../testing/attester/simulated-source.ts';
import { instant, toHex } from '../../verifier/index.ts';
import type { Attester as SimulatedTee } from '../../verifier/testing/attester.ts';
import { sgxAttester, tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { snpVcek, snpVlek } from '../../verifier/testing/attesters/snp.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { attester } from '../attester.ts';
import { readOnce } from './read-once.ts';
import { stapler, type EndorsementsOption } from './stapler.ts';

const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
});

async function service(handle: (path: string, response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    asked.push(request.url ?? '');
    handle(request.url ?? '', response);
  });
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked };
}

const NOW = instant(Date.now());
const request = { reportData: new Uint8Array(64), nonce: new Uint8Array(), now: NOW };

/** The collateral that the simulated platform would attach, served as a caching service serves it. */
async function pccs(tee: SimulatedTee, changes: Readonly<Record<string, (response: ServerResponse) => void>> = {}) {
  const [sent] = tee.attest(request).endorsements;
  const whole = JSON.parse(Buffer.from(sent?.bytes ?? []).toString()) as Readonly<Record<string, string>>;
  return await service((path, response) => {
    const changed = Object.entries(changes).find(([part]) => path.includes(part));
    const chain = (name: string, part: string): unknown => response.setHeader(name, encodeURIComponent(whole[part] ?? ''));
    if (changed !== undefined) changed[1](response);
    else if (path.includes('/tcb?')) {
      chain('TCB-Info-Issuer-Chain', 'tcb_info_issuer_chain');
      response.end(`{"tcbInfo":${whole['tcb_info'] ?? ''},"signature":"${whole['tcb_info_signature'] ?? ''}"}`);
    } else if (path.endsWith('/qe/identity')) {
      chain('SGX-Enclave-Identity-Issuer-Chain', 'qe_identity_issuer_chain');
      response.end(`{"enclaveIdentity":${whole['qe_identity'] ?? ''},"signature":"${whole['qe_identity_signature'] ?? ''}"}`);
    } else if (path.includes('/pckcrl?')) response.end(Buffer.from(whole['pck_crl'] ?? '', 'hex'));
    else response.end(whole['root_ca_crl']);
  });
}

const silently = (): void => undefined;
const evidenceOf = (tee: SimulatedTee) =>
  simulatedSource(tee, { sendEndorsements: false, now: () => NOW }).make({ ...request, signal: new AbortController().signal });

/** The hardware tier of the kit's own appraisal. */
async function hardware(
  tee: SimulatedTee,
  endorsements: EndorsementsOption,
  log: (line: string) => void = silently,
): Promise<string> {
  const kit = await attester({
    origin: 'https://service.example',
    tls: { spki: p256Key('service').spki },
    source: simulatedSource(tee, { sendEndorsements: false }),
    anchors: tee.anchors,
    endorsements,
    log,
  });
  return kit.first.result.vector.hardware;
}

describe('stapled endorsements', () => {
  it.each([sgxAttester, tdxAttester])('of $tee come from a caching service, and the verifier accepts them', async (tee) => {
    const { address, asked } = await pccs(tee);
    expect(await hardware(tee, { pccs: `${address}/` })).toBe('affirming');
    expect(asked.map((path) => path.replace(/=[0-9a-f]+$/i, '=…')).toSorted()).toEqual(
      [
        `/${tee.tee}/certification/v4/tcb?fmspc=…`,
        `/${tee.tee}/certification/v4/qe/identity`,
        '/sgx/certification/v4/pckcrl?ca=platform&encoding=der',
        '/sgx/certification/v4/rootcacrl',
      ].toSorted(),
    );
  });

  it('of a chip come from AMD’s service, at the report’s own patch level', async () => {
    const certificates = snpVcek.attest(request).endorsements[0]?.bytes ?? new Uint8Array();
    const { address, asked } = await service((path, response) => {
      response.end(path.endsWith('/crl') ? '' : certificates);
    });
    expect(await hardware(snpVcek, { kds: address })).not.toBe('none');
    expect(asked[0]).toMatch(/^\/vcek\/v1\/Genoa\/[0-9a-f]{128}\?blSPL=\d\d&teeSPL=\d\d&snpSPL=\d\d&ucodeSPL=\d\d$/);
  });

  it('of a cloud provider’s key are requested from nobody, except for the list', async () => {
    const { address, asked } = await service((_path, response) => response.end());
    await stapler({ kds: address }, readOnce(), silently)(await evidenceOf(snpVlek), NOW);
    expect(asked).toEqual(['/vcek/v1/Genoa/crl']);
  });

  it('are requested once, however many quotes are made', async () => {
    const { address, asked } = await pccs(tdxAttester);
    const staple = stapler({ pccs: address }, readOnce(), silently);
    const made = await evidenceOf(tdxAttester);
    const all = await Promise.all([staple(made, NOW), staple(made, NOW), staple(made, instant(NOW + 1000))]);
    expect([all.map(({ length }) => length), asked.length]).toEqual([[1, 1, 1], 4]);
  });

  it('are renewed after hours, while visitors get the existing ones', async () => {
    const { address, asked } = await pccs(tdxAttester);
    const staple = stapler({ pccs: address }, readOnce(), silently);
    const made = await evidenceOf(tdxAttester);
    await staple(made, NOW);
    const [later] = await staple(made, instant(NOW + 7 * 60 * 60 * 1000));
    expect(toHex(later?.bytes ?? new Uint8Array())).not.toBe('');
    await expect.poll(() => asked.length, { timeout: 20_000 }).toBe(8);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['answers 500', (response) => response.writeHead(500).end()],
    ['redirects', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['sends more than any list has', (response) => response.end(Buffer.alloc(300 * 1024))],
    ['hangs up', (response) => response.destroy()],
  ])('that the service does not give (it %s) are left to visitors, with one line in the log', async (_, misbehave) => {
    const { address } = await pccs(tdxAttester, { '/tcb?': misbehave });
    const lines: string[] = [];
    expect(await hardware(tdxAttester, { pccs: address }, (line: string) => void lines.push(line))).toBe('none');
    expect(lines.filter((line) => line.includes('could not be had'))).toHaveLength(1);
  });
});
