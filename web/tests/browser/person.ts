// People with a browser: what they click, type and see, by the words that are on the page.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { en } from '../../src/words/en';
import { lan_name } from './server';

export const w = en;
export const pictures = resolve(process.env['UVCHAT_PICTURES'] ?? '../build/pictures');

const wait_ms_max = 20_000;
const opened = new Set<Person>();

/** What everybody's screen showed when a test failed, in build/pictures. */
export async function picture_failure(test: { name: string; result?: { state: string } }) {
  if (test.result?.state !== 'fail') return;
  mkdirSync(pictures, { recursive: true });
  const name = test.name.replace(/[^\w]+/g, '-');
  let number = 0;
  for (const person of opened) {
    number += 1;
    await person.page.screenshot({ path: join(pictures, `failed-${name}-${number}.png`) });
  }
}

let browser: Promise<Browser> | undefined;

export function the_browser(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [`--host-resolver-rules=MAP ${lan_name} 127.0.0.1`, '--no-sandbox'],
  });
  return browser;
}

export async function end_browser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

export interface Look {
  width?: number;
  height?: number;
  dark?: boolean;
  touch?: boolean;
}

/** A device: what it keeps is kept between its pages. */
export async function new_device(look: Look = {}): Promise<BrowserContext> {
  return (await the_browser()).newContext({
    ignoreHTTPSErrors: true,
    locale: 'en-GB',
    colorScheme: look.dark ? 'dark' : 'light',
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    hasTouch: look.touch ?? false,
    isMobile: look.touch ?? false,
  });
}

export class Person {
  /** What the browser complained of: errors of scripts, and what the page's policy forbade. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly device: BrowserContext,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const is_policy = /Content.Security.Policy/i.test(message.text());
      if (message.type() === 'error' && is_policy) this.complaints.push(message.text());
    });
  }

  static async open(url: string, look: Look | BrowserContext = {}): Promise<Person> {
    const device = 'newPage' in look ? look : await new_device(look);
    const person = new Person(await device.newPage(), device);
    person.page.setDefaultTimeout(wait_ms_max);
    opened.add(person);
    await person.page.goto(url);
    return person;
  }

  /** Name, room, go. */
  static async enter(url: string, name: string, room: string, look: Look = {}): Promise<Person> {
    const person = await Person.open(url, look);
    await person.come_in(name, room);
    return person;
  }

  async come_in(name: string, room: string): Promise<void> {
    await this.page.getByLabel(w.first.name, { exact: true }).fill(name);
    await this.page.getByLabel(w.first.room, { exact: true }).fill(room);
    await this.page.getByRole('button', { name: w.first.go }).click();
    await this.writes_in(room).waitFor();
  }

  /** The field for what is said in a conversation. */
  writes_in(conversation: string): Locator {
    return this.page.getByRole('textbox', { name: w.write.label(conversation), exact: true });
  }

  async says(conversation: string, text: string): Promise<void> {
    await this.writes_in(conversation).fill(text);
    // Where a finger types, Enter makes a new line.
    const is_touch = await this.page.evaluate(() => matchMedia('(pointer: coarse)').matches);
    if (is_touch) await this.page.getByRole('button', { name: w.send, exact: true }).click();
    else await this.page.keyboard.press('Enter');
  }

  /** All lines that are shown. */
  lines(): Locator {
    return this.page.getByRole('log').getByRole('article');
  }

  line(text: string): Locator {
    return this.lines().filter({ hasText: text });
  }

  async sees(text: string): Promise<void> {
    await this.line(text).first().waitFor();
  }

