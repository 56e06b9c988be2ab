/** What no attestation covers, whatever the outcome; shown in full in the popup. */
export const NOT_TOLD = [
  'It does not say that the company is honest, that the code is free of mistakes, or that your data never leaves the isolated part. The code decides that.',
  'It does not cover what the page loads from other sites.',
  'Someone with physical access to the server and the right tools can break into some processors.',
] as const;
