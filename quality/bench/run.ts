import { installPeers } from './peer-packages.ts';
import { adapters } from './adapters.ts';
import { allowlist } from './allowlist.ts';
import { audits } from './audits.ts';
import { operator } from './attester.ts';
import { gpu } from './gpu.ts';
import { locked } from './locked.ts';
import { packages } from './packages.ts';
import { publisher } from './publisher.ts';
import { pageLoad } from './page-load.ts';
import type { Measurement, Row } from './row.ts';
import { registry } from './registry.ts';
import { sizes } from './sizes.ts';
import { visits } from './visits.ts';
import { verification } from './verification.ts';

/**
 * The limits (DESIGN §6) with today's figures.
 *
 *   npm run bench [-- --json] [--only NAME]
 *
 *   NAME is a row or its prefix: verify.sgx, page-load
 */
const MEASUREMENTS: readonly Measurement[] = [
  verification,
  adapters,
  audits,
  allowlist,
  gpu,
  publisher,
  registry,
  sizes,
  operator,
  packages,
  visits,
  pageLoad,
  locked,
];

installPeers();

const args = process.argv.slice(2);
const json = args.includes('--json');
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
const wanted = (name: string): boolean => only === undefined || name === only || name.startsWith(`${only}.`);
const concerned = ({ names }: Measurement): boolean =>
  only === undefined || names.some((beginning) => beginning.startsWith(`${only}.`) || `${only}.`.startsWith(beginning));

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

function line({ name, value, bar, better, holds, note }: Row): string {
  const sign = better === 'lower' ? '≤' : '≥';
  return `${holds ? 'ok  ' : 'MISS'} ${name.padEnd(44)} ${figure(value).padStart(9)} ${sign} ${figure(bar).padEnd(7)} ${note}`;
}

let rows = 0;
let missed = 0;
for (const measurement of MEASUREMENTS.filter(concerned)) {
  for await (const row of measurement.measure(wanted)) {
    rows += 1;
    if (!row.holds) missed += 1;
    const { name, value, bar, better, holds } = row;
    console.log(json ? JSON.stringify({ name, value, bar, better, holds }) : line(row));
  }
}
if (!json) console.log(`${String(rows - missed)} of ${String(rows)} rows hold`);
if (rows === 0) process.exitCode = 2;
