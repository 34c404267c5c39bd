// What was not sent when the page was loaded again.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { write_json } from '../../src/keep/store';
import { keep_unsent, unsent_lines } from '../../src/keep/unsent';
import { joined_chat, lines, make_chat, pass, settle, shown, type Tried } from './fake_chat';
import { FakeServer } from './fake_server';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

/** The page ends as it is, and another begins with what the first has kept. */
async function reload(old: Tried, server = old.server): Promise<Tried> {
  for (const link of server.links) link.is_open = false;
  const { nick, rooms } = old.chat.kept;
  const talks = old.chat.core.kept.talks_of(`guest ${nick ?? ''}`);
  const kept = unsent_lines();
  old.chat.stop();
  const tried = await make_chat(server);
  // make_chat() begins with nothing.
  keep_again(kept);
  tried.chat.core.kept.nick = nick;
  tried.chat.core.kept.keep_rooms(`guest ${nick ?? ''}`, rooms);
  tried.chat.core.kept.keep_talks(`guest ${nick ?? ''}`, talks);
  tried.chat.start({ kind: 'resume' });
  await settle();
  return tried;
}

function keep_again(kept: ReturnType<typeof unsent_lines>): void {
  for (const name of new Set(kept.map((line) => line.name))) {
    keep_unsent(name, kept.filter((line) => line.name === name));
  }
}

test('what waited is shown after a reload, and sent once, when the person says so', async () => {
  const tried = await joined_chat();
  tried.server.drop();
  tried.room().say('typed offline');
  tried.room().say('waves', { action: true });
  const { server, room } = await reload(tried);
  expect(shown(room())).toEqual(['ana: typed offline [failed]', 'ana: waves [failed]']);
  expect(lines(room())[0]?.why?.code).toBe('left_over');
  await pass(10_000);
  expect(server.count('typed offline')).toBe(0);
  room().retry(lines(room())[0]?.id ?? '');
  await settle();
  room().discard(lines(room()).find((line) => line.text === 'waves')?.id ?? '');
  expect(shown(room())).toEqual(['ana: typed offline']);
  expect([server.count('typed offline'), unsent_lines()]).toEqual([1, []]);
});

test('the private chats that were open are there after a reload, and no closed ones', async () => {
  const tried = await joined_chat();
  for (const nick of ['eva', 'pia', 'leo']) tried.chat.talk_to(nick);
  await tried.chat.leave(tried.chat.talk_to('pia'));
  tried.server.say('bob', 'ana', 'psst');
  const { chat, server } = await reload(tried);
  expect(chat.conversations.map((each) => each.name)).toEqual(['#room', 'bob', 'leo', 'eva']);
  expect(server.count('MONITOR + leo')).toBe(2);
  const again = await reload({ ...tried, chat, server });
  expect(again.chat.conversations).toHaveLength(4);
});

test('what was said, and not told back before the reload, is found in the history', async () => {
  const tried = await joined_chat();
  tried.server.echoes = false;
  tried.room().say('one line\nand another');
  tried.room().say('waves', { action: true });
  await settle();
  tried.server.drop();
  tried.server.echoes = true;
  expect(unsent_lines()).toHaveLength(2);
  const { server, room } = await reload(tried);
  await pass(3_000);
  expect(shown(room())).toEqual(['ana: one line\nand another', 'ana: waves']);
  expect([server.log.length, unsent_lines()]).toEqual([2, []]);
});

test('where the history cannot tell, nobody knows whether it arrived', async () => {
  const server = new FakeServer();
  const tried = await joined_chat(server);
  server.intercept = (message) => message.command === 'PRIVMSG';
  tried.room().say('in doubt');
  await settle();
  server.intercept = (message) => {
    const label = message.tags.get('label');
    const mark = label === undefined ? '' : `@label=${label} `;
    if (message.command === 'MODE') server.tell(`${mark}:s 324 ana #room +ni`);
    return message.command === 'MODE';
  };
  const { room } = await reload(tried);
  await pass(3_000);
  expect(lines(room())[0]).toMatchObject({ state: 'failed', why: { code: 'in_doubt' } });
  expect(server.count('in doubt')).toBe(1);
});

test('a private chat opens again for what waits in it', async () => {
  const tried = await joined_chat();
  const talk = tried.chat.talk_to('bob');
  tried.server.drop();
  talk.say('between us');
  const { server, chat } = await reload(tried);
  await pass(3_000);
  const again = chat.core.find('bob');
  expect(again && shown(again)).toEqual(['ana: between us [failed]']);
  expect(server.count('between us')).toBe(0);
  again?.say('and more');
  await settle();
  expect(server.count('and more')).toBe(1);
});

test('a line under a passphrase is not kept, and the person is told so', async () => {
  const tried = await joined_chat();
  tried.server.drop();
  tried.room().say('said in clear, and locked before it was sent');
  await tried.room().set_passphrase('ten words of a list', false);
  tried.room().say('a secret');
  expect(unsent_lines().map((line) => line.text)).toEqual([null, null]);
  const { server, room } = await reload(tried);
  expect(lines(room()).map((line) => [line.text, line.state, line.why?.code])).toEqual([
    ['', 'failed', 'not_kept'], ['', 'failed', 'not_kept'],
  ]);
  room().retry(lines(room())[0]?.id ?? '');
  await pass(3_000);
  expect(server.received.filter((line) => /PRIVMSG/.test(line))).toEqual([]);
});

test('a line of another person is not shown, and goes when somebody else enters', async () => {
  const tried = await joined_chat();
  tried.server.drop();
  tried.room().say('of ana');
  const { chat, room } = await reload(tried);
  chat.stop();
  chat.start({ kind: 'guest', nick: 'eva', room: '#room' });
  await settle();
  expect([shown(room()), unsent_lines()]).toEqual([[], []]);
});

test('what is kept has a bound, and what cannot be read is nothing', async () => {
  const tried = await joined_chat();
  tried.server.drop();
  for (let i = 0; i < 400; ++i) tried.room().say(`${i} ${'x'.repeat(1_000)}`);
  expect(unsent_lines().length).toBeGreaterThan(40);
  expect(unsent_lines().length).toBeLessThanOrEqual(100);
  write_json('unsent', [{ who: 1 }, null, 'x', { text: 'y' }], 'tab');
  expect(unsent_lines()).toEqual([]);
});
