// A server that wants to read what is said in a ciphered conversation. Whatever it says, nothing
// that was typed there leaves the page in clear.

import { afterAll, afterEach, expect, it } from 'vitest';
import { FakeServer } from './fake_server';
import { end_browser, Person, picture_failure, w } from './person';

const room = '#secret';
const passphrase = 'correct horse battery staple';
const modern =
  'message-tags batch echo-message labeled-response server-time draft/channel-rename ' +
  'draft/multiline=max-bytes=4096,max-lines=24 draft/message-redaction cap-notify setname';
// All that is typed has this in it.
const typed = 'umbrella';

let server: FakeServer;
let ana: Person;

async function begin(): Promise<void> {
  server = await FakeServer.start(modern);
  ana = await Person.enter(server.url, 'ana', room);
}

/** Says it, and gives the page time to send it. */
async function try_to_say(conversation: string, text: string): Promise<void> {
  const field = ana.writes_in(conversation);
  if ((await field.count()) === 0) return;
  await field.fill(text);
  await ana.page.keyboard.press('Enter');
  await ana.page.waitForTimeout(300);
}

const things_to_say = [
  `my ${typed}`, `/me opens an ${typed}`, `/topic the ${typed}`, `/notice ${room} ${typed}`,
  `two lines\nand an ${typed}`, `${typed} `.repeat(60),
];

async function say_everything(conversation = room): Promise<void> {
  for (const text of things_to_say) await try_to_say(conversation, text);
}

function nothing_in_clear(): void {
  expect(server.got.filter((line) => line.toLowerCase().includes(typed))).toEqual([]);
}

function ciphered_lines(): number {
  return server.got.filter((line) => / :?\+aes1 /.test(line)).length;
}

afterEach(async ({ task }) => {
  await picture_failure(task);
  expect(ana.complaints).toEqual([]);
  await ana.close();
  await server.stop();
});
afterAll(end_browser);

it('all that is said there is ciphered', async () => {
  await begin();
  await ana.locks(room, passphrase);
  await say_everything();
  expect(ciphered_lines()).toBeGreaterThanOrEqual(things_to_say.length);
  nothing_in_clear();
});

it('signs before room names that eat the room’s own', async () => {
  await begin();
  await ana.locks(room, passphrase);
  server.send(':srv.x 005 ana PREFIX=(o)# CHANTYPES=s CASEMAPPING=rfc1459 :are supported');
  await say_everything();
  nothing_in_clear();
});

it('signs that make another conversation of a private chat', async () => {
  await begin();
  await ana.says(room, '/msg bob hello');
  await ana.opens('bob');
  await ana.locks('bob', passphrase);
  server.send(':srv.x 005 ana PREFIX=(o)b CHANTYPES=o :are supported');
  await try_to_say('bob', `my ${typed}`);
  await try_to_say('bob', `/me opens an ${typed}`);
  nothing_in_clear();
});

it('another room in the place of one that was renamed', async () => {
  await begin();
  await ana.locks(room, passphrase);
  server.send(`:bob!u@h RENAME ${room} #zzz :x`);
  server.joined(room);
  await ana.page.waitForTimeout(500);
  await say_everything(room);
  await say_everything('#zzz');
  nothing_in_clear();
});

it('another person in the place of one who has a new name', async () => {
  await begin();
  await ana.says(room, '/msg bob hello');
  await ana.opens('bob');
  await ana.locks('bob', passphrase);
  server.send(':bob!u@h NICK robert', ':bob!x@y PRIVMSG ana :it is me');
  await ana.page.waitForTimeout(500);
  await try_to_say('robert', `my ${typed}`);
  await ana.opens('bob');
  await try_to_say('bob', `my ${typed}`);
  nothing_in_clear();
});

it.each([
  ['a part', `:ana!u@h PART ${room}`],
  ['a kick', `:bob!u@h KICK ${room} ana :out`],
  ['a rule taken off', `:bob!u@h MODE ${room} -x`],
  ['a new name for myself', ':ana!u@h NICK ana2'],
])('%s, and the room again', async (_, line) => {
  await begin();
  await ana.locks(room, passphrase);
  server.send(line);
  server.joined(room);
  await ana.page.waitForTimeout(500);
  await say_everything();
  nothing_in_clear();
});

it('a connection that breaks while lines wait: they are ciphered when it is back', async () => {
  await begin();
  await ana.locks(room, passphrase);
  server.break_off();
  await try_to_say(room, `my ${typed} offline`);
  await expect.poll(ciphered_lines, { timeout: 30_000 }).toBeGreaterThan(0);
  nothing_in_clear();
});

it('a server that comes back without any capability', async () => {
  await begin();
  await ana.locks(room, passphrase);
  server.capabilities = '';
  const said_before = server.got.length;
  server.break_off();
  await try_to_say(room, `my ${typed} offline`);
  await server.hears(/^CAP LS/, said_before);
  await say_everything();
  nothing_in_clear();
});

it('a line that claims to be of the room and is in clear is marked', async () => {
  await begin();
  await ana.locks(room, passphrase);
  server.send(`@msgid=1 :bob!u@h PRIVMSG ${room} :trust me`);
  await ana.sees('trust me');
  expect(await ana.line('trust me').getByLabel(w.seal.clear).count()).toBe(1);
});
