import { fromBase64 } from '../bytes/base64.ts';
import { fromAscii } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';

/** More certificates than any chain here has; a longer list is an attack on its parser. */
const MAX_BLOCKS = 8;

const BLOCK = /^-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n((?:[A-Za-z0-9+/=]+\r?\n)+)-----END \1-----(?:\r?\n)*/;

/**
 * PEM text (RFC 7468, strict: labels, lines of base64, none of them empty, nothing between blocks) → the DER of each block, in
 * order. One trailing NUL is allowed, because quotes end their chain with one (DCAP quote library, certification data type 5).
 * @throws Malformed for anything else, another label, no block, or more than 8.
 */
export function fromPem(bytes: Uint8Array, label: string, field: string): readonly Uint8Array[] {
  return pemBlocks(bytes, [label], field).map(({ der }) => der);
}

/** The same for a text that mixes blocks with several labels (such as certificates and lists). */
export function pemBlocks(
  bytes: Uint8Array,
  labels: readonly string[],
  field: string,
): readonly { readonly label: string; readonly der: Uint8Array }[] {
  let text = fromAscii(bytes, field);
  if (text.endsWith('\0')) text = text.slice(0, -1);
  const blocks: { readonly label: string; readonly der: Uint8Array }[] = [];
  while (text !== '') {
    const match = BLOCK.exec(text);
    if (match === null) throw new Malformed(field, 'not PEM');
    const label = match[1] ?? '';
    if (!labels.includes(label)) throw new Malformed(field, `PEM label is not ${labels.join(' or ')}`);
    if (blocks.length === MAX_BLOCKS) throw new Malformed(field, 'too many PEM blocks');
    blocks.push({ label, der: fromBase64((match[2] ?? '').replace(/[\r\n]/g, ''), field) });
    text = text.slice(match[0].length);
  }
  if (blocks.length === 0) throw new Malformed(field, 'no PEM block');
  return blocks;
}
