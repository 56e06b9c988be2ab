import type { Inner } from './piece.ts';
import { bytesOf } from './text.ts';

/** The headings, in the order in which Keystone prints them (keystone/sdk, src/verifier/Report.cpp, `Report::printPretty`). */
const HEADINGS = {
  monitor: '=== Security Monitor ===',
  enclave: '=== Enclave Application ===',
  device: '-- Device pubkey --',
} as const;

/**
 * What Keystone’s verifier prints about a report → the same report in the JSON of `Report::stringfy`. Everything that is signed
 * is printed. Undefined if a heading or a line is missing, occurs twice or is not hexadecimal.
 */
export function keystonePrint(text: string): Inner | undefined {
  const [monitor, enclave, device] = [HEADINGS.monitor, HEADINGS.enclave, HEADINGS.device].map((one) => sectionOf(text, one));
  if (monitor === undefined || enclave === undefined || device === undefined) return undefined;
  const members = [
    valueOf(monitor, 'Hash'),
    valueOf(monitor, 'Pubkey'),
    valueOf(monitor, 'Signature'),
    valueOf(enclave, 'Hash'),
    valueOf(enclave, 'Signature'),
    valueOf(enclave, 'Enclave Data'),
    /^[^\S\n]*([0-9a-f]{64})\s*$/im.exec(device)?.[1]?.toLowerCase(),
  ];
  if (members.includes(undefined)) return undefined;
  const [monitorHash, pubkey, monitorSignature, hash, signature, data = '', devicePubkey] = members;
  const report = {
    device_pubkey: devicePubkey,
    enclave: { data, datalen: data.length / 2, hash, signature },
    security_monitor: { hash: monitorHash, pubkey, signature: monitorSignature },
  };
  return { bytes: bytesOf(JSON.stringify(report)), name: 'what Keystone’s verifier prints' };
}

/** The text from after this heading to the next one; undefined unless it occurs exactly once. */
function sectionOf(text: string, heading: string): string | undefined {
  const [, after, ...more] = text.split(heading);
  if (after === undefined || more.length > 0) return undefined;
  const ends = Object.values(HEADINGS).map((other) => after.indexOf(other));
  return after.slice(0, Math.min(after.length, ...ends.filter((at) => at >= 0)));
}

/** The digits after `label:`, in lowercase; undefined unless there is exactly one such line. */
function valueOf(section: string, label: string): string | undefined {
  const [line, ...more] = [...section.matchAll(new RegExp(`(?:^|[^\\w ])[^\\S\\n]*${label}:[^\\S\\n]*([^\\n]*)`, 'gm'))];
  const digits = line?.[1]?.trim().toLowerCase();
  return more.length === 0 && digits !== undefined && /^(?:[0-9a-f]{2})*$/.test(digits) ? digits : undefined;
}
