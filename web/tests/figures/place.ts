// Where it is measured: a server of one's own, the built page, a browser, and what it tells.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { TestServer } from '../browser/server';

/** Another page than the one in the server's program. */
const page_folder = process.env['FIGURE_PAGE'];

/** A server without limits, so that they do not change the figures. */
export function measured_server(limits: Record<string, unknown> = {}): Promise<TestServer> {
  const off = { enabled: false };
  return TestServer.start({
    config: {
      ...(page_folder === undefined ? {} : { http: { folder: resolve(page_folder) } }),
      limits: {
        flood: off, connect_throttle: off, channels_per_user_max: 1000, ...limits,
      },
      accounts: { password_hash: { operations: 1, memory_bytes: 8192 << 10 }, allow_clear: true },
      log: { level: 'error' },
    },
  });
}

export function load_text(): string {
  return readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ');
}

export async function tools_of(page: Page): Promise<CDPSession> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('HeapProfiler.enable');
  return tools;
}

/** What is left after all that can be freed is freed. */
export async function heap_bytes(tools: CDPSession): Promise<number> {
  await tools.send('HeapProfiler.collectGarbage');
  await tools.send('HeapProfiler.collectGarbage');
  return (await tools.send('Runtime.getHeapUsage')).usedSize;
}

declare global {
  interface Window {
    figures: { frames: number[]; long: number[]; stop: () => void };
  }
}

/** From now on: the time between frames, and tasks of more than 50 ms. */
export function watch_frames(page: Page): Promise<void> {
  return page.evaluate(() => {
    const frames: number[] = [];
    const long: number[] = [];
    let last = performance.now();
    let is_on = true;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) long.push(entry.duration);
    });
    observer.observe({ type: 'longtask' });
    const frame = (now: number): void => {
      frames.push(now - last);
      last = now;
      if (is_on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const stop = (): void => {
      is_on = false;
      for (const entry of observer.takeRecords()) long.push(entry.duration);
      observer.disconnect();
    };
    window.figures = { frames, long, stop };
  });
}

export function frames_of(page: Page): Promise<{ frames: number[]; long: number[] }> {
  return page.evaluate(() => {
    window.figures.stop();
    return { frames: window.figures.frames.slice(1), long: window.figures.long };
  });
}
