// The keyboard alone is enough.

import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

let server: TestServer;
let ana: Person;

beforeEach(async () => {
  server = await TestServer.start();
  ana = await Person.open(server.url());
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  expect(ana.complaints).toEqual([]);
  await ana.close();
  await server.stop();
});
afterAll(end_browser);

/** Goes on with Tab to what has this name. */
async function tab_to(name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 60; i += 1) {
    await ana.page.keyboard.press('Tab');
    const found = await ana.page.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      const labels = (at as HTMLInputElement | null)?.labels;
      return at?.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? at?.textContent ?? '';
    });
    seen.push(found);
    if (typeof name === 'string' ? found.startsWith(name) : name.test(found)) return;
  }
  throw new Error(`Tab does not come to ${String(name)}, only to: ${seen.join(' | ')}`);
}

async function enter_with_keys(): Promise<void> {
  await ana.page.getByLabel(w.first.name, { exact: true }).focus();
  await ana.page.keyboard.type('ana');
  await tab_to(w.first.room);
  await ana.page.keyboard.press('Control+a');
  await ana.page.keyboard.type('#lobby');
  await ana.page.keyboard.press('Enter');
  await ana.writes_in('#lobby').waitFor();
}

it('somebody comes in, talks and reacts without a mouse', async () => {
  await enter_with_keys();
  // One can write at once.
  await expect.poll(() => ana.page.evaluate(() => document.activeElement?.id)).toBe('composer');
  await ana.page.keyboard.type('no mouse here');
  await ana.page.keyboard.press('Enter');
  await ana.sees('no mouse here');
});

it('arrows go from line to line, and back to writing', async () => {
  await enter_with_keys();
  for (const text of ['one', 'two', 'three']) {
    await ana.page.keyboard.type(text);
    await ana.page.keyboard.press('Enter');
  }
  await ana.sees('three');
  const active_line = () => ana.page.evaluate(() => document.activeElement?.textContent ?? '');
  await ana.page.keyboard.press('Shift+Tab');
  for (let i = 0; i < 30 && !(await active_line()).includes('three'); i += 1) {
    await ana.page.keyboard.press('Shift+Tab');
  }
  expect(await active_line()).toContain('three');
  await ana.page.keyboard.press('ArrowUp');
  expect(await active_line()).toContain('two');
});

it('dialogs hold the focus, and give it back', async () => {
  await enter_with_keys();
  await tab_to(w.top.lock);
  await ana.page.keyboard.press('Enter');
  const dialog = ana.page.getByRole('dialog', { name: w.lock.title('#lobby') });
  await dialog.waitFor();
  for (let i = 0; i < 30; i += 1) {
    await ana.page.keyboard.press('Tab');
    const is_inside = await dialog.evaluate((node) => {
      const at = document.activeElement;
      return at === document.body || node.contains(at) || at?.contains(node) === true;
    });
    expect(is_inside).toBe(true);
  }
  await ana.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  const name = () => ana.page.evaluate(() => document.activeElement?.ariaLabel ?? '');
  await expect.poll(name).toContain(w.top.lock);
});
