import { crc32, deflateSync } from 'node:zlib';

/** Pixels of an image, three bytes (red, green, blue) each, row by row. */
export type Picture = { readonly width: number; readonly height: number; readonly rgb: Uint8Array };

/** PNG (W3C PNG, third edition) of a picture: 8 bits a channel, no filter. */
export function toPng({ width, height, rgb }: Picture): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y += 1) rows.set(rgb.slice(3 * width * y, 3 * width * (y + 1)), y * (1 + 3 * width) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), 4 + body.length);
  return framed;
}

/** The part of a picture inside these bounds (pixels; anything outside the picture is left out). */
export function crop(picture: Picture, left: number, top: number, wanted: { width: number; height: number }): Picture {
  const width = Math.min(wanted.width, picture.width - left);
  const height = Math.min(wanted.height, picture.height - top);
  const rgb = Buffer.alloc(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    const from = 3 * ((top + y) * picture.width + left);
    rgb.set(picture.rgb.slice(from, from + 3 * width), 3 * width * y);
  }
  return { width, height, rgb };
}
