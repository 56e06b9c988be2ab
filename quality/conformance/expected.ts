import type { Tally } from './tally.ts';

/**
 * What every implementation must find, in Node and in both browsers: no disagreement, and exactly these counts. A count that
 * changes means new behaviour of ours or of a platform, or another revision of the vectors; find out which before you edit.
 */
export const EXPECTED: Readonly<Record<string, Omit<Tally, 'disagreed'>>> = {
  'wycheproof/ecdsa_secp256r1_sha256_test.json': {
    agreed: 484,
    notApplicable: {},
  },
  'wycheproof/ecdsa_secp256r1_sha256_p1363_test.json': {
    agreed: 262,
    notApplicable: {},
  },
  'wycheproof/ecdsa_secp256r1_sha512_test.json': {
    agreed: 0,
    notApplicable: {
      'another hash than the scheme of ours has': 554,
    },
  },
  'wycheproof/ecdsa_secp384r1_sha384_test.json': {
    agreed: 504,
    notApplicable: {},
  },
  'wycheproof/ecdsa_secp384r1_sha384_p1363_test.json': {
    agreed: 280,
    notApplicable: {},
  },
  'wycheproof/ecdsa_secp384r1_sha256_test.json': {
    agreed: 0,
    notApplicable: {
      'another hash than the scheme of ours has': 472,
    },
  },
  'wycheproof/ecdsa_secp384r1_sha512_test.json': {
    agreed: 0,
    notApplicable: {
      'another hash than the scheme of ours has': 542,
    },
  },
  'wycheproof/ed25519_test.json': {
    agreed: 151,
    notApplicable: {},
  },
  'wycheproof/rsa_pss_2048_sha384_mgf1_48_test.json': {
    agreed: 141,
    notApplicable: {},
  },
  'wycheproof/rsa_pss_4096_sha384_mgf1_48_test.json': {
    agreed: 141,
    notApplicable: {},
  },
  'wycheproof/rsa_pss_2048_sha256_mgf1_32_test.json': {
    agreed: 0,
    notApplicable: {
      'RSA-PSS with another hash, mask or salt length than AMD uses': 108,
    },
  },
  'wycheproof/rsa_pss_2048_sha256_mgf1_32_params_test.json': {
    agreed: 0,
    notApplicable: {
      'RSA-PSS with another hash, mask or salt length than AMD uses': 108,
    },
  },
  'wycheproof/rsa_pss_4096_sha512_mgf1_64_test.json': {
    agreed: 0,
    notApplicable: {
      'RSA-PSS with another hash, mask or salt length than AMD uses': 179,
    },
  },
  'wycheproof/rsa_pss_misc_test.json': {
    agreed: 1,
    notApplicable: {
      'RSA-PSS with another hash, mask or salt length than AMD uses': 149,
    },
  },
  'wycheproof/rsa_pss_misc_params_test.json': {
    agreed: 0,
    notApplicable: {
      'RSA-PSS with another hash, mask or salt length than AMD uses': 149,
      'a key that carries RSA-PSS parameters itself: no vendor here has one': 1,
    },
  },
  'wycheproof/rsa_signature_2048_sha256_test.json': {
    agreed: 259,
    notApplicable: {},
  },
  'wycheproof/rsa_signature_3072_sha256_test.json': {
    agreed: 259,
    notApplicable: {},
  },
  'wycheproof/rsa_signature_4096_sha256_test.json': {
    agreed: 258,
    notApplicable: {},
  },
  'wycheproof/rsa_signature_3072_sha384_test.json': {
    agreed: 0,
    notApplicable: {
      'another hash than the scheme of ours has': 259,
    },
  },
  'wycheproof/rsa_signature_4096_sha512_test.json': {
    agreed: 0,
    notApplicable: {
      'another hash than the scheme of ours has': 259,
    },
  },
  'cctv/ed25519vectors.json': {
    agreed: 914,
    notApplicable: {},
  },
  'own/unusable-keys': {
    agreed: 26,
    notApplicable: {},
  },
  'x509-limbo/limbo-generated-8a2e6f4.json': {
    agreed: 119,
    notApplicable: {
      'a limit that the caller sets: here the profile names the exact length': 2,
      'authority information access is not read: endorsements come from fixed hosts': 1,
      'extended key usage: no manufacturer’s certificate has one': 6,
      'key identifiers are compared where present: AMD’s VCEK and AWS’s leaf have none, and the place in the chain is fixed': 4,
      'names of web servers: no host name is ever looked for in a manufacturer’s certificate': 29,
      'serial number zero: AMD gives it to every VCEK and VLEK': 1,
      'stricter: a leaf that is a CA is refused': 1,
      'stricter: a path length without the CA flag is refused': 1,
      'stricter: certificates issued to oneself count for the path length': 1,
      'stricter: name constraints are refused, no manufacturer uses them': 17,
      'stricter: the issuer of a CRL must say that it signs CRLs': 1,
      'stricter: the last second ends when it begins': 1,
      'the leaf’s own key is of another kind: it is refused when a signature is to be verified under it': 4,
      'what a root says of itself: roots are pinned by their bytes': 6,
    },
  },
  'x509-limbo/limbo-upstream-2023-12-02.json': {
    agreed: 80,
    notApplicable: {
      'SHA-1 or RSA with SHA-384 somewhere in the chain: no manufacturer signs so': 7,
      'a limit that the caller sets: here the profile names the exact length': 2,
      'authority information access is not read: endorsements come from fixed hosts': 1,
      'extended key usage: no manufacturer’s certificate has one': 5,
      'key identifiers are compared where present: AMD’s VCEK and AWS’s leaf have none, and the place in the chain is fixed': 4,
      'names of web servers: no host name is ever looked for in a manufacturer’s certificate': 14,
      'serial number zero: AMD gives it to every VCEK and VLEK': 1,
      'stricter: a path length without the CA flag is refused': 1,
      'stricter: certificates issued to oneself count for the path length': 1,
      'stricter: name constraints are refused, no manufacturer uses them': 9,
      'the leaf’s own key is of another kind: it is refused when a signature is to be verified under it': 3,
      'what a root says of itself: roots are pinned by their bytes': 7,
    },
  },
  'x509-limbo/online/akamai.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/amazon.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/apple.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/aws.amazon.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/bing.com.limbo.json': {
    agreed: 0,
    notApplicable: {
      'SHA-1 or RSA with SHA-384 somewhere in the chain: no manufacturer signs so': 1,
    },
  },
  'x509-limbo/online/cloudflare.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/docs.python.org.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/facebook.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/fastly.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/google.com.limbo.json': {
    agreed: 0,
    notApplicable: {
      'SHA-1 or RSA with SHA-384 somewhere in the chain: no manufacturer signs so': 1,
    },
  },
  'x509-limbo/online/microsoft.com.limbo.json': {
    agreed: 0,
    notApplicable: {
      'SHA-1 or RSA with SHA-384 somewhere in the chain: no manufacturer signs so': 1,
    },
  },
  'x509-limbo/online/s3.amazonaws.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/stackoverflow.com.limbo.json': {
    agreed: 1,
    notApplicable: {},
  },
  'x509-limbo/online/storage.googleapis.com.limbo.json': {
    agreed: 0,
    notApplicable: {
      'SHA-1 or RSA with SHA-384 somewhere in the chain: no manufacturer signs so': 1,
    },
  },
};
