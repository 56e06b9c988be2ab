import { WebSocket } from 'ws';
import type { Dial } from '../../src/background/registry/client/capped-provider.ts';

/** Node's WebSocket in the shape of a browser's, for the chain client outside a browser. */
export const dial: Dial = (url) => {
  const socket = new WebSocket(url, { maxPayload: 256 * 1024 * 1024 });
  const shape: ReturnType<Dial> = {
    send: (text) => {
      socket.send(text);
    },
    close: () => {
      socket.terminate();
    },
    onopen: null,
    onclose: null,
    onerror: null,
    onmessage: null,
  };
  socket.on('open', () => shape.onopen?.());
  socket.on('close', () => shape.onclose?.());
  socket.on('error', () => shape.onerror?.());
  socket.on('message', (data, binary) =>
    shape.onmessage?.({ data: binary || !Buffer.isBuffer(data) ? data : data.toString('utf8') }),
  );
  return shape;
};
