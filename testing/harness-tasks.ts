/** The part of `chrome` that the harness's extension uses, in both browsers; absent where a bundle runs in Node. */
declare const chrome:
  | undefined
  | {
      readonly runtime: {
        readonly onMessage: {
          addListener(listener: (message: Call, sender: unknown, respond: (answer: HarnessResult) => void) => boolean): void;
        };
      };
    };

type Call = { readonly task: string; readonly argument: unknown };
type HarnessResult = { readonly value?: unknown; readonly error?: string };

/** What a bundle can do: argument and answer are plain JSON. */
export type Tasks = Readonly<Record<string, (argument: never) => unknown>>;

/** Offers these tasks to the driver, from the background and from a page alike. */
export function serve(tasks: Tasks): void {
  const harness = async ({ task, argument }: Call): Promise<HarnessResult> => {
    try {
      const run = tasks[task];
      if (run === undefined) return { error: `no task ${task}` };
      return { value: await run(argument as never) }; // the driver and the bundle are one program, compiled together
    } catch (error) {
      return { error: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error) };
    }
  };
  Object.assign(globalThis, { harness });
  // A page of the extension also hears its own background's calls; only the background answers.
  if (typeof chrome !== 'undefined' && globalThis.location.pathname !== '/page.html') listen(chrome.runtime, harness);
}

function listen({ onMessage }: NonNullable<typeof chrome>['runtime'], harness: (call: Call) => Promise<HarnessResult>): void {
  onMessage.addListener((call, _, respond) => {
    void harness(call).then(respond);
    return true;
  });
}
