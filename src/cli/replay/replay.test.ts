import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replay, type Replayed } from './replay.ts';

const SITES = resolve('../shared/recordings/sites');
const present = existsSync(SITES);
if (!present) console.log('skipped: no recorded sites');

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** What is asked of one recording: everything that a visitor reads of it at a glance. */
type Expected = Pick<Replayed, 'adapter' | 'origin' | 'layout' | 'decision' | 'badge' | 'vector'>;
const affirming = { hardware: 'affirming', configuration: 'affirming', freshness: 'affirming', channel: 'affirming' } as const;

const RECORDED: Readonly<Record<string, Partial<Expected>>> = {
  'tinfoil/tinfoil_v3_direct_gemma4-31b_20260622_235412': {
    adapter: 'tinfoil',
    origin: 'https://gemma4-31b-1.inf10.tinfoil.sh',
    layout: 'tinfoil-3-june',
    decision: 'accept',
    badge: 'unaudited',
    vector: { ...affirming, executables: 'none' },
  },
  'tinfoil/tinfoil_v3_cloud_llama3-3-70b_20260629_021249': {
    adapter: 'tinfoil',
    origin: 'https://inference.tinfoil.sh',
    decision: 'accept',
    badge: 'caution',
    vector: { ...affirming, hardware: 'warning', executables: 'none' },
  },
  'near-direct/neardirect_20260629': {
    adapter: 'near',
    origin: 'https://qwen35-122b.completions.near.ai',
    layout: 'near-1',
    decision: 'accept',
    badge: 'unaudited',
    vector: { ...affirming, executables: 'none' },
  },
  'near-cloud/nearcloud_qwen_qwen3.5-122b-a10b_20260629_020657': { adapter: 'near', layout: 'near-1', decision: 'accept' },
  'venice/venice_20260610': { adapter: 'aggregators', layout: 'near-1', decision: 'accept' },
  'chutes/chutes_20260629': {
    adapter: 'chutes',
    origin: 'https://api.chutes.ai',
    layout: 'chutes-1',
    decision: 'accept',
  },
  'nanogpt/nanogpt_20260610': { adapter: 'aggregators', layout: 'near-1', decision: 'accept' },
};

/** A copy of a recording with one answer changed, in a folder of its own. */
function changed(
  name: string,
  path: string,
  change: (files: { json: string; body: Buffer }) => { json?: string; body?: Buffer },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'sealmark-replay-'));
  made.push(folder);
  cpSync(join(SITES, name), folder, { recursive: true, mode: 0 });
  const file = readdirSync(join(folder, 'responses')).find((one) => one.includes(path) && one.endsWith('.json'));
  if (file === undefined) throw new Error(`no answer ${path}`);
  const json = join(folder, 'responses', file);
  const body = json.replace(/json$/, 'body');
  const after = change({ json: readFileSync(json, 'utf8'), body: readFileSync(body) });
  rmSync(json);
  rmSync(body);
  writeFileSync(json, after.json ?? '');
  writeFileSync(body, after.body ?? Buffer.alloc(0));
  return folder;
}

const DIRECT = 'tinfoil/tinfoil_v3_direct_gemma4-31b_20260622_235412';
const edited = (
  about: (response: Record<string, unknown>) => Record<string, unknown>,
  body: (text: Buffer) => Buffer = (one) => one,
) =>
  changed(DIRECT, 'tinfoil-attestation', ({ json, body: bytes }) => ({
    json: JSON.stringify(about(JSON.parse(json) as Record<string, unknown>)),
    body: body(bytes),
  }));
const same = (one: Record<string, unknown>): Record<string, unknown> => one;

describe.skipIf(!present)('a recording', () => {
  it.each(Object.entries(RECORDED))('%s is judged as a browser would have at its time', async (name, expected) => {
    expect(await replay(join(SITES, name))).toMatchObject(expected);
  });

  it('of a node whose key another node’s evidence names is caution until somebody looks twice', async () => {
    const other = readFileSync(
      join(SITES, 'near-direct/neardirect_20260629/responses'.concat('/', firstJson('near-direct/neardirect_20260629'))),
      'utf8',
    );
    const key = (JSON.parse(other) as { readonly peer_spki_der_base64: string }).peer_spki_der_base64;
    const result = await replay(edited((response) => ({ ...response, peer_spki_der_base64: key })));
    expect(result).toMatchObject({ badge: 'caution', vector: { channel: 'none' } });
  });

  it('whose connection nobody looked at has no channel, and no origin either', async () => {
    const result = await replay(edited((response) => ({ ...response, peer_spki_der_base64: undefined })));
    expect(result.vector.channel).toBe('none');
    expect(result.findings.find(({ check }) => check === 'binding.origin')?.outcome).toBe('unknown');
  });

  it('of an answer to somebody else’s nonce is refused', async () => {
    const folder = edited(same);
    const manifest = join(folder, 'manifest.json');
    const text = readFileSync(manifest, 'utf8').replace(/"nonce_hex": "../, '"nonce_hex": "00');
    rmSync(manifest);
    writeFileSync(manifest, text);
    expect(await replay(folder)).toMatchObject({ decision: 'reject', badge: 'failed', vector: { freshness: 'contraindicated' } });
  });

  it.each([
    ['401', 401, 'asks-for-a-key'],
    ['404', 404, 'not-found'],
    ['500', 500, 'no-answer'],
  ])('of %s is grey', async (_, status, because) => {
    const result = await replay(edited((response) => ({ ...response, status })));
    expect(result).toMatchObject({ adapter: 'tinfoil', decision: 'undecided', badge: 'unavailable', problem: { because } });
  });

  it('of a page of HTML with status 200 is grey', async () => {
    const result = await replay(edited(same, () => Buffer.from('<!doctype html>')));
    expect(result).toMatchObject({ decision: 'undecided', badge: 'unavailable', problem: { because: 'other-format' } });
  });
});

const firstJson = (name: string): string =>
  readdirSync(join(SITES, name, 'responses')).find((file) => file.startsWith('0001') && file.endsWith('.json')) ?? '';
