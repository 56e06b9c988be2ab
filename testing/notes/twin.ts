import { createHash } from 'node:crypto';
import { createServer, request as ask } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { ServerCredential } from '../certificates.ts';
import { listen } from '../proxy.ts';

/** What the twin tries, by the path under `/twin/` that it hears of when that worked. */
export const ATTEMPTS = {
  'inline-code': 'code in the page',
  'added-file': 'a script file of its own',
  'changed-file': 'a file of the application, changed, with a hash that fits',
  handler: 'code in a handler attribute',
  'sheet-of-text': 'a style that fetches by what is typed',
  picture: 'a picture of its own',
  frame: 'a page of its own in a frame',
  report: 'a report endpoint that is sent what the application writes',
  form: 'a form of its own for the password',
} as const;

/** Name of one thing that the twin tries. */
export type Attempt = keyof typeof ATTEMPTS;

/** Somebody who ends TLS in front of the service, with a certificate for its name, and changes what passes. */
export type Twin = {
  readonly port: number;
  /** What worked since it was last asked, in the order of `ATTEMPTS`. */
  readonly worked: () => readonly Attempt[];
  /** Ends every connection. */
  readonly disconnect: () => void;
  readonly close: () => Promise<void>;
};

/** Tells the twin, and everybody who looks at the page. */
const ran = (attempt: Attempt): string =>
  `fetch('/twin/${attempt}');document.body.insertAdjacentHTML('afterbegin','<p class=twin>${ATTEMPTS[attempt]} ran here</p>');`;

const sha256 = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Behind everything that the service sent: nothing of it is taken away, so that the application works. */
function injected(page: string): string {
  const own = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '/';
  return page.replace(
    '</body>',
    `<section><p class="twin">Please enter your password again:</p>
     <form action="/twin/form"><input id="twin-field" name="typed" required pattern="s.*"></form></section>
     <style>.twin { background: #b00020; color: #fff; padding: 0.3rem 0.6rem } #twin-field:valid { background: url(/twin/sheet-of-text) }</style>
     <img src="/twin/picture" alt=""><iframe src="/twin/frame"></iframe>
     <img src="data:," alt="" onerror="${ran('handler').replaceAll('"', '&quot;')}">
     <script>${ran('inline-code')}</script>
     <script src="/twin/added-file.js"></script>
     <script type="module" src="${own}?changed" integrity="${sha256(ran('changed-file'))}"></script></body>`,
  );
}

const REPORTS = {
  'content-security-policy-report-only': "require-trusted-types-for 'script'; report-uri /twin/report",
};

/** Starts the twin of the service that listens on this port. */
export async function startTwin(host: string, service: number, { key, cert }: ServerCredential): Promise<Twin> {
  const heard = new Set<string>();
  const upstream = { host: '127.0.0.1', port: service, servername: host, rejectUnauthorized: false };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, search } = new URL(request.url ?? '/', `https://${host}`);
    const code = pathname === '/twin/added-file.js' ? ran('added-file') : search === '?changed' ? ran('changed-file') : null;
    if (code !== null) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' }).end(code);
      return;
    }
    const own = /^\/twin\/(.+)$/.exec(pathname);
    if (own !== null) {
      heard.add(own[1] ?? '');
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>heard</p>');
      return;
    }
    await passOn(request, response, upstream);
  };
  const sockets = new Set<Duplex>();
  const server = createServer({ key, cert }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    const behind = connect(upstream, () => {
      const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
      behind.write(`GET ${request.url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      behind.write(head);
      behind.pipe(socket).pipe(behind);
    });
    for (const [one, other] of [[behind, socket] as const, [socket, behind] as const]) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  const port = await listen(server);
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
  };
  return {
    port,
    worked: () => {
      const found = (Object.keys(ATTEMPTS) as Attempt[]).filter((attempt) => heard.has(attempt));
      heard.clear();
      return found;
    },
    disconnect,
    close: async () => {
      disconnect();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Evidence passes as it is: it cannot be changed. Pages get what the twin adds. */
function passOn(request: IncomingMessage, response: ServerResponse, upstream: object): Promise<void> {
  const { method, url: path, headers } = request;
  return new Promise((done, failed) => {
    const sent = ask({ ...upstream, method, path, headers }, (answer) => {
      const isPage = answer.headers['content-type']?.startsWith('text/html') === true;
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        const changed = isPage ? injected(body.toString()) : body;
        const kept = Object.entries(answer.headers).filter(([name]) => !['content-length', 'transfer-encoding'].includes(name));
        response.writeHead(answer.statusCode ?? 502, { ...Object.fromEntries(kept), ...(isPage ? REPORTS : {}) }).end(changed);
        done();
      });
    });
    sent.on('error', failed);
    request.pipe(sent);
  });
}
