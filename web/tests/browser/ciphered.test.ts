// Ciphered rooms: who has the passphrase reads, nobody else does, on protected pages and on others.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { violations } from './axe';
import { end_browser, Person, picture_failure, w } from './person';
import { lan_name, TestServer } from './server';
import { Terminal } from './terminal';

const room = '#maths';
const passphrase = 'correct horse battery staple';

let server: TestServer;
let people: Person[] = [];

async function enter(name: string, host = 'localhost'): Promise<Person> {
  const person = await Person.enter(server.url(host), name, room);
  people.push(person);
  return person;
}

afterEach(async ({ task }) => {
  await picture_failure(task);
  for (const person of people) {
    expect(person.complaints).toEqual([]);
    await person.close();
  }
  people = [];
  await server.stop();
});
afterAll(end_browser);

describe.each([
  { way: 'https', tls: true, has_web_crypto: true },
  { way: 'plain http', tls: false, has_web_crypto: false },
])('over $way', ({ tls, has_web_crypto }) => {
  beforeEach(async () => {
    server = await TestServer.start({ tls });
  });

  it('two people with one passphrase read each other, and a third does not', async () => {
    const [ana, luis, eve] = [
      await enter('ana', lan_name), await enter('luis', lan_name), await enter('eve', lan_name),
    ];
    expect(await ana.page.evaluate(() => crypto.subtle !== undefined)).toBe(has_web_crypto);
    await ana.locks(room, passphrase);
    await luis.locks(room, passphrase);
    await ana.says(room, 'the square of the hypotenuse');
    await luis.sees('the square of the hypotenuse');
    await luis.says(room, 'is the sum of the others');
    await ana.sees('is the sum of the others');
    await eve.sees(w.seal.text_hidden.no_key);
    expect(await eve.line('hypotenuse').count()).toBe(0);
    const dialog = await eve.tries(room, 'another passphrase');
    await dialog.getByText(w.lock.mistyped).waitFor();
    await eve.page.keyboard.press('Escape');
    await eve.says(room, 'who can read this');
    await ana.sees(w.seal.text_hidden.other_key);
    expect(await ana.line('who can read this').count()).toBe(0);
  });

  it('says in the lock whether the page came protected', async () => {
    const ana = await enter('ana', lan_name);
    const lock = await ana.lock_of(room);
    expect(await lock.getByText(w.lock.state.clear).count()).toBeGreaterThan(0);
    expect(await lock.getByText(w.lock.unprotected).count()).toBe(tls ? 0 : 1);
  });

  it('browser and uvchat-cli talk in one ciphered room', async () => {
    const ana = await enter('ana', lan_name);
    await ana.locks(room, passphrase);
    const luis = new Terminal('--nick', 'luis', '--room', room, `127.0.0.1:${server.irc_port}`);
    try {
      await luis.shows('ana');
      luis.types(`/key ${room}`);
      await luis.shows('assphrase');
      luis.types(passphrase);
      await luis.shows('encrypted');
      await ana.says(room, 'out of the browser');
      await luis.shows('out of the browser');
      luis.types('out of the terminal');
      await ana.sees('out of the terminal');
      expect(await ana.line('out of the terminal').getByLabel(w.seal.clear).count()).toBe(0);
    } finally {
      await luis.close();
    }
  });
});

describe('without a passphrase', () => {
  beforeEach(async () => {
    server = await TestServer.start();
  });

  it('who has no passphrase is told so, and asked before they write in clear', async () => {
    const [ana, eve] = [await enter('ana'), await enter('eve')];
    await ana.locks(room, passphrase);
    await ana.says(room, 'the square of the hypotenuse');
    await eve.sees(w.seal.text_hidden.no_key);
    const told = eve.page.getByRole('note').getByText(w.lock.state.others);
    await told.waitFor();
    await eve.says(room, 'hello?');
    const asked = eve.page.getByRole('dialog', { name: w.lock.clear_title(room) });
    await asked.waitFor();
    // A second press of the same key is no consent.
    await eve.page.keyboard.press('Enter');
    await asked.waitFor({ state: 'hidden' });
    expect(await eve.line('hello?').count()).toBe(0);
    expect(await eve.writes_in(room).inputValue()).toBe('hello?');
    await eve.says(room, '/me waves');
    await asked.getByRole('button', { name: w.lock.clear_send }).click();
    await ana.sees('waves');
    await told.waitFor({ state: 'hidden' });
    await eve.says(room, 'not asked again');
    await ana.sees('not asked again');
    expect(await violations(eve)).toEqual([]);
    await eve.locks(room, passphrase);
    await eve.sees('the square of the hypotenuse');
  });
});

