// What a page of somebody else's would import; bundled for browsers.
import { open } from '@sealmark/verifier';
import { readDocument } from '@sealmark/verifier/protocol';

globalThis.opened = (bytes) => open(readDocument(bytes).evidence);
