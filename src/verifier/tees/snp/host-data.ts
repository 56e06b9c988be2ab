import { equalBytes } from '../../bytes/equal.ts';
import type { Explained, Measurement } from '../../claims.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { APP_CONFIG_NEED, appConfigDigest, readAppConfig, registersOfConfig } from '../../dstack/app-config.ts';
import { APP_COMPOSE_NEED, applicationIn, type Application } from '../../dstack/compose.ts';
import { answering, type SuppliedEndorsement } from '../../endorsement.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Report } from './report.ts';

/** The registers that HOST_DATA fully stands for, according to a document whose digest it is. */
export type HostData = {
  readonly registers: readonly Measurement[];
  readonly explained: readonly Explained[];
  readonly application: Application | undefined;
};

const UNEXPLAINED: HostData = { registers: [], explained: [], application: undefined };

/**
 * Under dstack, HOST_DATA is the digest of the configuration of the application that the guest starts: only there is it stated
 * which containers run, because MEASUREMENT covers the operating system.
 */
export async function explainedHostData(
  { hostData }: Report,
  endorsements: readonly SuppliedEndorsement[],
  crypto: CryptoPort,
): Promise<HostData> {
  const document = answering(endorsements, APP_CONFIG_NEED)?.bytes;
  const config = document && unlessMalformed(() => readAppConfig(document), undefined);
  if (document === undefined || config === undefined) return UNEXPLAINED;
  if (!equalBytes(await appConfigDigest(document, crypto), hostData)) return UNEXPLAINED;
  const file = answering(endorsements, APP_COMPOSE_NEED);
  const digest = file && (await crypto.digest('sha-256', file.bytes));
  const isNamed = digest !== undefined && equalBytes(digest, config.composeHash);
  return {
    registers: registersOfConfig(config),
    explained: [{ register: 'HOST_DATA', as: ['COMPOSE_HASH'] }],
    application: file !== undefined && isNamed ? applicationIn(file.bytes, digest) : undefined,
  };
}