describe('a key', () => {
  beforeEach(async () => {
    server = await TestServer.start();
  });

  it('that was not kept leaves the room locked after a reload', async () => {
    // A room that nobody is in any more is forgotten, with all that was said there.
    await enter('luis');
    const ana = await enter('ana');
    await ana.locks(room, passphrase);
    await ana.says(room, 'before');
    await ana.sees('before');
    await ana.page.reload();
    await ana.page.getByText(w.seal.text_hidden.no_key).first().waitFor();
    expect(await ana.page.getByText(w.write.hint_locked).count()).toBeGreaterThan(0);
    expect(await ana.writes_in(room).count()).toBe(0);
    await ana.locks(room, passphrase);
    await ana.sees('before');
  });

  it('that was kept is there after a reload', async () => {
    await enter('luis');
    const ana = await enter('ana');
    await ana.locks(room, passphrase, true);
    await ana.says(room, 'before');
    await ana.sees('before');
    await ana.page.reload();
    await ana.sees('before');
    await ana.says(room, 'after');
    await ana.sees('after');
    expect(await ana.line('after').getByLabel(w.seal.clear).count()).toBe(0);
  });

  it('that is kept in one tab is used in the other, and forgotten in both', async () => {
    const ana = await enter('ana');
    await ana.registers('ana', 'seven-lamps-burning');
    const tab = await Person.open(server.url(), ana.device);
    await tab.writes_in(room).waitFor();
    await ana.locks(room, passphrase, true);
    await tab.page.getByRole('button', { name: w.lock.state.ciphered }).first().waitFor();
    await tab.says(room, 'from the other tab');
    await ana.sees('from the other tab');
    expect(await ana.line('from the other tab').getByLabel(w.seal.clear).count()).toBe(0);
    const lock = await ana.lock_of(room);
    await lock.getByRole('button', { name: w.lock.forget }).click();
    await ana.page.getByRole('dialog').locator('button[type=submit]').click();
    for (const { page } of [ana, tab]) await page.getByText(w.write.hint_locked).first().waitFor();
    expect(tab.complaints).toEqual([]);
  });

  it('is a private chat’s too, and topics and actions are ciphered under it', async () => {
    const [ana, luis] = [await enter('ana'), await enter('luis')];
    await ana.locks(room, passphrase);
    await luis.locks(room, passphrase);
    await ana.says(room, '/topic of triangles');
    await luis.page.getByText('of triangles').first().waitFor();
    await ana.says(room, '/me draws one');
    await luis.sees('draws one');
    await ana.says(room, '/msg luis by ourselves');
    await luis.entry('ana').click();
    await luis.sees('by ourselves');
    await ana.entry('luis').click();
    await ana.locks('luis', passphrase);
    await luis.locks('ana', passphrase);
    await ana.says('luis', 'in a whisper');
    await luis.sees('in a whisper');
    expect(await luis.line('in a whisper').getByLabel(w.seal.clear).count()).toBe(0);
  });
});

it('who has set the passphrase goes on writing, and does not type onto the lock', async () => {
  server = await TestServer.start();
  const ana = await enter('ana');
  await ana.locks(room, passphrase);
  await expect.poll(() => ana.page.evaluate(() => document.activeElement?.id)).toBe('composer');
  await ana.page.keyboard.type('hi there');
  await ana.page.keyboard.press('Enter');
  await ana.sees('hi there');
});
