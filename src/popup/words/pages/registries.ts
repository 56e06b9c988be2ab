/** The public chains that may be asked. */
export const REGISTRIES_WORDS = {
  /** `{chains}` says what a public chain is (`ABOUT_CHAINS`). */
  intro:
    'Some services record on a public chain which code they run. {chains} Sealmark can look there too. What the chain says never makes a mark green. Only a contradiction changes the mark, to amber.',
  note: 'A node of the chain learns your internet address and which key Sealmark asks about, and so perhaps which service you use. It does not learn which page you visit. Sealmark asks nothing of a chain that is off.',
  test: 'A test network. Sealmark marks everything that relies on it as a test.',
  discontinued: 'Its operator has announced that it ends on {date|day}.',
  noNodes: 'No node is known.',
  nodes: 'Nodes: {nodes}',
  try: 'Try',
  tryChain: 'Try {chain}',
  asking: 'Asking…',
  answered: '{nodes} answered. {proof}',
  answeredBlock: '{nodes} answered. Block {block}. {proof}',
  remove: 'Remove',
  removeQuestion: 'Remove this chain?',
  add: 'Add a chain…',
  profile: 'Its profile (JSON)',
  submit: 'Add this chain',
  notJson: 'This is not JSON.',
} as const;