  /** Of the list of conversations. */
  entry(conversation: string): Locator {
    return this.page
      .getByRole('navigation', { name: w.side.label })
      .locator('button', { hasText: conversation.replace(/^#/, '') })
      .first();
  }

  async opens(conversation: string): Promise<void> {
    await this.entry(conversation).click();
  }

  /** The same on a phone, where the list is behind a button. */
  async goes_to(conversation: string): Promise<void> {
    if (!(await this.is_in_view(this.entry(conversation)))) await this.presses(w.side.open);
    await this.opens(conversation);
    await this.writes_in(conversation).waitFor();
  }

  /** A list that is put away stands beside the screen. */
  private async is_in_view(what: Locator): Promise<boolean> {
    const box = (await what.isVisible()) ? await what.boundingBox() : null;
    const width = this.page.viewportSize()?.width ?? 0;
    return box !== null && box.x >= 0 && box.x + box.width <= width;
  }

  /** A button, wherever it is: of the conversation, of its menu, or of the list. */
  async presses(button: string): Promise<void> {
    const found = this.page.getByRole('button', { name: button }).first();
    const item = this.page.getByRole('menuitem', { name: button }).first();
    if (!(await this.is_in_view(found))) {
      for (const way of [w.side.open, w.top.menu]) {
        const opener = this.page.getByRole('button', { name: way }).first();
        if (!(await opener.isVisible())) continue;
        await opener.click();
        // The list comes in from the side.
        for (let i = 0; i < 15; i += 1) {
          await this.page.waitForTimeout(200);
          if ((await this.is_in_view(found)) || (await item.isVisible())) break;
        }
        if ((await this.is_in_view(found)) || (await item.isVisible())) break;
        await this.page.keyboard.press('Escape');
      }
    }
    await ((await item.isVisible()) ? item : found).click();
  }

  /** The tools of a line, which show when it is pointed at. */
  async acts_on(text: string): Promise<Locator> {
    const line = this.line(text).first();
    await line.hover();
    const tools = line.getByRole('group', { name: w.feed.actions });
    await tools.waitFor();
    return tools;
  }

  async registers(account: string, password: string): Promise<void> {
    const dialog = await this.sees_account();
    await dialog.getByRole('button', { name: w.first.register }).click();
    const form = this.page.getByRole('dialog', { name: w.first.register_title });
    const name = form.getByLabel(w.first.account, { exact: true });
    if (await name.isEnabled()) await name.fill(account);
    await form.getByLabel(w.first.password, { exact: true }).fill(password);
    await form.locator('button[type=submit]').click();
    // The word that it is made is gone soon; the form stays where it is not.
    await form.waitFor({ state: 'hidden' });
  }

  /** The settings of one's account. */
  async sees_account(): Promise<Locator> {
    await this.page.getByRole('button', { name: w.side.settings }).first().click();
    const dialog = this.page.getByRole('dialog', { name: w.settings.title });
    await dialog.getByRole('button', { name: w.settings.account }).click();
    return dialog;
  }

  async logs_in(account: string, password: string): Promise<void> {
    await this.page.getByRole('button', { name: w.first.with_account }).click();
    await this.page.getByLabel(w.first.account, { exact: true }).fill(account);
    await this.page.getByLabel(w.first.password, { exact: true }).fill(password);
    await this.page.locator('button[type=submit]').click();
    await this.page.getByRole('log').waitFor();
  }

  /** Types a passphrase for the conversation that is open. */
  async locks(conversation: string, passphrase: string, keep = false): Promise<void> {
    const dialog = await this.tries(conversation, passphrase, keep);
    await dialog.waitFor({ state: 'hidden' });
    await this.page.getByRole('button', { name: w.lock.state.ciphered }).first().waitFor();
  }

  /** The same, whatever comes of it. */
  async tries(conversation: string, passphrase: string, keep = false): Promise<Locator> {
    const dialog = await this.lock_of(conversation);
    await dialog.getByLabel(w.lock.passphrase, { exact: true }).fill(passphrase);
    if (keep) await dialog.getByLabel(w.lock.keep).check({ force: true });
    await dialog.locator('button[type=submit]').click();
    return dialog;
  }

  async lock_of(conversation: string): Promise<Locator> {
    await this.presses(w.top.lock);
    const dialog = this.page.getByRole('dialog', { name: w.lock.title(conversation) });
    await dialog.waitFor();
    return dialog;
  }

  async close(): Promise<void> {
    opened.delete(this);
    await this.device.close();
  }
}
