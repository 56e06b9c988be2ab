import { ENDORSEMENT_MEDIA_TYPE } from '../../src/verifier/protocol/index.ts';
import { json, seed } from './seed.ts';

/** The documents of a dstack machine: its event log, its host's start parameters, and its compose file. */
export function fromDstack(): void {
  seed(
    `document ${ENDORSEMENT_MEDIA_TYPE.tdxEventLog}`,
    json([{ imr: 3, event_type: 134217729, digest: '00'.repeat(48), event: 'app-id', event_payload: '00' }]),
  );
  seed(
    `document ${ENDORSEMENT_MEDIA_TYPE.dstackMrConfig}`,
    json({ app_id: '00'.repeat(20), compose_hash: '00'.repeat(32), key_provider: 'kms', key_provider_id: '0102', version: 3 }),
  );
  seed(
    `document ${ENDORSEMENT_MEDIA_TYPE.dstackAppCompose}`,
    json({
      manifest_version: 2,
      name: 'chat',
      docker_compose_file: 'services:\n  web:\n    image: example/web\n',
      allowed_envs: ['KEY'],
    }),
  );
}
