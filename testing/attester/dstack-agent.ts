import { createServer } from 'node:http';
import { fromHex, instant, toHex } from '../../src/verifier/index.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';

/** dstack's guest agent with a simulated platform behind it: what a program of its own, which takes no object from a test, can ask. */
export async function dstackAgent(socketPath: string, platform: Attester): Promise<{ readonly close: () => void }> {
  const server = createServer((asked, response) => {
    let text = '';
    asked.on('data', (part: Buffer) => (text += part.toString()));
    asked.on('end', () => {
      const { report_data: reportData } = JSON.parse(text) as { readonly report_data: string };
      const wanted = { reportData: fromHex(reportData, 'report_data'), nonce: new Uint8Array(), now: instant(Date.now()) };
      response.end(JSON.stringify({ quote: toHex(platform.attest(wanted).evidence) }));
    });
  });
  await new Promise<void>((done) => server.listen(socketPath, done));
  return { close: () => void server.close() };
}
