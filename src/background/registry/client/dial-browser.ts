import type { Dial, Socket } from './capped-provider.ts';

/** A browser's WebSocket in the shape that the client uses. */
export const dialBrowser: Dial = (url) => {
  const socket = new WebSocket(url);
  const shape: Socket = {
    send: (text) => {
      socket.send(text);
    },
    close: () => {
      socket.close();
    },
    onopen: null,
    onclose: null,
    onerror: null,
    onmessage: null,
  };
  socket.onopen = () => shape.onopen?.();
  socket.onclose = () => shape.onclose?.();
  socket.onerror = () => shape.onerror?.();
  socket.onmessage = ({ data }: MessageEvent<unknown>) => shape.onmessage?.({ data });
  return shape;
};
