/** A real Chromium for tests of the pages. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { provideChromium } from '../../src/provision/chromium.ts';
import { projectDir, testDir } from './parts.ts';

export interface TestBrowser {
  readonly context: BrowserContext;
  /** What pages asked for outside of the server under test, and what broke in them. */
  readonly faults: readonly string[];
  /** Takes faults out of the list that a test brought about. */
  forgive(fault: RegExp): void;
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** A WAV file that the microphone hears; a beep now and then without one. */
  readonly microphone?: string;
  /** The port of a proxy through which everything goes that is for the server under test, so that it can be cut off. */
  readonly proxyPort?: number;
}

/** Starts a browser of its own, with a microphone that is not one. */
export async function startBrowser(
  origin: string,
  { microphone, proxyPort }: BrowserOptions = {},
): Promise<TestBrowser> {
  const dir = await testDir();
  const context = await chromium.launchPersistentContext(dir.path, {
    executablePath: await provideChromium(() => undefined),
    headless: true,
    locale: 'it-IT',
    viewport: { width: 1280, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
      ...(proxyPort === undefined
        ? []
        : [`--host-resolver-rules=MAP ${new URL(origin).host} 127.0.0.1:${proxyPort}`]),
      ...(microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
    ],
  });
  await context.addInitScript({ path: join(projectDir, 'test/support/in-page/keep-peers.js') });
  const faults: string[] = [];
  context.on('request', (request) => {
    const { protocol, origin: of } = new URL(request.url());
    if (of !== origin && !['data:', 'blob:'].includes(protocol)) faults.push(`asked for ${request.url()}`);
  });
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return {
    context,
    faults,
    forgive: (fault) => void faults.splice(0, faults.length, ...faults.filter((one) => !fault.test(one))),
    close: async () => {
      await context.close();
      await rm(dir.path, { recursive: true, force: true });
    },
  };
}
