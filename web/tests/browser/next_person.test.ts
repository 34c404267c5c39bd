// One browser, and one person after the other.

import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

let server: TestServer;
let ana: Person;

beforeEach(async () => {
  server = await TestServer.start();
  ana = await Person.enter(server.url(), 'ana', '#private-room');
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  await ana.close();
  await server.stop();
});
afterAll(end_browser);

async function leaves(button: string): Promise<void> {
  await ana.presses(w.side.settings);
  const dialog = ana.page.getByRole('dialog', { name: w.settings.title });
  await dialog.getByRole('button', { name: w.settings.account }).click();
  await dialog.getByRole('button', { name: button }).click();
  await ana.page.getByRole('button', { name: w.first.go }).waitFor();
}

it('a guest who leaves is forgotten, and the next one finds nothing', async () => {
  await ana.writes_in('#private-room').fill('a secret that ana has not sent');
  await leaves(w.settings.forget);
  expect(await ana.page.getByLabel(w.first.name, { exact: true }).inputValue()).toBe('');
  const kept = await ana.page.evaluate(() => JSON.stringify({ ...localStorage }));
  for (const word of ['ana', 'secret', 'private-room']) expect(kept).not.toContain(word);
  await ana.come_in('luis', '#private-room');
  expect(await ana.writes_in('#private-room').inputValue()).toBe('');
});

it('a draft and an invitation are there after a reload', async () => {
  const bob = await Person.enter(server.url(), 'bob', '#other');
  await ana.writes_in('#private-room').fill('half a sent');
  await bob.says('#other', '/invite ana');
  await ana.page.getByText(w.inbox.invites('bob', '#other')).first().waitFor();
  await ana.page.reload();
  await ana.writes_in('#private-room').waitFor();
  expect(await ana.writes_in('#private-room').inputValue()).toBe('half a sent');
  await ana.page.getByRole('button', { name: new RegExp(w.inbox.title) }).first().click();
  await ana.page.getByRole('button', { name: w.inbox.join_room('#other') }).click();
  await ana.writes_in('#other').waitFor();
  await bob.close();
});
