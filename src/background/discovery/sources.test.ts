import { describe, expect, it } from 'vitest';
import { selfSigned } from '../../verifier/testing/authority.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { recogniseResponse, recogniseSite, type PageContext, type PageResponse } from './sources.ts';

const SILENT: PageResponse = { links: [], fields: ['content-type', 'date'], leaf: null };
const leaf = selfSigned({ subject: 'silent.test', key: p256Key('a site that says nothing') }).certificate;

describe('what a response announces', () => {
  it('is nothing for most', () => {
    expect(recogniseResponse(SILENT)).toBeNull();
    expect(recogniseResponse({ ...SILENT, leaf })).toBeNull();
  });

  it('is our own announcement before any other', () => {
    const links = ['</.well-known/attestation>; rel="attestation"'];
    const own = { announcedBy: 'response-header', adapter: 'sealmark' };
    expect(recogniseResponse({ ...SILENT, links })).toEqual(own);
    expect(recogniseResponse({ ...SILENT, links, fields: ['tinfoil-pt'] })).toEqual(own);
  });
});

const PAGE: PageContext = {
  origin: 'https://enclave.test',
  directory: {
    version: 1,
    issued: '2026-11-29T00:00:00Z',
    expires: null,
    sites: [
      { host: 'enclave.test', covers: 'host', adapter: 'sealmark', references: [], services: [] },
      { host: 'mute.test', covers: 'host', adapter: null, references: [], services: ['enclave.test'] },
    ],
  },
  attestedBefore: null,
  isPrivate: false,
  clicked: false,
};
const nowhere: PageContext = { ...PAGE, origin: 'https://elsewhere.test' };

describe('a site whose response announces nothing', () => {
  it('and that is not listed is not asked', () => {
    expect(recogniseSite(nowhere)).toBeNull();
  });

  it('is known from the directory, in a private window too', () => {
    for (const isPrivate of [false, true])
      expect(recogniseSite({ ...PAGE, isPrivate })).toEqual({ announcedBy: 'list', adapter: 'sealmark' });
  });

  it('that serves no evidence itself is not asked, whatever its services do', () => {
    expect(recogniseSite({ ...PAGE, origin: 'https://mute.test' })).toBeNull();
  });

  it('is asked in the form in which it attested before, but not in a private window', () => {
    const attestedBefore = { adapter: 'sealmark' } as const;
    expect(recogniseSite({ ...nowhere, attestedBefore })).toEqual({ announcedBy: 'seen-before', adapter: 'sealmark' });
    expect(recogniseSite({ ...nowhere, attestedBefore, isPrivate: true })).toBeNull();
  });

  it('is asked without a particular form when the user clicks', () => {
    expect(recogniseSite({ ...nowhere, clicked: true })).toEqual({ announcedBy: 'click', adapter: null });
  });
});
