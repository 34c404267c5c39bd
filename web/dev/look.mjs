/**
 * Pictures of every view, and what axe finds there: `node dev/look.mjs FOLDER [pattern of names]`
 * after `npx vite build -c dev/vite.config.ts`.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';
import { VIEWS } from './views.mjs';

const [folder = 'dev/dist/pictures', part = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = await serve(new URL('dist', import.meta.url).pathname);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

const SIZES = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};
/** 2026-11-26, afternoon. */
const END_MS = Date.UTC(2026, 10, 26, 15, 30);
let faults = 0;

async function look(view, size, theme, language) {
  const name = [view.name, size, theme, language].filter((x) => x !== 'en').join('-');
  if (!new RegExp(part).test(name)) return;
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: theme,
    locale: language,
    timezoneId: 'Europe/Madrid',
    reducedMotion: 'reduce',
    hasTouch: size === 'phone',
    isMobile: size === 'phone',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.on('console', (message) => {
    if (message.type() === 'error') console.log(`${name}: ${message.text()}`);
  });
  page.on('pageerror', (problem) => console.log(`${name}: ${problem.stack}`));
  await page.clock.setFixedTime(END_MS + 60_000);
  await page.goto(`${server.url}?end_ms=${END_MS}&${view.address ?? 'inside'}`);
  await page.waitForTimeout(250);
  await view.run?.(page, size);
  await page.waitForTimeout(view.wait ?? 250);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const { id, nodes } of violations) {
    faults += 1;
    console.log(`${name}: ${id}`);
    for (const node of nodes.slice(0, 3)) {
      console.log(`  ${node.html.slice(0, 160)}\n  ${node.any[0]?.message ?? ''}`);
    }
  }
  await context.close();
}

async function look_safely(...what) {
  try {
    await look(...what);
  } catch (problem) {
    faults += 1;
    console.log(`${what[0].name} ${what[1]}: ${String(problem).slice(0, 300)}`);
  }
}

for (const view of VIEWS) {
  for (const size of Object.keys(SIZES)) {
    await look_safely(view, size, 'light', 'en');
    await look_safely(view, size, 'dark', 'en');
  }
  await look_safely(view, 'wide', 'light', 'es');
  await look_safely(view, 'phone', 'dark', 'es');
}
await browser.close();
server.close();
console.log(`${faults} faults found by axe`);
process.exitCode = faults > 0 ? 1 : 0;
