/** What a register of the evidence is, by its name; the manufacturers' own names stay visible next to these. */
const REGISTERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:MRENCLAVE|ENCLAVE_HASH)$/, 'Fingerprint of the code'],
  [/^MRSIGNER$/, 'Fingerprint of the key that signed the code'],
  [/^(?:MRTD|MEASUREMENT)$/, 'Fingerprint of the virtual machine as it started'],
  [/^RTMR\d$/, 'Fingerprint of what was loaded later'],
  [/^COMPOSE_HASH$/, 'Fingerprint of the list of containers'],
  [/^OS_IMAGE_HASH$/, 'Fingerprint of the operating system’s image'],
  [/^APP_ID$/, 'Name of the application'],
  [/^MRSEAM$/, 'Fingerprint of Intel’s TDX module'],
  [/^ID_KEY_DIGEST$/, 'Fingerprint of the key that signed the machine’s identity'],
  [/^AUTHOR_KEY_DIGEST$/, 'Fingerprint of that key’s author'],
  [/^PCR0$/, 'Fingerprint of the whole image'],
  [/^PCR1$/, 'Fingerprint of the kernel and its start'],
  [/^PCR2$/, 'Fingerprint of the application'],
  [/^PCR3$/, 'Fingerprint of the role that the operator gave it'],
  [/^PCR4$/, 'Fingerprint of the machine it was started on'],
  [/^PCR8$/, 'Fingerprint of the key that signed the image'],
  [/^PCR\d+$/, 'Set while it runs'],
  [/^SM_HASH$/, 'Fingerprint of the security monitor'],
  [
    /^(?:HOST_DATA|FAMILY_ID|IMAGE_ID|GUEST_SVN|CONFIGID|CONFIGSVN|MRCONFIGID|MROWNER|MROWNERCONFIG|MRSERVICETD)$/,
    'Chosen by the operator',
  ],
  [/^(?:INITIAL|CURRENT)_SERVICE_TD_/, 'Another machine with a say over this one'],
  [/^INITIAL_/, 'Patch level at which it was first started'],
];

/** A few plain words for a register; undefined for one without any. */
export function registerWords(register: string): string | undefined {
  return REGISTERS.find(([pattern]) => pattern.test(register))?.[1];
}
