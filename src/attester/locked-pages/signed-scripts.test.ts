import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readLock } from '../page-lock.ts';
import { signedScripts } from './signed-scripts.ts';

const AT = Date.parse('2026-11-29T12:00:00Z');
const SCRIPTS = new Map([
  ['/a.js', 'a()'],
  ['/b.js', 'b()'],
]);
const made = (now = () => AT) => signedScripts({ origin: 'https://site.test:8443', scripts: SCRIPTS, seconds: 3600, now });

/** The signed text of RFC 9421, section 2.5, assembled from the response as a browser does. */
function baseOf(path: string, headers: Readonly<Record<string, string>>): Buffer {
  const parameters = headers['signature-input']?.replace(/^s=/, '') ?? '';
  const lines = [
    `"unencoded-digest";sf: ${headers['unencoded-digest'] ?? ''}`,
    `"content-type": ${headers['content-type'] ?? ''}`,
    '"@authority";req: site.test:8443',
    `"@path";req: ${path}`,
    `"@signature-params": ${parameters}`,
  ];
  return Buffer.from(lines.join('\n'));
}

describe('signed scripts', () => {
  it('are named in the evidence only by their key, which is the integrity of every tag', () => {
    const { keys, integrity } = made();
    expect(readLock(keys)).toMatchObject({ sources: [integrity], level: 'strict' });
  });

  it('come with that key’s signature over digest, type, host and path', () => {
    const { keys, answer } = made();
    const key = createPublicKey({ key: Buffer.from(keys[0]?.key ?? []), format: 'der', type: 'spki' });
    const { headers = {}, body = '', status } = answer('/a.js') ?? {};
    const signature = Buffer.from(/^s=:(.*):$/.exec(headers['signature'] ?? '')?.[1] ?? '', 'base64');
    expect([status, body]).toEqual([200, 'a()']);
    expect(headers['unencoded-digest']).toBe(`sha-256=:${createHash('sha256').update('a()').digest('base64')}:`);
    expect(verify(null, baseOf('/a.js', headers), key, signature)).toBe(true);
    expect(verify(null, baseOf('/b.js', headers), key, signature)).toBe(false);
    expect(headers['signature-input']).toContain(`expires=${String(AT / 1000 + 3600)};tag="ed25519-integrity"`);
  });

  it('have another key after each boot', () => {
    expect(made().integrity).not.toBe(made().integrity);
  });

  it('are signed again before half of a signature’s life is over, for a 304 as well', () => {
    let now = AT;
    const { answer } = made(() => now);
    const first = answer('/a.js')?.headers;
    now += 1_700_000;
    expect(answer('/a.js')?.headers).toEqual(first);
    now += 200_000;
    const later = answer('/a.js', first?.['etag']);
    expect([later?.status, later?.body]).toEqual([304, '']);
    expect(later?.headers['signature-input']).toContain(`expires=${String(now / 1000 + 3600)}`);
  });

  it('are only those on the list', () => {
    expect(made().answer('/c.js')).toBeNull();
  });

  it('have one reading, under a policy that browsers read', () => {
    const of = (scripts: ReadonlyMap<string, string>, policy: string) => () =>
      signedScripts({ origin: 'https://site.test', scripts, policy });
    expect(of(new Map([['/a.js', 'ü']]), 'strict')).toThrow('could be other code');
    expect(of(SCRIPTS, 'lax')).toThrow('No browser reads');
  });
});
