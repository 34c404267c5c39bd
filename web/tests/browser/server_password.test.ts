// A server with a password lets in those who type it.

import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { violations } from './axe';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

const password = 'say this to get in';
let server: TestServer;
let ana: Person;

beforeEach(async () => {
  server = await TestServer.start({ password });
  ana = await Person.open(server.url());
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  await ana.close();
  await server.stop();
});
afterAll(end_browser);

it('who is asked for the password is in with it, also after a restart', async () => {
  const { page } = ana;
  const field = page.getByLabel(w.first.server_password, { exact: true });
  await page.getByLabel(w.first.name, { exact: true }).fill('ana');
  expect(await field.count()).toBe(0);
  await page.getByRole('button', { name: w.first.go }).click();
  await page.getByText(w.refusal.server_password).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'password');
  expect(await violations(ana)).toEqual([]);
  await page.keyboard.type('a guess');
  await page.keyboard.press('Enter');
  await page.getByText(w.refusal.wrong_server_password).waitFor();
  await field.fill(password);
  await page.keyboard.press('Enter');
  await ana.writes_in('#lobby').waitFor();
  await server.restart(() => page.getByText(w.link.kept).first().waitFor());
  await ana.says('#lobby', 'in again');
  await ana.sees('in again');
  expect(ana.complaints).toEqual([]);
});

it('who stays logged in types it once, and never their own again', async () => {
  const { page } = ana;
  const field = page.getByLabel(w.first.server_password, { exact: true });
  await page.getByLabel(w.first.name, { exact: true }).fill('ana');
  await page.keyboard.press('Enter');
  await field.fill(password);
  await page.keyboard.press('Enter');
  await ana.writes_in('#lobby').waitFor();
  await ana.registers('ana', 'a-long-password-1');
  await page.waitForFunction(() => localStorage.getItem('uvchat.server_password') !== null);
  await page.reload();
  await ana.writes_in('#lobby').waitFor();
  await page.evaluate(() => localStorage.removeItem('uvchat.server_password'));
  await page.reload();
  await page.getByText(w.refusal.server_password).waitFor();
  expect(await page.getByLabel(w.first.password, { exact: true }).count()).toBe(0);
  await field.fill(password);
  await page.keyboard.press('Enter');
  await ana.writes_in('#lobby').waitFor();
  expect(ana.complaints).toEqual([]);
});

it('what was typed before the server asked is there again after a reload', async () => {
  const { page } = ana;
  const name = page.getByLabel(w.first.name, { exact: true });
  const room = page.getByLabel(w.first.room, { exact: true });
  await name.fill('eva');
  await room.fill('club');
  await page.keyboard.press('Enter');
  await page.getByText(w.refusal.server_password).waitFor();
  await page.reload();
  await room.waitFor();
  expect([await name.inputValue(), await room.inputValue()]).toEqual(['eva', 'club']);
});
