// What somebody reads where the server does not do what they want.

import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

let server: TestServer;
let ana: Person;

beforeEach(async () => {
  server = await TestServer.start({ config: { history: { enabled: false } } });
  ana = await Person.enter(server.url(), 'ana', '#main');
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  await ana.close();
  await server.stop();
});
afterAll(end_browser);

it('a server without a history has not failed, and who is not here is said to be so', async () => {
  const { page } = ana;
  await ana.says('#main', 'hello');
  await ana.sees('hello');
  await page.getByText(w.feed.empty_room('#main')).waitFor();
  expect(await page.getByText(w.failed).count()).toBe(0);
  await ana.says('#main', '/msg nobody are you there');
  await page.getByText(w.refusal.not_here).first().waitFor();
});

it('who logs this browser out is asked before, and comes back with the password', async () => {
  const { page } = ana;
  await ana.registers('ana', 'a long password 1'.replaceAll(' ', '-'));
  await ana.presses(w.side.settings);
  const settings = page.getByRole('dialog', { name: w.settings.title });
  await settings.getByRole('button', { name: w.settings.account }).click();
  await settings.getByRole('button', { name: w.settings.revoke, exact: true }).click();
  await page.getByText(w.settings.revoke_lead).waitFor();
  await page.getByRole('button', { name: w.cancel, exact: true }).click();
  await settings.getByRole('button', { name: w.settings.revoke, exact: true }).click();
  const question = page.getByRole('dialog').filter({ hasText: w.settings.revoke_lead }).last();
  await question.getByRole('button', { name: w.settings.revoke, exact: true }).click();
  await settings.getByRole('button', { name: w.settings.revoke, exact: true })
    .waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByText(w.refusal.wrong_token).waitFor();
  expect(await page.getByLabel(w.first.account, { exact: true }).inputValue()).toBe('ana');
  await page.getByLabel(w.first.password, { exact: true }).fill('a-long-password-1');
  await page.keyboard.press('Enter');
  await ana.writes_in('#main').waitFor();
});
