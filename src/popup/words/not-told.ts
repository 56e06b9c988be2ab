/** What no attestation tells, whatever the outcome; shown in full in the popup. */
export const NOT_TOLD = [
  'It does not say that the company is honest, that the code has no mistakes, or that your data never leaves the closed-off part: the code decides that.',
  'It does not cover what this page loads from other sites.',
  'Someone with the machine in their hands, and the right tools, can break into some processors.',
] as const;
