import { request } from 'node:http';

/** A quote with its event log takes some hundred kilobytes. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

/** POSTs JSON to a Unix socket and returns the body. @throws Error for any status but 200, otherwise the system's error */
export function postLocal(socketPath: string, path: string, body: object, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)), host: 'localhost' };
    const asked = request({ socketPath, path, method: 'POST', headers, signal }, (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on('data', (part: Buffer) => {
        length += part.length;
        if (length > MAX_ANSWER_BYTES) asked.destroy(new Error(`more than ${String(MAX_ANSWER_BYTES)} bytes came`));
        parts.push(part);
      });
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(Uint8Array.from(Buffer.concat(parts)));
        else reject(new Error(`${socketPath} answered ${String(answer.statusCode)}`));
      });
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(text);
  });
}
