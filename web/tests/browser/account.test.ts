// What becomes of an account: forgotten passwords, staying, suspension, and its end.

import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { violations } from './axe';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

const password = 'a-long-password-1';
const other = 'another-password-2';
let server: TestServer;
let people: Person[];

beforeEach(async () => {
  server = await TestServer.start();
  people = [];
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  for (const person of people) await person.close();
  await server.stop();
});
afterAll(end_browser);

async function enters(name: string, room: string): Promise<Person> {
  const person = await Person.enter(server.url(), name, room);
  people.push(person);
  return person;
}

async function comes(): Promise<Person> {
  const person = await Person.open(server.url());
  people.push(person);
  return person;
}

/** "luis hhjf-kk22-...": the word that looks like a code. */
function code_in(said: string): string {
  const code = /\b[a-z0-9]{4}(?:-[a-z0-9]{4})+\b/.exec(said)?.[0];
  if (code === undefined) throw new Error(`no code in: ${said}`);
  return code;
}

async function gives(person: Person, code: string): Promise<void> {
  const { page } = person;
  await page.getByRole('heading', { name: w.forgotten.title }).waitFor();
  await page.getByLabel(w.first.account, { exact: true }).fill('luis');
  await page.getByLabel(w.forgotten.code, { exact: true }).fill(code);
  await page.getByLabel(w.settings.password_new, { exact: true }).fill(other);
  await page.getByRole('button', { name: w.forgotten.go }).click();
}

it('a code of an operator sets another password, from the first page and from inside', async () => {
  const luis = await enters('luis', '#main');
  await luis.registers('luis', password);
  const away = await comes();
  const { page } = away;
  await page.getByRole('button', { name: w.first.with_account }).click();
  await page.getByRole('button', { name: w.first.forgotten }).click();
  await gives(away, 'abcd-efgh');
  await page.getByText(w.refusal.bad_code).waitFor();
  await page.getByRole('button', { name: w.forgotten.mail }).click();
  await page.getByText(w.refusal.no_mail).waitFor();
  expect(await violations(away)).toEqual([]);
  await gives(away, code_in(server.ctl('reset-code', 'luis')));
  await away.writes_in('#lobby').waitFor();
  await (await away.sees_account()).getByText(w.settings.account_is('luis')).waitFor();

  const guest = await enters('guest', '#main');
  await (await guest.sees_account()).getByRole('button', { name: w.first.log_in }).click();
  await guest.page.getByRole('button', { name: w.first.forgotten }).click();
  await gives(guest, code_in(server.ctl('reset-code', 'luis')));
  await guest.page.getByText(w.settings.account_is('luis')).waitFor();
  await guest.writes_in('#main').waitFor();
  for (const person of people) expect(person.complaints).toEqual([]);
});

it('who stays in their rooms finds them on another device', async () => {
  const luis = await enters('luis', '#club');
  await luis.registers('luis', password);
  await luis.sees_account();
  const stays = luis.page.getByRole('switch', { name: w.ends.always_on, disabled: false });
  expect(await stays.isChecked()).toBe(false);
  await stays.check({ force: true });
  await luis.page.waitForTimeout(500);
  await luis.page.reload();
  await luis.writes_in('#club').waitFor();
  await luis.sees_account();
  expect(await stays.isChecked()).toBe(true);
  await luis.close();
  people.pop();
  const again = await comes();
  await again.logs_in('luis', password);
  await again.opens('#club');
  await again.writes_in('#club').waitFor();
});

it('what is kept of an account can be read by its owner', async () => {
  const luis = await enters('luis', '#main');
  await luis.registers('luis', password);
  const settings = await luis.sees_account();
  const comes = luis.page.waitForEvent('download');
  await settings.getByRole('button', { name: w.settings.export }).click();
  const text = await readFile(await (await comes).path(), 'utf8');
  expect(text).not.toContain('\\u0020');
  expect(text.split('\n').length).toBeGreaterThan(20);
  expect(JSON.parse(text)).toMatchObject({ names: ['luis'] });
});

it('what was said is erased, and the account ends, for who means it', async () => {
  const luis = await enters('luis', '#main');
  const { page } = luis;
  await luis.registers('luis', password);
  await luis.says('#main', 'take this back');
  await luis.sees('take this back');
  const ana = await enters('ana', '#main');
  await ana.sees('take this back');

  let settings = await luis.sees_account();
  await settings.getByRole('button', { name: w.ends.erase, exact: true }).click();
  const erasing = page.getByRole('dialog', { name: w.ends.erase_title });
  await erasing.getByRole('button', { name: w.ends.erase, exact: true }).click();
  await page.getByText(w.ends.erased).waitFor();
  await ana.page.reload();
  await ana.writes_in('#main').waitFor();
  await ana.says('#main', 'nothing there');
  await ana.sees('nothing there');
  expect(await ana.line('take this back').count()).toBe(0);

  await page.keyboard.press('Escape');
  settings = await luis.sees_account();
  await settings.getByRole('button', { name: w.ends.drop }).click();
  const dropping = page.getByRole('dialog', { name: w.ends.drop_title('luis') });
  await dropping.getByLabel(w.ends.drop_name('luis')).fill('ana');
  await dropping.getByRole('button', { name: w.ends.drop }).click();
  await page.getByText(w.ends.drop_differs).waitFor();
  expect(await violations(luis)).toEqual([]);
  expect(server.ctl('accounts')).toContain('luis');
  await dropping.getByLabel(w.ends.drop_name('luis')).fill('luis');
  await dropping.getByRole('button', { name: w.ends.drop }).click();
  await page.getByText(w.ends.dropped('luis')).waitFor();
  await page.getByRole('button', { name: w.first.go }).waitFor();
  expect(server.ctl('accounts')).not.toContain('luis');
  await page.reload();
  await page.getByRole('button', { name: w.first.go }).waitFor();
  for (const person of people) expect(person.complaints).toEqual([]);
});

