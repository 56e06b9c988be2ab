import { fromHex, type Hex } from '../bytes/hex.ts';
import { equalBytes } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import { Unsupported } from '../malformed.ts';
import { parseRfc3339, type Instant } from '../time.ts';
import type { EnclaveReport } from './enclave-report.ts';
import type { QuoteTee } from './quote.ts';
import { readSignedJson, type SignedJson } from './signed-json.ts';
import { fixedHex } from './tcb-info.ts';
import { readSvnLevels, type SvnLevel } from './tcb-level.ts';

/** Intel's identity of its quoting enclave (PCS API v4, "Get Quoting Enclave Identity", version 2), not yet verified. */
export type QeIdentity = SignedJson & {
  readonly tee: QuoteTee;
  readonly issued: Instant;
  readonly nextUpdate: Instant;
  readonly evaluationDataNumber: number;
  readonly miscSelect: Masked;
  readonly attributes: Masked;
  readonly mrSigner: Hex;
  readonly isvProdId: number;
  /** Highest first. */
  readonly levels: readonly SvnLevel[];
};

/** The required value under the mask. */
type Masked = { readonly value: Uint8Array; readonly mask: Uint8Array };

/** @throws Malformed, for identities of Intel's other enclaves (QVE, QAE) too */
export function readQeIdentity(bytes: Uint8Array): QeIdentity {
  const signed = readSignedJson(bytes, 'enclaveIdentity');
  const { body } = signed;
  if (body.natural('version') !== 2) throw new Unsupported('enclaveIdentity.version', 'not 2');
  const id = body.string('id');
  if (id !== 'QE' && id !== 'TD_QE') throw new Unsupported('enclaveIdentity.id', 'not a quoting enclave');
  const masked = (name: string, length: number): Masked => ({
    value: fromHex(fixedHex(body, name, length), name),
    mask: fromHex(fixedHex(body, `${name}Mask`, length), name),
  });
  return {
    ...signed,
    tee: id === 'QE' ? 'sgx' : 'tdx',
    issued: parseRfc3339(body.string('issueDate'), 'enclaveIdentity.issueDate'),
    nextUpdate: parseRfc3339(body.string('nextUpdate'), 'enclaveIdentity.nextUpdate'),
    evaluationDataNumber: body.natural('tcbEvaluationDataNumber'),
    miscSelect: masked('miscselect', 4),
    attributes: masked('attributes', 16),
    mrSigner: fixedHex(body, 'mrsigner', 32),
    isvProdId: body.natural('isvprodid'),
    levels: readSvnLevels(body),
  };
}

/** The first field in which a quoting enclave's report differs from Intel's identity. */
export type QeMismatch = 'MISCSELECT' | 'ATTRIBUTES' | 'MRSIGNER' | 'ISVPRODID';

/** The first field in which the report differs from the identified enclave; undefined if none. A debug QE fails in ATTRIBUTES. */
export function qeMismatch(report: EnclaveReport, identity: QeIdentity): QeMismatch | undefined {
  if (!matches(report.miscSelect, identity.miscSelect)) return 'MISCSELECT';
  if (!matches(report.attributes, identity.attributes)) return 'ATTRIBUTES';
  if (toHex(report.mrSigner) !== identity.mrSigner) return 'MRSIGNER';
  return report.isvProdId === identity.isvProdId ? undefined : 'ISVPRODID';
}

function matches(found: Uint8Array, { value, mask }: Masked): boolean {
  return equalBytes(
    found.map((byte, at) => byte & (mask[at] ?? 0)),
    value,
  );
}
