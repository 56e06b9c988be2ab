import type { Appraisal } from '../../tee.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { NvidiaGpuCheckId } from './checks.ts';
import type { DeviceModel } from './device-chain.ts';
import type { Device } from './evidence.ts';
import type { FirmwareIdentity } from './fwid.ts';
import type { NvidiaGpuPolicy } from './policy.ts';

/** The appraisal as every step sees it. */
export type GpuAppraisal = Appraisal<NvidiaGpuCheckId, NvidiaGpuPolicy>;

/** A device whose report was signed by its own certified key. */
export type Authenticated = {
  /** Its position in the list, from 0. */
  readonly at: number;
  readonly device: Device;
  readonly chain: readonly Certificate[];
  /** Undefined for a device that this release does not know. */
  readonly model: DeviceModel | undefined;
  readonly identity: FirmwareIdentity | null;
};
