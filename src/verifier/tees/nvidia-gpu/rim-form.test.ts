// Covers: rim.ts, rim-signature.ts
import { describe, expect, it } from 'vitest';
import { rimFile, VBIOS_RIM } from '../../testing/nvidia/rim-writer.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { readRim } from './rim.ts';

const altered = (from: string | RegExp, to: string): Uint8Array =>
  rimFile({
    ...VBIOS_RIM,
    alter: (text) => {
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`nothing to change: ${String(from)}`);
      return changed;
    },
  });

describe('a reference file that is not exactly in NVIDIA’s form', () => {
  it.each([
    ['a comment inside a value', altered('True', 'Tr<!-- -->ue'), 'RIM: not a plain value in double quotes (at byte 486)'],
    ['a document type', altered(/^/, '<!DOCTYPE SoftwareIdentity>'), 'RIM: not a name (at byte 1)'],
    ['an entity', altered('NVIDIA Corporation', '&nvidia;'), 'RIM: not a plain value in double quotes (at byte 272)'],
    [
      'mixed line ends',
      altered('</ns0:Payload>\n', '</ns0:Payload>\r\n'),
      'RIM: a character or end that is not in use here (at byte 1345)',
    ],
    ['a byte order mark', altered(/^/, '\ufeff'), 'RIM: not ASCII'],
    ['another root element', altered(/SoftwareIdentity/g, 'SoftwareIdentities'), 'RIM: not a SoftwareIdentity'],
    ['another namespace', altered(/19770\/-2\/2015/g, '19770/-2/2014'), 'RIM: not a SoftwareIdentity'],
    ['two signatures', altered(/(<ds:Signature .*<\/ds:Signature>)/s, '$1$1'), 'RIM.Signature: not exactly one'],
    [
      'a signature inside the payload',
      altered('<ns0:Payload>', '<ns0:Payload><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
      'RIM.Resource: not a resource',
    ],
    [
      'a signature inside its signature',
      altered('<ds:KeyInfo>', '<ds:KeyInfo><ds:Signature/>'),
      'RIM.KeyInfo: not exactly X509Data',
    ],
    [
      'a signature of another namespace',
      altered('xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', 'xmlns:ds="http://www.w3.org/2000/09/xmldsig"'),
      'RIM.Signature: not a part of a reference file',
    ],
    [
      'a signature inside another element',
      altered(/(<ns0:Meta [^>]*)\/>/, '$1><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></ns0:Meta>'),
      'RIM.Signature: signature elements outside of it',
    ],
    [
      'another second transform',
      altered(/xml-c14n11"\/><\/ds:Transforms>/, 'xml-c14n10"/></ds:Transforms>'),
      'RIM.Transform: algorithm not in use',
    ],
    ['no signature', altered(/<ds:Signature .*<\/ds:Signature>/s, ''), 'RIM.Signature: not exactly one'],
    ['a signature over another element', altered('URI=""', 'URI="#other"'), 'RIM.Reference: not to the whole document'],
    ['a reference with a type', altered('URI=""', 'URI="" Type="x"'), 'RIM.Reference: not to the whole document'],
    [
      'two references',
      altered(/(<ds:Reference .*<\/ds:Reference>)/s, '$1$1'),
      'RIM.SignedInfo: not exactly CanonicalizationMethod, SignatureMethod, Reference',
    ],
    [
      'a transform that is not listed',
      altered('xmldsig#enveloped-signature', 'xmldsig#base64'),
      'RIM.Transform: algorithm not in use',
    ],
    [
      'a third transform',
      altered('</ds:Transforms>', '<ds:Transform Algorithm="http://www.w3.org/2006/12/xml-c14n11"/></ds:Transforms>'),
      'RIM.Transforms: not exactly Transform, Transform',
    ],
    [
      'no transform',
      altered(/<ds:Transforms>.*<\/ds:Transforms>/s, ''),
      'RIM.Reference: not exactly Transforms, DigestMethod, DigestValue',
    ],
    [
      'a transform with content',
      altered(/(<ds:Transform [^>]*)\/>/, '$1>x</ds:Transform>'),
      'RIM.Transform: algorithm not in use',
    ],
    [
      'another canonicalization',
      altered(
        'CanonicalizationMethod Algorithm="http://www.w3.org/2006/12/xml-c14n11"',
        'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
      ),
      'RIM.CanonicalizationMethod: algorithm not in use',
    ],
    ['another signature algorithm', altered('ecdsa-sha384', 'ecdsa-sha256'), 'RIM.SignatureMethod: algorithm not in use'],
    ['another digest', altered('xmldsig-more#sha384', 'xmldsig#sha1'), 'RIM.DigestMethod: algorithm not in use'],
    [
      'an object in the signature',
      altered('</ds:Signature>', '<ds:Object/></ds:Signature>'),
      'RIM.Signature: not exactly SignedInfo, SignatureValue, KeyInfo',
    ],
    ['an id on the signature', altered('<ds:Signature ', '<ds:Signature Id="x" '), 'RIM.Signature: attributes not in use'],
    [
      'a key instead of certificates',
      altered('<ds:X509Data>', '<ds:KeyValue/><ds:X509Data>'),
      'RIM.KeyInfo: not exactly X509Data',
    ],
    [
      'nine certificates',
      altered(/(<ds:X509Certificate>[^<]*<\/ds:X509Certificate>)(?=<\/ds:X509Data>)/, '$1'.repeat(6)),
      'RIM.X509Data: too many certificates',
    ],
    [
      'a certificate that is none',
      altered(/<ds:X509Certificate>[^<]*</, '<ds:X509Certificate>AAAA<'),
      'RIM signer.Certificate: tag 00, want 30 (at byte 1)',
    ],
    ['two payloads', altered(/(<ns0:Payload>.*<\/ns0:Payload>)/s, '$1$1'), 'RIM.Payload: not exactly one'],
    ['two metas', altered(/(<ns0:Meta [^>]*>)/, '$1$1'), 'RIM.Meta: not exactly one'],
    [
      'an element of another kind',
      altered('<ns0:Payload>', '<ns0:Link/><ns0:Payload>'),
      'RIM.Link: not a part of a reference file',
    ],
    ['an index twice', altered('index="2"', 'index="1"'), 'RIM.Resource.index: 1 occurs twice'],
    ['an index that is no number', altered('index="1"', 'index="1.0"'), 'RIM.Resource.index: not a number up to 254'],
    ['an index with a leading zero', altered('index="1"', 'index="01"'), 'RIM.Resource.index: not a number up to 254'],
    ['an index past SPDM’s', altered('index="1"', 'index="255"'), 'RIM.Resource.index: not a number up to 254'],
    ['more alternatives than hashes', altered('alternatives="1"', 'alternatives="2"'), 'RIM.Resource.Hash1: missing'],
    [
      'fewer alternatives than hashes',
      altered('alternatives="1"', 'alternatives="0"'),
      'RIM.Resource.Hash0: attribute not in use',
    ],
    ['a hash of another size', altered('size="48"', 'size="32"'), 'RIM.Resource.Hash0: not 32 bytes'],
    ['a hash that is no hexadecimal', altered(/Hash0=".."?/, 'Hash0="zz'), 'RIM.Resource.Hash0: not hexadecimal'],
    [
      'an attribute that may narrow a value',
      altered('type="Measurement"', 'type="Measurement" MIN_SVN="2"'),
      'RIM.Resource.MIN_SVN: attribute not in use',
    ],
    ['an activity that is neither', altered('active="True"', 'active="true"'), 'RIM.Resource.active: neither True nor False'],
    ['a resource of another type', altered('type="Measurement"', 'type="Policy"'), 'RIM.Resource: not a measurement'],
    ['no active measurement', altered(/active="True"/g, 'active="False"'), 'RIM.Payload: no active measurement'],
    ['text between resources', altered('<ns0:Payload>', '<ns0:Payload>x'), 'RIM.Payload: text between elements'],
    ['no product', altered(' product="GH100"', ''), 'RIM.Meta.product: missing'],
    ['no version', altered(/ colloquialVersion="[^"]*"/, ''), 'RIM.Meta.colloquialVersion: missing'],
    ['no meta', altered(/<ns0:Meta [^>]*>/, ''), 'RIM.Meta: not exactly one'],
    ['a resource without an index', altered(' index="1"', ''), 'RIM.Resource.index: missing'],
    ['a resource without a name', altered(' name="Measurement_1"', ''), 'RIM.Resource.name: missing'],
    ['a resource that is not said to be active', altered(' active="True"', ''), 'RIM.Resource.active: missing'],
    ['a resource with content', altered(/(<ns0:Resource [^>]*)\/>/, '$1>x</ns0:Resource>'), 'RIM.Resource: has content'],
    [
      'a resource without values',
      altered(/alternatives="1" ns2:Hash0="[^"]*"/, 'alternatives="0"'),
      'RIM.Resource.alternatives: none',
    ],
    [
      'a second value that does not count',
      altered(' name="Measurement_1"', ' ns2:Hash1="00" name="Measurement_1"'),
      'RIM.Resource.Hash1: attribute not in use',
    ],
    [
      'more alternatives than the cap',
      altered('alternatives="1"', 'alternatives="65"'),
      'RIM.Resource.alternatives: not a number up to 64',
    ],
    ['a size that no hash has', altered('size="48"', 'size="65"'), 'RIM.Resource.size: not a number up to 64'],
    ['an index that is active and inactive', altered('index="60"', 'index="1"'), 'RIM.Resource.index: 1 occurs twice'],
    [
      'a key among the certificates',
      altered('</ds:X509Data>', '<ds:KeyValue/></ds:X509Data>'),
      'RIM.X509Data: not a certificate',
    ],
    [
      'a certificate with an id',
      altered('<ds:X509Certificate>', '<ds:X509Certificate Id="x">'),
      'RIM.X509Data: not a certificate',
    ],
    [
      'an algorithm with a second attribute',
      altered('ecdsa-sha384"', 'ecdsa-sha384" Id="x"'),
      'RIM.SignatureMethod: algorithm not in use',
    ],
    ['a digest that is no base64', altered(/<ds:DigestValue>./, '<ds:DigestValue>*'), 'RIM.DigestValue: not base64'],
    ['a signature that is no base64', altered(/<ds:SignatureValue>./, '<ds:SignatureValue>*'), 'RIM.SignatureValue: not base64'],
    [
      'an authority’s certificate that is none',
      altered(/(<\/ds:X509Certificate><ds:X509Certificate>)[^<]*/, '$1AAAA'),
      'RIM authority.Certificate: tag 00, want 30 (at byte 1)',
    ],
    [
      'an element in place of a digest',
      altered(/(<ds:DigestValue>)[^<]*/, '$1<ds:Object/>'),
      'RIM.DigestValue: an element where text should be',
    ],
  ])('is refused, and says where and why: %s', (_, bytes, message) => {
    expect(refusalOf(() => readRim(bytes))).toBe(message);
  });
});
