import { TDX_CHECKS } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';
import { DCAP_WORDS } from './dcap.ts';

/** Sentences for the checks that only TDX virtual machines have. */
export const TDX_WORDS = {
  'tdx.module.identity': {
    question: 'Is the software that separates virtual machines from Intel?',
    pass: 'The module that separates this virtual machine from the others is Intel’s.',
    warn: null,
    fail: 'The module that separates virtual machines on this server is not one that Intel lists.',
    unknown: 'Sealmark could not check whose module separates the virtual machines on this server.',
    because: {
      'newer-than-table':
        'The module that separates virtual machines on this server is newer than Intel’s patch table (number {evaluationDataNumber}). Sealmark could not check it.',
      'unknown-module': 'Intel’s patch table does not list the module that separates virtual machines on this server.',
    },
  },
  'tdx.attributes.reserved': {
    question: 'Does Sealmark know all of the virtual machine’s switches?',
    pass: 'Only switches with a known meaning are on.',
    warn: 'A switch is on whose meaning Sealmark does not know ({attributes}).',
    fail: 'A switch is on that must be off ({attributes}).',
    unknown: 'Sealmark could not tell which switches are on.',
  },
  'tdx.attributes.migratable': {
    question: 'Does the virtual machine stay on this server?',
    pass: 'The virtual machine may not be moved to another server.',
    warn: 'The virtual machine may be moved to another server while it runs.',
    fail: 'The virtual machine may be moved to another server while it runs, which is refused here.',
    unknown: 'Sealmark could not tell whether the virtual machine may be moved.',
  },
  'tdx.service-td': {
    question: 'Is this virtual machine independent of others?',
    pass: 'No other virtual machine has a say over this one.',
    warn: 'Another virtual machine has a say over this one, for example to move it.',
    fail: 'Another virtual machine has a say over this one, which is refused here.',
    unknown: 'Sealmark could not tell whether another virtual machine has a say over this one.',
  },
  'tdx.paravisor.runtime-data': {
    question: 'Does the cloud’s own data belong to the quote?',
    pass: 'What the cloud put around the quote is what the processor signed.',
    warn: null,
    fail: 'What the cloud put around the quote is not what the processor signed.',
    unknown: 'Sealmark could not check what the cloud put around the quote.',
    because: {
      'no-quote':
        'This is the report of an Azure TDX machine, which only that machine can check. What Sealmark can check is its TDX quote.',
    },
  },
  'tdx.vtpm.quote': {
    question: 'Did the virtual machine’s own TPM sign its fingerprints?',
    pass: 'The virtual TPM signed the fingerprints of what was started.',
    warn: null,
    fail: 'The virtual TPM did not sign the fingerprints of what was started.',
    unknown: 'Sealmark could not check the virtual TPM’s signature.',
  },
  'tdx.event-log': {
    question: 'Does the start-up log match the fingerprints?',
    pass: 'The start-up log adds up to the fingerprints it covers.',
    warn: null,
    fail: 'The start-up log does not add up to the fingerprints in the evidence.',
    unknown: 'Sealmark could not check the start-up log.',
    because: {
      unreadable: 'Sealmark cannot read the start-up log ({field}: {why}), so it was not used.',
      'other-quote':
        'The start-up log does not belong to this evidence ({registers}), so it explains nothing. It may have been read a moment later.',
      'binary-log':
        'Sealmark could not check the start-up log: it is in the binary form that firmware writes (CCEL), and Sealmark reads only the JSON form.',
    },
  },
} as const satisfies Readonly<Record<string, CheckWords>>;

/** The checks of this family with their words, which a popup loads for its results. */
export const LEXICON: Lexicon = { words: { ...DCAP_WORDS, ...TDX_WORDS }, checks: TDX_CHECKS };
