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
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** A WAV file that the microphone hears; a beep now and then without one. */
  readonly microphone?: string;
}

/** Starts a browser of its own, with a microphone that is not one. */
export async function startBrowser(
  origin: string,
  { microphone }: BrowserOptions = {},
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
    close: async () => {
      await context.close();
      await rm(dir.path, { recursive: true, force: true });
    },
  };
}
