import type { CheckWords } from '../check-words.ts';

/** Sentences for what only TDX virtual machines are asked. */
export const TDX_WORDS = {
  'tdx.module.identity': {
    question: 'Is the software that separates virtual machines Intel’s?',
    pass: 'The module that separates this virtual machine from the others is Intel’s.',
    warn: null,
    fail: 'The module that separates virtual machines on this server is not one of Intel’s ({because}).',
    unknown: 'Whose module separates the virtual machines on this server was not checked.',
  },
  'tdx.attributes.reserved': {
    question: 'Are all of the virtual machine’s switches known?',
    pass: 'Only switches with a known meaning are set.',
    warn: 'A switch is set whose meaning is not known here ({attributes}).',
    fail: 'A switch is set that must not be ({attributes}).',
    unknown: 'Which switches are set could not be told.',
  },
  'tdx.attributes.migratable': {
    question: 'Does the virtual machine stay on this server?',
    pass: 'The virtual machine may not be moved to another server.',
    warn: 'The virtual machine may be moved to another server while it runs.',
    fail: 'The virtual machine may be moved to another server while it runs, which your settings refuse.',
    unknown: 'Whether the virtual machine may be moved could not be told.',
  },
  'tdx.service-td': {
    question: 'Is the virtual machine free of helpers with a say over it?',
    pass: 'No other virtual machine has a say over this one.',
    warn: 'Another virtual machine has a say over this one, for instance to move it.',
    fail: 'Another virtual machine has a say over this one, which your settings refuse.',
    unknown: 'Whether another virtual machine has a say over this one could not be told.',
  },
  'tdx.event-log': {
    question: 'Does the list of what was started fit the fingerprints?',
    pass: 'The list of what was started gives exactly the fingerprints in the evidence.',
    warn: null,
    fail: 'The list of what was started does not fit the fingerprints in the evidence.',
    unknown: 'The list of what was started was not checked.',
    because: {
      unreadable: 'The list of what was started cannot be read ({field}: {why}).',
      'binary-log':
        'The list of what was started is in the binary form that firmware writes (CCEL). Sealmark reads only its JSON form, so it was not checked.',
    },
  },
} as const satisfies Readonly<Record<string, CheckWords>>;