it('who is suspended is told so with the reason, and nothing is promised to them', async () => {
  const luis = await enters('luis', '#main');
  const { page } = luis;
  await luis.registers('luis', password);
  server.ctl('suspend', 'luis', 'No advertisements here');
  const bar = page.getByRole('alert');
  await bar.getByText(w.refusal.suspended).waitFor();
  await bar.getByText(w.refusal_reason('No advertisements here')).waitFor();
  const said = await page.locator('body').innerText();
  expect(said).not.toContain(w.link.kept);
  await page.getByText(w.write.hint_ended).waitFor();
});

it('a guest under the name of an account is told so where they write', async () => {
  await server.stop();
  server = await TestServer.start({ config: { accounts: { nick_grace_seconds: 8 } } });
  const luis = await enters('luis', '#main');
  await luis.registers('luis', password);
  await luis.close();
  people.pop();
  const guest = await enters('luis', '#main');
  const { page } = guest;
  await page.getByText(w.claim.warned('luis')).waitFor();
  expect(await violations(guest)).toEqual([]);
  await page.getByText(w.claim.renamed('luis', 'guest1')).waitFor();
  await guest.says('#main', 'so be it');
  await guest.line('so be it').filter({ hasText: 'guest1' }).waitFor();
  const bar = page.getByRole('alert').filter({ hasText: 'guest1' });
  await bar.getByRole('button', { name: w.first.log_in }).click();
  const form = page.getByRole('dialog', { name: w.first.log_in_title });
  await form.getByLabel(w.first.password, { exact: true }).fill(password);
  await form.locator('button[type=submit]').click();
  await page.getByText(w.settings.account_is('luis')).waitFor();
  expect(await bar.count()).toBe(0);
  await guest.says('#main', 'myself');
  await guest.line('myself').filter({ hasText: 'luis' }).waitFor();
});

it('a guest who took the name of an account by mistake takes another one', async () => {
  const luis = await enters('luis', '#main');
  await luis.registers('luis', password);
  await luis.close();
  people.pop();
  const guest = await enters('luis', '#main');
  const { page } = guest;
  const bar = page.getByRole('alert').filter({ hasText: w.claim.warned('luis') });
  await bar.getByRole('button', { name: w.name.change }).click();
  const settings = page.getByRole('dialog', { name: w.settings.title });
  const name = settings.getByLabel(w.first.name, { exact: true });
  await name.fill('two words');
  await settings.getByRole('button', { name: w.name.change }).click();
  await settings.getByText(w.check.name_spaces).waitFor();
  await name.fill('lucho');
  await settings.getByRole('button', { name: w.name.change }).click();
  await page.getByText(w.name.changed('lucho')).waitFor();
  await page.keyboard.press('Escape');
  expect(await bar.count()).toBe(0);
  await guest.says('#main', 'so am I called');
  await guest.line('so am I called').filter({ hasText: 'lucho' }).waitFor();
});

it('who is disconnected by an operator is told why', async () => {
  const eva = await enters('eva', '#main');
  server.ctl('kill', 'eva', 'No advertisements here');
  const bar = eva.page.getByRole('alert');
  await bar.getByText(w.refusal.killed).waitFor();
  await bar.getByText(w.refusal_reason('No advertisements here')).waitFor();
  await eva.page.getByText(w.write.hint_ended).waitFor();
});

it('a guest where only accounts may write, or send files, makes one and goes on', async () => {
  await server.stop();
  server = await TestServer.start({ config: { rooms: [{ name: '#school', modes: 'ntM' }] } });
  const eva = await Person.open(server.url());
  people.push(eva);
  const { page } = eva;
  await page.getByLabel(w.first.name, { exact: true }).fill('eva');
  await page.getByLabel(w.first.room, { exact: true }).fill('#school');
  await page.getByRole('button', { name: w.first.go }).click();
  await page.getByText(w.write.hint_guest).waitFor();
  expect(await violations(eva)).toEqual([]);
  await page.getByRole('button', { name: w.write.log_in_or_register }).click();
  const entry = page.getByRole('dialog', { name: w.first.log_in_title });
  await entry.getByRole('button', { name: w.first.register }).click();
  const form = page.getByRole('dialog', { name: w.first.register_title });
  expect(await form.getByLabel(w.first.account, { exact: true }).isEnabled()).toBe(false);
  await form.getByText(w.first.account_is_name).waitFor();
  await form.getByLabel(w.first.password, { exact: true }).fill(password);
  await form.locator('button[type=submit]').click();
  await page.getByText(w.first.account_made('eva')).waitFor();
  await eva.says('#school', 'with an account');
  await eva.sees('with an account');

  const bob = await enters('bob', '#main');
  await bob.page.getByRole('button', { name: w.files.attach }).click();
  await bob.page.getByRole('button', { name: w.write.log_in_or_register }).click();
  await bob.page.getByRole('dialog', { name: w.first.log_in_title }).waitFor();
});
