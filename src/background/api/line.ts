/** A connection to another of the extension's documents, over which each side says what is its to say. */
export type Line<Ask, Says> = {
  post(message: Ask): void;
  onMessage(heard: (message: Says) => void): void;
  /** The other side went away, or was ended by the browser. */
  onClosed(closed: () => void): void;
};
