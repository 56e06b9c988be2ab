import { toBase64 } from '../bytes/base64.ts';
import { toUtf8 } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { unlessMalformed } from '../malformed.ts';
import { toRfc3339, type Instant } from '../time.ts';
import type { AuditKey } from './audit-key.ts';
import { preAuthEncoding, readEnvelope, signersOf, type Envelope } from './dsse.ts';
import { measurementDigest, type NamedCode } from './measurement.ts';
import { SIGNED_LIMITS } from './plain-text.ts';
import { MAX_STATEMENT_BYTES, readStatement } from './read-statement.ts';
import type { Build, Source, Statement } from './statement.ts';
import { PREDICATE_TYPE, STATEMENT_MEDIA_TYPE, STATEMENT_TYPE } from './vocabulary.ts';

/** The author is whoever holds the key; nobody is named. */
const USER = { id: 'https://sealmark.dev/attestation/own-statement', name: 'The user of this browser' };
/** What was built does not change. */
const FOR_EVER = '9999-12-31T23:59:59Z';
const MAX_ENVELOPE_BYTES = 2 * MAX_STATEMENT_BYTES;

/**
 * The statement that the user built this code and got these registers, as a payload to be signed with the user's own key: an
 * audit statement like any other (docs/AUDITS.md), asserting only that the build was reproduced. @param by the statement whose
 * recipe was followed
 */
export function ownStatement(code: NamedCode, by: Pick<Statement, 'name' | 'source' | 'build'>, at: Instant): Uint8Array {
  const registers = Object.entries(code.registers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const now = toRfc3339(at);
  const statement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: by.name, digest: { sha256: measurementDigest(code) } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      verifier: USER,
      timeCreated: now,
      properties: ['TEE_BUILD_REPRODUCED'],
      measurement: { tee: code.tee, ...Object.fromEntries(registers) },
      ...(by.source === null ? {} : { source: sourceJson(by.source) }),
      build: buildJson(by.build, now),
      validity: { notBefore: now, notAfter: FOR_EVER },
    },
  };
  return toUtf8(JSON.stringify(statement), 'statement');
}

const sourceJson = ({ uri, commit, tag }: Source) => ({
  uri: `git+${uri}`,
  digest: { gitCommit: commit },
  ...(tag === null ? {} : { tag }),
});

const buildJson = (build: Build | null, at: string) => ({
  system: build?.system ?? 'other',
  commands: build?.commands ?? [],
  environment: (build?.environment ?? []).map(({ uri, sha256 }) => ({ uri, digest: { sha256 } })),
  reproduced: { result: 'match', at },
});

/** The signed bytes of such a payload. */
export const ownMessage = (payload: Uint8Array): Uint8Array => preAuthEncoding(STATEMENT_MEDIA_TYPE, payload);

/** The signed statement, as the text of a DSSE envelope. */
export function ownEnvelope(payload: Uint8Array, key: AuditKey, signature: Uint8Array): string {
  const signatures = [{ keyid: key, sig: toBase64(signature) }];
  return JSON.stringify({ payloadType: STATEMENT_MEDIA_TYPE, payload: toBase64(payload), signatures });
}

/** The statement in such an envelope; null unless this key signed it. */
export async function openOwnStatement(crypto: CryptoPort, envelope: string, key: AuditKey): Promise<Statement | null> {
  const opened = unlessMalformed((): Envelope => {
    const bytes = toUtf8(envelope, 'envelope');
    return readEnvelope(parseJsonObject(bytes, 'envelope', MAX_ENVELOPE_BYTES, SIGNED_LIMITS));
  }, null);
  if (opened?.payloadType !== STATEMENT_MEDIA_TYPE) return null;
  const [signer] = await signersOf(crypto, opened, [key]);
  return signer === undefined ? null : unlessMalformed(() => readStatement(opened.payload), null);
}
