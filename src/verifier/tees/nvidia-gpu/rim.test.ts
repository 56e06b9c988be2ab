import { describe, expect, it } from 'vitest';
import { Malformed, Unsupported } from '../../malformed.ts';
import { p384Key } from '../../testing/keys.ts';
import { testCrypto } from '../../testing/appraise-case.ts';
import { testAnchor } from '../../testing/attester.ts';
import { firmware } from '../../testing/nvidia/devices.ts';
import { now } from '../../testing/nvidia/appraised.ts';
import { rimChain, rimFile, rimRoot, VBIOS_RIM, type RimRequest } from '../../testing/nvidia/rim-writer.ts';
import { parseRfc3339 } from '../../time.ts';
import { MAX_RIM_BYTES, readRim } from './rim.ts';
import { verifyEnvelopedSignature } from './rim-signature.ts';

const altered = (from: string | RegExp, to: string): Uint8Array =>
  rimFile({
    ...VBIOS_RIM,
    alter: (text) => {
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`nothing to change: ${String(from)}`);
      return changed;
    },
  });

const anchors = [testAnchor('root', rimRoot().certificate)];

async function verdict(bytes: Uint8Array, at = now): Promise<unknown> {
  const found = await verifyEnvelopedSignature(readRim(bytes).signature, anchors, at, testCrypto);
  return found.holds ? 'holds' : found.fault;
}

describe('a reference file', () => {
  it('names its product, its version and its active measurements', async () => {
    const rim = readRim(rimFile());
    expect(rim).toMatchObject({ product: 'GH100', version: '96.00.5E.00.01' });
    expect([...rim.measurements.keys()]).toEqual([1, 2, 3]);
    expect(await verdict(rimFile())).toBe('holds');
  });

  it('may list alternatives', async () => {
    const file = rimFile({ ...VBIOS_RIM, values: { 4: [firmware('one'), firmware('other')] } });
    expect(readRim(file).measurements.get(4)?.values).toHaveLength(2);
    expect(await verdict(file)).toBe('holds');
  });

  it('reads the same whatever the white space in its tags and the form of its empty elements', async () => {
    expect(await verdict(altered('<ns0:Meta ', '<ns0:Meta\n   '))).toBe('holds');
    expect(await verdict(altered(/(<ns0:Entity [^>]*)\/>/, '$1 ></ns0:Entity >'))).toBe('holds');
  });

  it.each([
    ['a value', /Hash0="../, 'Hash0="00'],
    ['a value that becomes inactive', 'active="True"', 'active="False"'],
    ['the version', 'colloquialVersion="96', 'colloquialVersion="97'],
    ['white space between elements', '</ns0:Payload>\n', '</ns0:Payload> \n'],
    ['a name', 'name="Measurement_1"', 'name="Measurement_x"'],
  ])('with %s changed does not hold', async (_, from, to) => {
    expect(await verdict(altered(from, to))).toBe('digest');
  });

  it.each([
    ['its digest', 'digest', /<ds:DigestValue>..../, '<ds:DigestValue>AAAA'],
    ['its signature', 'document-signature', /<ds:SignatureValue>..../, '<ds:SignatureValue>AAAA'],
  ])('with %s changed does not hold', async (_, fault, from, to) => {
    expect(await verdict(altered(from, to))).toBe(fault);
  });

  it('with a signature by a key other than its certificate’s does not verify', async () => {
    expect(await verdict(rimFile({ ...VBIOS_RIM, signWith: p384Key('stranger') }))).toBe('document-signature');
  });

  it('under a different root of the same name does not verify', async () => {
    expect(await verdict(rimFile({ ...VBIOS_RIM, chain: rimChain({ seed: 'somebody else' }) }))).toBe('root');
  });

  it.each(['signer', 'issuer', 'authority'] as const)('whose %s somebody else certified does not hold', async (location) => {
    const chain = rimChain({ signWith: { [location]: p384Key('stranger') } });
    expect(await verdict(rimFile({ ...VBIOS_RIM, chain }))).toBe('signature');
  });

  it('with a chain of three, or of five, does not verify', async () => {
    expect(
      await verdict(
        altered(
          /<ds:X509Certificate>[^<]*<\/ds:X509Certificate>(?=<ds:X509Certificate>[^<]*<\/ds:X509Certificate><\/ds:X509Data>)/,
          '',
        ),
      ),
    ).toBe('length');
    expect(await verdict(altered(/(<ds:X509Certificate>[^<]*<\/ds:X509Certificate>)(?=<\/ds:X509Data>)/, '$1$1'))).toBe('length');
  });

  it('verifies after its signer’s expiry, for the caller to report, but not if no date was ever valid', async () => {
    expect(await verdict(rimFile(), parseRfc3339('2030-01-01T00:00:00Z', 'now'))).toBe('holds');
    const chain = rimChain({ alter: { issuer: { notAfter: '2024-01-01T00:00:00Z' } } });
    expect(await verdict(rimFile({ ...VBIOS_RIM, chain }))).toBe('not-yet-valid');
  });

  it.each([
    ['beside a value', 'type="Measurement"'],
    ['in place of values', /type="Measurement" index="1"[^>]*\/>/],
  ])('with an attribute of a later form %s is newer than this release', (_, from) => {
    const later = 'xmlns:ns3="https://docs.nvidia.com/attestation/specs/latest/opaque-data.html" ns3:valueType="2" index="64"';
    const file = altered(from, typeof from === 'string' ? `${from} ${later.replace(' index="64"', '')}` : `${later}/>`);
    expect(() => readRim(file)).toThrow(Unsupported);
  });

  it('larger than the maximum is refused', () => {
    expect(() => readRim(new Uint8Array(MAX_RIM_BYTES + 1))).toThrow(Malformed);
  });

  it('cut off anywhere is refused', () => {
    const file = rimFile();
    for (let length = 0; length < file.length; length += 7) expect(() => readRim(file.slice(0, length))).toThrow(Malformed);
  });

  it('with any byte changed does not verify, or reads the same', async () => {
    const request: RimRequest = VBIOS_RIM;
    const file = rimFile(request);
    const stated = ({ product, version, measurements }: ReturnType<typeof readRim>) => ({ product, version, measurements });
    const wanted = stated(readRim(file));
    for (let at = 0; at < file.length; at += 5) {
      const changed = file.with(at, (file[at] ?? 0) ^ (1 << (at % 7)));
      let rim: ReturnType<typeof readRim>;
      try {
        rim = readRim(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
        continue;
      }
      const { holds } = await verifyEnvelopedSignature(rim.signature, anchors, now, testCrypto);
      if (holds) expect(stated(rim), `byte ${String(at)}`).toEqual(wanted);
    }
  }, 60_000);
});
