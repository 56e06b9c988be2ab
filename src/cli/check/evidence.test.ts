import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { checkedSites, type Nodes } from '../../../testing/checked-site.ts';
import { askEvidence, type Received } from './evidence.ts';
import { openLine } from './exchange.ts';

const HOST = 'service.example';
const sites = checkedSites();
const { authority } = sites;
afterAll(() => {
  sites.close();
});

/** A site whose form has several requests: it closes the connection after each, and its connections end in these keys in turn. */
async function asked(...nodes: Nodes): Promise<Received> {
  const { origin, node } = await sites.serve(() => ({ headers: { connection: 'close' }, body: '{}' }), nodes, HOST);
  const [host = '', port] = node.split(':');
  const line = openLine({ origin, connectTo: { host, port: Number(port) }, webRoots: readFileSync(authority.file, 'utf8') });
  const page = {
    recognition: { announcedBy: 'list', adapter: 'dstack-ingress' },
    announced: 'directory',
    wire: null,
    html: null,
  } as const;
  try {
    return await askEvidence(line, page);
  } finally {
    line.hangUp();
  }
}

describe('evidence of several answers', () => {
  it('counts as brought by the connection if all answers end in one key', async () => {
    expect(await asked(authority.credential(HOST))).toMatchObject({ broughtIt: true });
  });

  it('does not if another node answered a part of it', async () => {
    const [one, other] = [authority.credential(HOST), authority.credential(HOST)];
    expect(await asked(one, other)).toMatchObject({ broughtIt: false, wire: { spki: one.spki } });
  });
});
