// Every view, light, dark and on a phone: a picture of it in build/pictures for people to look at,
// and what axe finds wrong with it for those who hear or feel it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe';
import { end_browser, Person, pictures, w, type Look } from './person';
import { TestServer } from './server';

const room = '#lobby';

const looks: [string, Look][] = [
  ['light', {}],
  ['dark', { dark: true }],
  ['phone', { width: 390, height: 844, touch: true }],
  ['wide', { width: 1920, height: 1080 }],
];

describe.each(looks)('%s', (look_name, look) => {
  let server: TestServer;
  let luis: Person;
  let ana: Person;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    server = await TestServer.start();
    luis = await Person.enter(server.url(), 'luis', room);
    ana = await Person.open(server.url(), look);
  });
  afterAll(async () => {
    expect([...ana.complaints, ...luis.complaints]).toEqual([]);
    await ana.close();
    await luis.close();
    await server.stop();
    await end_browser();
  });

  async function is_good(view: string): Promise<void> {
    // What moves comes to rest.
    await ana.page.waitForTimeout(400);
    await ana.page.screenshot({ path: join(pictures, `${view}-${look_name}.png`) });
    expect(await violations(ana), view).toEqual([]);
    const { scrollWidth, clientWidth } = await ana.page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth, 'nothing stands out sideways').toBeLessThanOrEqual(clientWidth);
  }

  it('the first visit', () => is_good('first'));

  it('an empty room', async () => {
    await ana.come_in('ana', '#quiet');
    await is_good('empty-room');
  });

  it('a room with people who talk', async () => {
    await luis.says(room, '/topic Everything about **uvchat**');
    for (const text of [
      'good morning', 'ana, have you seen https://example.org/page ?', 'a `piece of code` here',
      '/me waves', `something longer ${'and longer '.repeat(30)}`, '😀 👍🏽',
    ]) {
      await luis.says(room, text);
    }
    await ana.says('#quiet', `/join ${room}`);
    await ana.sees('good morning');
    await ana.says(room, 'good morning luis');
    await ana.sees('good morning luis');
    await is_good('room');
  });

  it('a private chat', async () => {
    await ana.says(room, '/msg luis just for you');
    await luis.says(room, '/msg ana thank you');
    await ana.goes_to('luis');
    await ana.sees('thank you');
    await is_good('private');
    await ana.goes_to(room);
  });

  it.each([
    ['lock', w.top.lock], ['search', w.top.search], ['settings', w.side.settings],
    ['rooms', w.side.find_room], ['keys', w.side.keys],
  ])('%s', async (view, button) => {
    // Who has no keyboard is told of no keys.
    if (view === 'keys' && look.touch === true) return;
    await ana.presses(button);
    await ana.page.getByRole('dialog').or(ana.page.getByRole('search')).first().waitFor();
    try {
      await is_good(view);
    } finally {
      await ana.page.keyboard.press('Escape');
      await ana.page.getByRole('dialog').first().waitFor({ state: 'hidden' });
      // And the list that it was opened from, on a phone.
      if (look.touch === true) await ana.page.keyboard.press('Escape');
      await ana.page.waitForTimeout(400);
    }
  });

  it('a ciphered room', async () => {
    await ana.locks(room, 'correct horse battery staple');
    await ana.says(room, 'nobody else reads this');
    await ana.sees('nobody else reads this');
    await is_good('ciphered');
  });

  it('a connection that is lost', async () => {
    await server.restart(async () => {
      await ana.page.getByText(w.link.kept).first().waitFor();
      await ana.says(room, 'typed offline');
      await is_good('offline');
    });
  });
});
