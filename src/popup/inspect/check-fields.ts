import type { CheckId } from '../../verifier/index.ts';
import type { Row } from './rows.ts';

const DCAP = 'quote.signature section.';
const QUOTE = [
  'quote.version',
  'quote.attestation key type',
  'quote.TEE type',
  'quote.QE SVN, PCE SVN',
  'quote.QE vendor id',
  'quote.body',
];
const SGX_ATTRIBUTES = 'enclave report.ATTRIBUTES';
const SNP_CERTIFICATES = 'extended report.certificate table';
const SNP_LEVELS = ['report.CURRENT_TCB', 'report.REPORTED_TCB', 'report.COMMITTED_TCB', 'report.LAUNCH_TCB'];

/**
 * Which rows of the evidence a check reads: the beginnings of their names. Checks of the manufacturer's statements (revocation
 * lists, tables of patch levels) read nothing in the evidence and are listed only with what they compare.
 */
export const CHECK_FIELDS: Readonly<Partial<Record<CheckId, readonly string[]>>> = {
  'evidence.debug': [SGX_ATTRIBUTES, 'TD report.TDATTRIBUTES', 'report.POLICY', 'payload.pcrs.'],
  'reference.measurement': [
    'enclave report.MRENCLAVE',
    'enclave report.MRSIGNER',
    'isvEnclaveQuoteBody',
    'report.isvEnclaveQuoteBody',
    'TD report.MRTD',
    'TD report.RTMR',
    'report.MEASUREMENT',
    'payload.pcrs.',
    'report.enclave.hash',
    'report.sm.hash',
    'enclave.hash',
    'security_monitor.hash',
    'm_e',
    'h_sm',
  ],
  'reference.host-chosen': [
    'enclave report.CONFIGID',
    'enclave report.CONFIGSVN',
    'TD report.MRCONFIGID',
    'TD report.MROWNER',
    'report.HOST_DATA',
    'report.FAMILY_ID',
    'report.IMAGE_ID',
  ],
  'binding.report-data': [
    'enclave report.REPORTDATA',
    'TD report.REPORTDATA',
    'report.REPORT_DATA',
    'payload.user_data',
    'report.enclave.data',
    'nonce',
  ],
  'freshness.nonce': ['payload.nonce', 'payload.timestamp', 'timestamp'],

  'dcap.pck-chain.root': [`${DCAP}certification data`],
  'dcap.pck-chain.revocation': [`${DCAP}certification data`],
  'dcap.qe-report.signature': ['QE report.', `${DCAP}QE report signature`],
  'dcap.qe-report.attestation-key': ['QE report.REPORTDATA', `${DCAP}attestation key`, `${DCAP}QE authentication data`],
  'dcap.qe-report.identity': ['QE report.MRSIGNER', 'QE report.ISVPRODID', 'QE report.ATTRIBUTES', 'QE report.MISCSELECT'],
  'dcap.quote.signature': [...QUOTE, `${DCAP}quote signature`, `${DCAP}attestation key`],
  'dcap.tcb.level': ['TD report.TEE_TCB_SVN', 'QE report.ISVSVN', `${DCAP}certification data`],
  'sgx.attributes.initialised': [SGX_ATTRIBUTES],
  'sgx.attributes.privileged-keys': [SGX_ATTRIBUTES],
  'tdx.module.identity': ['TD report.MRSEAM', 'TD report.MRSIGNERSEAM', 'TD report.SEAMATTRIBUTES'],
  'tdx.attributes.reserved': ['TD report.TDATTRIBUTES', 'TD report.XFAM'],
  'tdx.attributes.migratable': ['TD report.TDATTRIBUTES'],
  'tdx.service-td': ['TD report.MRSERVICETD'],
  'tdx.event-log': ['TD report.RTMR'],

  'snp.report.signing-key': ['report.key information'],
  'snp.report.chip-key': ['report.key information'],
  'snp.report.signature': ['report.SIGNATURE'],
  'snp.vek.well-formed': [SNP_CERTIFICATES],
  'snp.vek.product': ['report.CPUID'],
  'snp.vek.tcb': ['report.REPORTED_TCB'],
  'snp.vek.chip': ['report.CHIP_ID'],
  'snp.tcb.reserved': SNP_LEVELS,
  'snp.tcb.order': SNP_LEVELS,
  'snp.tcb.provisional': ['report.CURRENT_', 'report.COMMITTED_'],
  'snp.tcb.minimum': ['report.REPORTED_TCB', 'report.LAUNCH_TCB'],
  'snp.line.advisory': ['report.CPUID'],
  'snp.platform.alias-check': ['report.PLATFORM_INFO'],
  'snp.policy.reserved': ['report.POLICY'],
  'snp.policy.migration-agent': ['report.POLICY'],
  'snp.policy.smt': ['report.POLICY'],
  'snp.policy.single-socket': ['report.POLICY'],
  'snp.policy.abi': ['report.POLICY'],
  'snp.report.vmpl': ['report.VMPL'],

  'nitro.cose.algorithm': ['protected'],
  'nitro.cose.unprotected': ['unprotected'],
  'nitro.chain.root': ['payload.cabundle.0'],
  'nitro.chain.certificates': ['payload.cabundle', 'payload.certificate'],
  'nitro.chain.dates': ['payload.cabundle', 'payload.certificate'],
  'nitro.leaf.key': ['payload.certificate'],
  'nitro.document.signature': ['signature'],
  'nitro.document.timestamp': ['payload.timestamp'],
  'nitro.document.not-future': ['payload.timestamp'],
  'nitro.pcrs.code': ['payload.pcrs'],

  'ias.report.signature': ['signature'],
  'ias.report.timestamp': ['timestamp', 'report.timestamp'],
  'ias.report.status': ['isvEnclaveQuoteStatus', 'report.isvEnclaveQuoteStatus'],

  'keystone.device.registered': ['report.dev_public_key', 'device_pubkey'],
  'keystone.device.key': ['report.dev_public_key', 'device_pubkey'],
  'keystone.device.test-key': ['report.dev_public_key', 'device_pubkey'],
  'keystone.monitor.key': ['report.sm.public_key', 'security_monitor.pubkey'],
  'keystone.monitor.signature': ['report.sm.', 'security_monitor.'],
  'keystone.monitor.predictable-key': ['report.sm.public_key', 'security_monitor.pubkey'],
  'keystone.enclave.signature': ['report.enclave.', 'enclave.'],

  'sanctum.manufacturer.registered': ['pk_m'],
  'sanctum.keys.strong': ['pk_m', 'pk_d', 'pk_sm', 'pk_e'],
  'sanctum.device.test-key': ['pk_d'],
  'sanctum.device.signature': ['pk_d', 'sig_d'],
  'sanctum.device.status': ['pk_d'],
  'sanctum.monitor.signature': ['pk_sm', 'h_sm', 'sig_sm'],
  'sanctum.enclave.signature': ['m_e', 'pk_e', 'sig_e'],
  'sanctum.nonce.signature': ['nonce', 'sig_nonce'],
};

/** The rows of this evidence that a check reads. */
export function checkFields(check: string, rows: readonly Row[]): readonly Row[] {
  const wanted = new Map<string, readonly string[]>(Object.entries(CHECK_FIELDS)).get(check) ?? [];
  return rows.filter(
    ({ name, value }) => value !== '' && wanted.some((beginning) => name === beginning || name.startsWith(beginning)),
  );
}
