/** A connection to another document of the extension, over which both sides send messages. */
export type Line<Ask, Says> = {
  post(message: Ask): void;
  onMessage(heard: (message: Says) => void): void;
  /** The other side disconnected, or the browser ended it. */
  onClosed(closed: () => void): void;
};
