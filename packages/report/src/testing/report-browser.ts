import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findBrowser } from './find-browser';

/** How a report is looked at. */
export interface View {
  /** Width of the window in CSS pixels. Default 1200. */
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** False for a reader whose browser runs no scripts. */
  readonly script?: boolean;
  /** What follows the page's address, such as `#findings`. */
  readonly fragment?: string;
}

/** A report in a window. */
export interface OpenReport {
  readonly page: Page;
  /** Everything that the browser said about it: console messages and errors. */
  readonly complaints: readonly string[];
  /** Addresses that the page asked for, itself left out. */
  readonly requests: readonly string[];
}

/** A real browser for specs of reports. */
export class ReportBrowser {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'lakeward-report-'));
  readonly #contexts: BrowserContext[] = [];
  #pages = 0;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Starts the browser at `executablePath`, without the errands that browsers run on their own. */
  static async start(executablePath: string): Promise<ReportBrowser> {
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    });
    return new ReportBrowser(browser);
  }

  /** Opens a page from a file, as somebody does who was sent it. */
  async open(html: string, view: View = {}): Promise<OpenReport> {
    const { width = 1200, height = 800, scheme = 'light', script = true, fragment = '' } = view;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      javaScriptEnabled: script,
    });
    this.#contexts.push(context);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    this.#pages += 1;
    const file = path.join(this.#folder, `${this.#pages}.html`);
    writeFileSync(file, html);
    const address = pathToFileURL(file).href;
    page.on('request', (request) => {
      if (!request.url().startsWith(address) && !request.url().startsWith('data:'))
        requests.push(request.url());
    });
    await page.goto(address + fragment);
    return { page, complaints, requests };
  }

  /** Closes the windows that are open. */
  async closePages(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  /** Ends the browser. */
  async stop(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * A suite that needs a browser; where none is found it is counted as skipped and says so. `CHROMIUM` names one that is not at
 * its usual place.
 */
export function browserSuite(name: string, tests: (browser: () => ReportBrowser) => void): void {
  const executable = findBrowser(process.env);
  const reason =
    executable === undefined ? ' (skipped: no Chromium is installed; CHROMIUM may name one)' : '';
  const suite = executable === undefined ? describe.skip : describe;
  suite(name + reason, () => {
    let browser: ReportBrowser | undefined;
    beforeAll(async () => {
      browser = await ReportBrowser.start(executable ?? '');
    });
    afterEach(() => browser?.closePages());
    afterAll(() => browser?.stop());
    tests(() => {
      if (browser === undefined) throw new Error('the browser has not started');
      return browser;
    });
  });
}
