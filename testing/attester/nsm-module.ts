import { decode, encode } from 'cborg';
import { createServer, type Socket } from 'node:net';
import { instant } from '../../src/verifier/index.ts';
import { nitroAttester } from '../../src/verifier/testing/attesters/nitro.ts';

type Request = { readonly Attestation: { readonly user_data: Uint8Array; readonly nonce: Uint8Array | null } };

const LENGTH_BYTES = 4;

/** A Nitro security module with a simulated enclave behind it, as `nsm-module.c` reaches it: requests and answers behind their length. */
export async function nsmModule(socketPath: string): Promise<{ readonly close: () => void }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    let before = Buffer.alloc(0);
    socket.on('data', (part) => {
      before = Buffer.concat([before, part]);
      while (before.length >= LENGTH_BYTES && before.length >= LENGTH_BYTES + before.readUInt32BE(0)) {
        const end = LENGTH_BYTES + before.readUInt32BE(0);
        const answer = answerTo(before.subarray(LENGTH_BYTES, end));
        const length = Buffer.alloc(LENGTH_BYTES);
        length.writeUInt32BE(answer.length);
        socket.write(Buffer.concat([length, answer]));
        before = before.subarray(end);
      }
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(socketPath, done));
  return {
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

function answerTo(bytes: Uint8Array): Uint8Array {
  const { user_data: reportData, nonce } = (decode(bytes) as Request).Attestation;
  const wanted = { reportData, nonce: nonce ?? new Uint8Array(), now: instant(Date.now()) };
  return encode({ Attestation: { document: nitroAttester.attest(wanted).evidence } });
}
