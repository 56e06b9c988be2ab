import { equalBytes } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import { unlessMalformed } from '../../malformed.ts';

const EV_NO_ACTION = 3;
/** `Spec ID Event03` and a NUL. */
const SIGNATURE = fromHex('53706563204944204576656e74303300', 'signature');

/**
 * Are these bytes the binary event log that firmware of a confidential guest keeps (ACPI table CCEL; TCG "PC Client Platform
 * Firmware Profile", revision 1.06, section 10.4.5.1: its first event is a TCG_EfiSpecIdEvent)? Such a log is recognised so that
 * it can be refused by name; it is not read. Never throws.
 */
export function isCcel(bytes: Uint8Array): boolean {
  return unlessMalformed(() => {
    const reader = new Reader(bytes, 'event log', false);
    reader.u32le('register');
    const type = reader.u32le('event type');
    const digest = reader.bytes('SHA-1 digest', 20);
    reader.u32le('event size');
    const signature = reader.bytes('signature', SIGNATURE.length);
    return type === EV_NO_ACTION && isZero(digest) && equalBytes(signature, SIGNATURE);
  }, false);
}
