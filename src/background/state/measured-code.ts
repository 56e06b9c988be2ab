import type { Claims, Voucher } from '../../verifier/index.ts';
import type { MeasuredCode } from '../api/lists.ts';
import { asText, fieldsOf, InvalidRecord, type Fields } from './shape.ts';

const REGISTER = /^[A-Za-z0-9_.-]{1,40}$/;
const VALUE = /^(?:[0-9a-f]{2}){1,256}$/;
const MAX_REGISTERS = 200;

/** As much of it as statements are compared with. @throws InvalidRecord */
export function readMeasuredCode(fields: Fields): MeasuredCode {
  const claims = fields.fields('claims');
  const tcb = claims.fields('tcb');
  const status = tcb.value('status');
  const sets = claims.value('codeRegisters');
  return {
    tee: fields.string('tee', 40),
    claims: {
      measurements: claims.list('measurements', readMeasurement, MAX_REGISTERS),
      ...(sets === undefined ? {} : { codeRegisters: claims.list('codeRegisters', readSet, 20) }),
      hostChosen: [],
      runTime: [],
      explained: [],
      reportData: null,
      nonce: null,
      debug: null,
      tcb: {
        ...(typeof status === 'string' ? { status: status as NonNullable<Claims['tcb']['status']> } : {}),
        advisories: tcb.list('advisories', asText),
      },
      madeAt: null,
      details: readDetails(claims.value('details')),
    },
    vouchedBy: fields.list('vouchedBy', readVoucher, 100),
  };
}

function readMeasurement(item: unknown, path: string) {
  const fields = fieldsOf(item, path);
  const [register, value] = [fields.string('register', 40), fields.string('value', 512)];
  if (!REGISTER.test(register) || !VALUE.test(value)) throw new InvalidRecord(path, 'not a register');
  return { register, value };
}

function readSet(item: unknown, path: string): readonly string[] {
  if (!Array.isArray(item)) throw new InvalidRecord(path, 'not a list');
  return item.map((one: unknown) => asText(one, path));
}

/** Numbers alone: constraints compare nothing else. */
const readDetails = (value: unknown): Claims['details'] =>
  Object.fromEntries(
    Object.entries(typeof value === 'object' && value !== null ? value : {}).flatMap(([name, one]: [string, unknown]) =>
      typeof one === 'number' ? [[name, one] as const] : [],
    ),
  );

function readVoucher(item: unknown, path: string): Voucher {
  const fields = fieldsOf(item, path);
  const note = fields.value('note');
  return {
    kind: fields.oneOf('kind', ['user', 'rebuilt', 'auditor', 'operator']),
    name: fields.string('name', 400),
    since: fields.date('since'),
    ...(typeof note === 'string' ? { note } : {}),
  };
}
