// What an external page would import; bundled for browsers.
import { open } from '@sealmark/verifier';
import { readDocument } from '@sealmark/verifier/protocol';

globalThis.opened = (bytes) => open(readDocument(bytes).evidence);
