import type { Line } from '../api/line.ts';

const PAGE = 'src/background/offscreen/index.html';

/** Chrome only: opens the offscreen document if it is not open (it closes itself when idle). */
async function open(): Promise<void> {
  if (await chrome.offscreen.hasDocument()) return;
  await chrome.offscreen.createDocument({
    url: PAGE,
    reasons: ['WORKERS'],
    justification: 'Runs the blockchain client in a worker of its own, only while a chain that the user turned on is asked.',
  });
}

/** Chrome only: a connection to the offscreen document, whose messages come from this very extension. */
export async function connectOffscreen<Ask, Says>(name: string): Promise<Line<Ask, Says>> {
  await open();
  const port = chrome.runtime.connect({ name });
  return {
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (heard) => {
      port.onMessage.addListener((message: Says) => {
        heard(message);
      });
    },
    onClosed: (closed) => {
      port.onDisconnect.addListener(closed);
    },
  };
}
