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
    ['a comment inside a value', altered('True', 'Tr<!-- -->ue')],
    ['a document type', altered(/^/, '<!DOCTYPE SoftwareIdentity>')],
    ['an entity', altered('NVIDIA Corporation', '&nvidia;')],
    ['mixed line ends', altered('</ns0:Payload>\n', '</ns0:Payload>\r\n')],
    ['a byte order mark', altered(/^/, '\ufeff')],
    ['another root element', altered(/SoftwareIdentity/g, 'SoftwareIdentities')],
    ['another namespace', altered(/19770\/-2\/2015/g, '19770/-2/2014')],
    ['two signatures', altered(/(<ds:Signature .*<\/ds:Signature>)/s, '$1$1')],
    [
      'a signature inside the payload',
      altered('<ns0:Payload>', '<ns0:Payload><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
    ],
    ['a signature inside its signature', altered('<ds:KeyInfo>', '<ds:KeyInfo><ds:Signature/>')],
    [
      'a signature of another namespace',
      altered('xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', 'xmlns:ds="http://www.w3.org/2000/09/xmldsig"'),
    ],
    [
      'a signature inside another element',
      altered(/(<ns0:Meta [^>]*)\/>/, '$1><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></ns0:Meta>'),
    ],
    ['another second transform', altered(/xml-c14n11"\/><\/ds:Transforms>/, 'xml-c14n10"/></ds:Transforms>')],
    ['no signature', altered(/<ds:Signature .*<\/ds:Signature>/s, '')],
    ['a signature over another element', altered('URI=""', 'URI="#other"')],
    ['a reference with a type', altered('URI=""', 'URI="" Type="x"')],
    ['two references', altered(/(<ds:Reference .*<\/ds:Reference>)/s, '$1$1')],
    ['a transform that is not listed', altered('xmldsig#enveloped-signature', 'xmldsig#base64')],
    [
      'a third transform',
      altered('</ds:Transforms>', '<ds:Transform Algorithm="http://www.w3.org/2006/12/xml-c14n11"/></ds:Transforms>'),
    ],
    ['no transform', altered(/<ds:Transforms>.*<\/ds:Transforms>/s, '')],
    ['a transform with content', altered(/(<ds:Transform [^>]*)\/>/, '$1>x</ds:Transform>')],
    [
      'another canonicalization',
      altered(
        'CanonicalizationMethod Algorithm="http://www.w3.org/2006/12/xml-c14n11"',
        'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
      ),
    ],
    ['another signature algorithm', altered('ecdsa-sha384', 'ecdsa-sha256')],
    ['another digest', altered('xmldsig-more#sha384', 'xmldsig#sha1')],
    ['an object in the signature', altered('</ds:Signature>', '<ds:Object/></ds:Signature>')],
    ['an id on the signature', altered('<ds:Signature ', '<ds:Signature Id="x" ')],
    ['a key instead of certificates', altered('<ds:X509Data>', '<ds:KeyValue/><ds:X509Data>')],
    ['nine certificates', altered(/(<ds:X509Certificate>[^<]*<\/ds:X509Certificate>)(?=<\/ds:X509Data>)/, '$1'.repeat(6))],
    ['a certificate that is none', altered(/<ds:X509Certificate>[^<]*</, '<ds:X509Certificate>AAAA<')],
    ['two payloads', altered(/(<ns0:Payload>.*<\/ns0:Payload>)/s, '$1$1')],
    ['two metas', altered(/(<ns0:Meta [^>]*>)/, '$1$1')],
    ['an element of another kind', altered('<ns0:Payload>', '<ns0:Link/><ns0:Payload>')],
    ['an index twice', altered('index="2"', 'index="1"')],
    ['an index that is no number', altered('index="1"', 'index="1.0"')],
    ['an index with a leading zero', altered('index="1"', 'index="01"')],
    ['an index past SPDM’s', altered('index="1"', 'index="255"')],
    ['more alternatives than hashes', altered('alternatives="1"', 'alternatives="2"')],
    ['fewer alternatives than hashes', altered('alternatives="1"', 'alternatives="0"')],
    ['a hash of another size', altered('size="48"', 'size="32"')],
    ['a hash that is no hexadecimal', altered(/Hash0=".."?/, 'Hash0="zz')],
    ['an attribute that may narrow a value', altered('type="Measurement"', 'type="Measurement" MIN_SVN="2"')],
    ['an activity that is neither', altered('active="True"', 'active="true"')],
    ['a resource of another type', altered('type="Measurement"', 'type="Policy"')],
    ['no active measurement', altered(/active="True"/g, 'active="False"')],
    ['text between resources', altered('<ns0:Payload>', '<ns0:Payload>x')],
  ])('with %s is refused', (_, bytes) => {
    expect(() => readRim(bytes)).toThrow(Malformed);
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
