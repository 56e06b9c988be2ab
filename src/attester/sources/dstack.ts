import { access } from 'node:fs/promises';
import { fromHex, parseJsonObject, toHex } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import type { EvidenceSource } from '../source.ts';
import { sourceError } from './errors.ts';
import { postLocal } from './local-http.ts';

/** The guest agent's socket, as the compose file mounts it (Dstack-TEE/dstack, SDK). */
const DSTACK_SOCKET = '/var/run/dstack.sock';
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

/** A container in a dstack TD. Its event log is sent along: it says which application the registers represent. */
export function dstack(socketPath = DSTACK_SOCKET): EvidenceSource {
  return {
    name: 'dstack',
    async make({ reportData, signal }) {
      try {
        const bytes = await postLocal(socketPath, '/GetQuote', { report_data: toHex(reportData) }, signal);
        const answer = parseJsonObject(bytes, 'GetQuote', MAX_ANSWER_BYTES);
        const log = answer.has('event_log') ? answer.string('event_log') : '';
        return {
          evidence: { type: 'dcap-quote', bytes: fromHex(answer.string('quote'), 'GetQuote.quote'), parameters: {} },
          endorsements: log === '' ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.tdxEventLog, bytes: Buffer.from(log) }],
        };
      } catch (error) {
        throw sourceError(
          'dstack’s guest agent made no quote.',
          `Mount the socket in the compose file: - ${socketPath}:${socketPath}`,
          error,
        );
      }
    },
  };
}

/** Is the guest agent's socket here? */
export const isDstack = (socketPath = DSTACK_SOCKET): Promise<boolean> =>
  access(socketPath).then(
    () => true,
    () => false,
  );
