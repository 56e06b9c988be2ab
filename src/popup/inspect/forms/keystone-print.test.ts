import { describe, expect, it } from 'vitest';
import { text } from '../../../../testing/screens/samples.ts';
import { toHex } from '../../../verifier/index.ts';
import { readReport, type KeystoneReport } from '../../../verifier/tees/keystone/report.ts';
import { readReportJson } from '../../../verifier/tees/keystone/report-json.ts';
import { keystoneFields, keystoneReport } from '../../../verifier/testing/keystone-report.ts';
import { look } from '../recognise.ts';

const fields = keystoneFields();

const monitor = [
  '\t\t=== Security Monitor ===',
  `Hash: ${toHex(fields.monitorHash)}`,
  `Pubkey: ${toHex(fields.monitorKey)}`,
  `Signature: ${toHex(fields.monitorSignature)}`,
  '',
];
const enclave = [
  '\t\t=== Enclave Application ===',
  `Hash: ${toHex(fields.enclaveHash)}`,
  `Signature: ${toHex(fields.enclaveSignature)}`,
  `Enclave Data: ${toHex(fields.data)}`,
];
const device = ['\t\t-- Device pubkey --', toHex(fields.deviceKey), ''];
const whole = [...monitor, ...enclave, ...device].join('\n');

const read = (input: string): KeystoneReport | null => {
  const { recognised } = look(text(input));
  return recognised?.evidence.type === 'keystone-report-json' ? readReportJson(recognised.evidence.bytes) : null;
};

describe('what Keystone’s verifier prints', () => {
  it.each([
    ['as printed', whole],
    ['among other lines of a terminal', `$ ./hello\nVerifying report\n${whole}\nAttestation report SIGNATURE is valid\n`],
    ['with line ends of Windows', whole.replaceAll('\n', '\r\n')],
    ['with the sections in another order', [...device, ...enclave, ...monitor].join('\n')],
    ['in capital digits', whole.replace(/[0-9a-f]{64,}/g, (digits) => digits.toUpperCase())],
  ])('%s is read as the report that it shows', (_name, input) => {
    expect(read(input)).toEqual(readReport(keystoneReport()));
  });

  it('of a report without data is read', () => {
    expect(read(whole.replace(/Enclave Data: .*/, 'Enclave Data: '))?.data).toEqual(new Uint8Array());
  });

  it.each([
    ['without the device’s key', [...monitor, ...enclave].join('\n')],
    ['with a line missing', whole.replace(/Pubkey: .*\n/, '')],
    ['with a heading twice', `${whole}\n${monitor.join('\n')}`],
    ['with a line twice', whole.replace('Enclave Data', `Hash: ${'00'.repeat(64)}\nEnclave Data`)],
    ['with half a byte', whole.replace(/Pubkey: ./, 'Pubkey: ')],
  ])('%s is named, not guessed', (_name, input) => {
    expect(look(text(input))).toMatchObject({ recognised: null, named: { name: 'keystone-print' } });
  });
});
