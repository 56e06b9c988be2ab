/**
 * What a test can do with a browser, the same for both: every test is written against this interface, and what only one browser
 * has is a row in the table of reasons (`e2e/tests/reasons.ts`).
 */

import type { Display } from './display.ts';

/** The browsers under test. */
export const BROWSERS = ['chromium', 'firefox'] as const;

/** One of them. */
export type BrowserName = (typeof BROWSERS)[number];

/** A document that a test drives: a tab of a site, a page of the extension, its popup. */
export type Page = {
  /** Navigates; resolves when the page has loaded, or with the browser's own reason why it did not. */
  readonly goto: (url: string) => Promise<string | null>;
  /** The value of a JavaScript expression in the page; promises are awaited, the value travels as JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Clicks the middle of the first matching element, as a user does (a user gesture). */
  readonly click: (selector: string) => Promise<void>;
  /** Drops files or folders of this disk on the page; absent where the driver has nothing for it. */
  readonly drop?: (paths: readonly string[]) => Promise<void>;
  /** A PNG of what the page shows, as soon as it shows something. */
  readonly screenshot: () => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
};

/** Records what happens in the pages of the extension, so that a failed test can be watched afterwards. */
export type Recorder = {
  readonly begin: (title: string) => Promise<void>;
  /** Ends the recording of a passed test. */
  readonly forget: () => Promise<void>;
  /** Ends the recording of a failed test: writes a trace and pictures of the open pages, and returns their files. */
  readonly keep: (folder: string) => Promise<readonly string[]>;
};

/** A window or container of its own; an ordinary window otherwise. */
export type Where = { readonly private?: boolean; readonly container?: boolean };

/** The id of a tab of a private window that the extension may not access. */
export const UNSEEN = -1;

/** A tab, with the id under which extensions know it. */
export type Tab = Page & {
  readonly id: number;
  /** A document of the extension that sees this tab: in Chromium, private windows have their own instance. */
  readonly probe: Page;
};

/** How a browser is started: with which extension, and how it reaches the test's network. */
export type LaunchOptions = {
  /** Folder of the unpacked extension. */
  readonly extension: string;
  /** Loopback port of the proxy through which the browser reaches everything. */
  readonly proxyPort: number;
  /** PEM file of the certificate authority that the browser is made to trust. */
  readonly authority: string;
  /** X display to open windows on; `own` is the user's desktop, null runs headless. */
  readonly display: string | null;
  /** Chromium's flag that lets extensions see a response's certificate. Firefox needs none. */
  readonly securityInfo: boolean;
  /** Allows the extension in private windows. */
  readonly inPrivate: boolean;
  /** SHA-256, base64, of a key whose certificates Chromium accepts, whoever vouches for them. */
  readonly acceptedKey?: string;
  /** Playwright drives Chromium's pages of the extension, and attaches to everything else, too. */
  readonly playwright?: boolean;
  /** A folder to live in that is kept when the browser ends; a fresh one when left out. The extension is installed for good there. */
  readonly home?: string;
  /** The home has the extension already, and the browser starts with this page. */
  readonly startPage?: string;
};

/** A running browser with the extension installed. */
export type Browser = {
  readonly name: BrowserName;
  /** The browser's own name and version. */
  readonly version: string;
  /** `chrome-extension://…/` or `moz-extension://…/`. */
  readonly extensionOrigin: string;
  /** A document of the extension that stays open and does nothing: it reads the extension's state for the tests. */
  readonly probe: Page;
  /** A tab; in a private window, or (Firefox only) in a container. */
  readonly newTab: (where?: Where) => Promise<Tab>;
  /** A page of the extension in a tab of its own. */
  readonly extensionPage: (path: string) => Promise<Page>;
  /** Null where nothing is recorded: where raw drivers drive the pages. */
  readonly recorder: Recorder | null;
  /** The popup, opened over this tab as a click on the toolbar button opens it. */
  readonly popup: (tab: Tab) => Promise<Page>;
  /** The same by a click on the button itself, which gives the extension what only users give (activeTab). */
  readonly clickButton: (tab: Tab, display: Display | null) => Promise<Page>;
  /** From now on the browser answers the extension's request for every https site with yes, without a prompt. */
  readonly agreeToPrompts: () => Promise<void>;
  /** Grants the extension every https site, as a user who accepts its prompt does. */
  readonly grantAllSites: () => Promise<void>;
  /** The folder in which the browser keeps everything: its content afterwards is what is on the disk. */
  readonly profile: string;
  /** Closes the extension's database unexpectedly, as browsers do when storage is cleared or a disk fails. */
  readonly loseDatabase: () => Promise<void>;
  /** Ends the background whatever it is doing, as the browser does when it needs memory; the next event starts it again. */
  readonly killBackground: () => Promise<void>;
  /** Reads the extension's folder again, as an update does. Its pages end; @returns a probe in place of the one from before. */
  readonly update: () => Promise<Page>;
  readonly backgroundRuns: () => Promise<boolean>;
  /** Errors of the extension that the browser logged, for a failed test's report. */
  readonly complaints: () => Promise<readonly string[]>;
  /** Shows the extension's button in the toolbar, as a user pins it. */
  readonly pin: () => Promise<void>;
  /** The id of the browser's first process, from which all others descend. */
  readonly processId: number;
  /** Resolves when the browser has ended, for any reason. */
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
};
