import { access } from 'node:fs/promises';
import { connect } from 'node:net';
import { CborMap, Malformed, readCbor } from '../../verifier/index.ts';
import { AttesterError } from '../attester-error.ts';
import type { EvidenceSource } from '../source.ts';
import { sourceError } from './errors.ts';
import { attestationRequest } from './nsm-request.ts';

/** Where the helper listens (src/attester/helper/README.md): Node has no ioctl, and /dev/nsm offers nothing else. */
const NSM_SOCKET = '/run/sealmark/nsm.sock';
const START_HELPER = 'Start sealmark-nsm in the enclave before this service.';
/** `NSM_RESPONSE_MAX_SIZE` of the driver (aws-nitro-enclaves-nsm-api). */
const MAX_RESPONSE_BYTES = 0x3000;

/** An AWS Nitro enclave. The digest goes into `user_data`, the nonce also into its own field. */
export function nitro(socketPath = NSM_SOCKET): EvidenceSource {
  return {
    name: 'the Nitro security module',
    async make({ reportData, nonce, signal }) {
      try {
        const answer = await exchange(socketPath, attestationRequest({ userData: reportData, nonce }), signal);
        return { evidence: { type: 'nitro-document', bytes: documentIn(answer), parameters: {} }, endorsements: [] };
      } catch (error) {
        throw sourceError('The Nitro security module answered with no document.', START_HELPER, error);
      }
    },
  };
}

/** Is the helper's socket here? */
export const hasNsm = (socketPath = NSM_SOCKET): Promise<boolean> =>
  access(socketPath).then(
    () => true,
    () => false,
  );

/** One request, one response: the helper forwards both unchanged, and closes the connection. */
function exchange(socketPath: string, request: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    const parts: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.on('data', (part) => {
      length += part.length;
      if (length > MAX_RESPONSE_BYTES) socket.destroy(new Error(`more than ${String(MAX_RESPONSE_BYTES)} bytes came`));
      parts.push(part);
    });
    socket.on('error', reject);
    socket.on('end', () => {
      resolve(Uint8Array.from(Buffer.concat(parts)));
      socket.end();
    });
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('the helper hung up'));
    });
    socket.end(request);
  });
}

/** `{"Attestation": {"document": bytes}}`, or `{"Error": text}` (aws-nitro-enclaves-nsm-api, `Response`). @throws Malformed */
function documentIn(bytes: Uint8Array): Uint8Array {
  const response = readCbor(bytes, 'NSM response', { most: MAX_RESPONSE_BYTES, indefinite: false });
  if (!(response instanceof CborMap)) throw new Malformed('NSM response', 'not a map');
  if (response.has('Error'))
    throw new AttesterError('source', `The Nitro security module refused: ${response.text('Error')}.`, START_HELPER);
  return response.map('Attestation').bytes('document', 1, MAX_RESPONSE_BYTES);
}
