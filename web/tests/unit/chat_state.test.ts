import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Members } from '../../src/chat/members';
import { Reactions } from '../../src/chat/reactions';
import { time_text } from '../../src/irc/message';
import { joined_chat, lines, pass, settle } from './fake_chat';
import { FakeServer } from './fake_server';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

test('lines are unread until the marker says that they are read, from any device', async () => {
  const { server, chat, room } = await joined_chat();
  chat.look_at(null);
  vi.setSystemTime(Date.now() + 1_000);
  const first = server.say('bob', '#room', 'hello ana!');
  vi.setSystemTime(Date.now() + 1_000);
  server.say('bob', '#room', 'and banana');
  expect([room().unread, room().mentions, chat.unread]).toEqual([2, 1, 2]);
  expect(room().first_unread_id).toBe(first.msgid);
  server.tell(`:s MARKREAD #room timestamp=${time_text(first.at_ms)}`);
  expect([room().unread, room().mentions]).toEqual([1, 0]);
  chat.look_at(room());
  room().mark_read(lines(room()).at(-1)?.id ?? '');
  await settle();
  expect(room().unread).toBe(0);
  expect(server.count('MARKREAD #room timestamp=')).toBe(1);
  // The line above which it was new stays until the person leaves.
  expect(room().first_unread_id).toBe(lines(room()).at(-1)?.id);
  chat.look_at(null);
  expect(room().first_unread_id).toBeNull();
});

test('a removed line is not unread, and its text is gone', async () => {
  const { server, chat, room } = await joined_chat();
  chat.look_at(null);
  vi.setSystemTime(Date.now() + 1_000);
  const said = server.say('bob', '#room', 'oops, ana');
  server.tell(`:bob!u@h REDACT #room ${said.msgid} :mistake`);
  expect([room().unread, room().mentions]).toEqual([0, 0]);
  expect(lines(room())[0]).toMatchObject({ state: 'removed', text: '', removed_by: 'bob' });
});

test('somebody who was never talked to opens a private chat, which is unread', async () => {
  const { server, chat } = await joined_chat();
  server.say('eve', 'ana', 'psst');
  const talk = chat.find('EVE');
  expect([talk?.kind, talk?.unread, talk?.mentions]).toEqual(['private', 1, 1]);
  chat.ignore('eve', true);
  server.say('eve', 'ana', 'again');
  expect(talk?.unread).toBe(1);
  expect(chat.ignored()).toEqual(['eve']);
});

test('what the server and its services say is no conversation', async () => {
  const { server, chat } = await joined_chat();
  server.tell(':s NOTICE ana :The server goes down');
  server.tell(':NickServ!NickServ@s NOTICE ana :Somebody wants your nick');
  server.tell(':eve!u@h INVITE ana #secret');
  expect(chat.conversations.map((each) => each.name)).toEqual(['#room']);
  expect(chat.notices.rows.map((notice) => notice.invited_to ?? notice.text)).toEqual([
    'The server goes down', 'Somebody wants your nick', '#secret',
  ]);
});

test('thousands of reactions to a line cost a bounded amount and tell their number', async () => {
  const { server, room } = await joined_chat();
  const said = server.say('bob', '#room', 'react!');
  for (let i = 0; i < 5_000; ++i) {
    server.tell(`@+reply=${said.msgid};+draft/react=👍 :n${i}!u@h TAGMSG #room`);
  }
  for (let i = 0; i < 100; ++i) {
    server.tell(`@+reply=${said.msgid};+draft/react=s${i} :bob!u@h TAGMSG #room`);
  }
  const reactions = lines(room())[0]?.reactions ?? [];
  expect(reactions[0]?.count).toBe(2_000);
  expect(reactions[0]?.nicks).toHaveLength(50);
  expect(reactions.length).toBe(32);
  server.tell(`@+reply=${said.msgid};+draft/unreact=👍 :n1!u@h TAGMSG #room`);
  expect(lines(room())[0]?.reactions[0]?.count).toBe(1_999);
});

test('ten thousand members are sorted, found and completed', () => {
  const members = new Members((nick) => nick.toLowerCase(), (nick) => nick === 'me');
  members.begin_load();
  for (let i = 0; i < 10_000; ++i) {
    members.load({ nick: `User${i}`, modes: i % 1_000 === 0 ? 'o' : '' });
  }
  members.end_load();
  expect(members.count).toBe(10_000);
  expect(members.at(0)).toMatchObject({ nick: 'User0', rank: 'operator' });
  expect(members.at(10)).toMatchObject({ nick: 'User1', rank: 'none' });
  members.set_mode('user77', 'v', true, ['q', 'a', 'o', 'h', 'v']);
  expect(members.at(10)).toMatchObject({ nick: 'User77', rank: 'voice' });
  members.rename('User77', 'Zoe');
  expect(members.at(10)?.nick).toBe('Zoe');
  members.remove('zoe');
  expect([members.count, members.find('zoe')]).toEqual([9_999, undefined]);
  members.note_spoken('User4321');
  expect(members.complete('uSER43', 2).map((each) => each.nick)).toEqual(['User4321', 'User43']);
  expect(members.filter('r999').map((each) => each.nick)).toHaveLength(11);
  const sorted = Array.from({ length: members.count }, (_, i) => members.at(i)?.nick ?? '');
  expect(new Set(sorted).size).toBe(9_999);
});

test('who comes while the list of members is told is in it', () => {
  const members = new Members((nick) => nick, () => false);
  members.begin_load();
  members.load({ nick: 'a', modes: '' });
  members.load({ nick: 'b', modes: 'o' });
  members.put({ nick: 'c', modes: '' });
  members.remove('a');
  members.end_load();
  expect([members.find('a'), members.find('b')?.rank, members.find('c')?.nick])
    .toEqual([undefined, 'operator', 'c']);
});

test('a topic of a megabyte and names full of control characters are bounded', async () => {
  const { server, chat, room } = await joined_chat();
  server.tell(`:bob!u@h TOPIC #room :${'x'.repeat(16_000)}`);
  server.tell(`:bob!u@h TOPIC #room :${'x'.repeat(1_000_000)}`);
  await settle();
  expect(room().topic?.text.length).toBeLessThanOrEqual(2_048);
  server.tell(':\x02e\x03v\x00e!u@h PRIVMSG ana :hi');
  for (let i = 0; i < 2_000; ++i) server.tell(`:n${i}!u@h PRIVMSG ana :spam`);
  expect(chat.conversations.length).toBeLessThanOrEqual(500);
  server.tell(':bob!u@h PRIVMSG #room :a\x07b\x1b[31m\x02c');
  expect(lines(room()).at(-1)?.text).toBe('ab[31m\x02c');
});

test('a room can be renamed, and its lines stay', async () => {
  const { server, chat, room } = await joined_chat();
  server.say('bob', '#room', 'before');
  const before = room();
  server.tell(':bob!u@h RENAME #room #new :better');
  expect(chat.find('#new')).toBe(before);
  expect(chat.find('#room')).toBeUndefined();
  expect(lines(before)).toHaveLength(1);
  server.say('bob', '#new', 'after');
  expect(lines(before)).toHaveLength(2);
});

test('a nick of somebody else is refused, and one of a lost connection waited for', async () => {
  const server = new FakeServer();
  const tried = await joined_chat(server);
  const { chat } = tried;
  server.intercept = (message) => {
    if (message.command !== 'NICK' || message.params[0] !== 'ana') return false;
    server.tell(':s 433 * ana :in use');
    return true;
  };
  server.drop();
  await pass(3_000);
  expect([chat.link.kind, chat.me.nick]).toEqual(['ready', 'ana_']);
  chat.stop();
  chat.start({ kind: 'guest', nick: 'ana' });
  await settle();
  expect(chat.link).toMatchObject({ kind: 'refused', why: { code: 'nick_taken' } });
});

test('a silent connection is noticed, at once when the page is looked at again', async () => {
  const { server, chat } = await joined_chat();
  server.intercept = () => true;
  await pass(70_000);
  expect(chat.link.kind === 'ready').toBe(false);
  server.intercept = () => false;
  await pass(30_000);
  expect(chat.link.kind).toBe('ready');
  server.intercept = () => true;
  chat.wake();
  await pass(5_500);
  expect(chat.link.kind === 'ready').toBe(false);
});

test('a server that refuses connections is tried again, ever more slowly', async () => {
  const { server, chat } = await joined_chat();
  server.accepts = false;
  server.drop();
  await pass(120_000);
  expect(chat.link.kind).toBe('waiting');
  expect(server.links.length).toBeGreaterThan(4);
  expect(server.links.length).toBeLessThan(12);
});

test('a nick that a lost connection had is taken back when it is free', async () => {
  const server = new FakeServer();
  const { chat } = await joined_chat(server);
  let is_taken = true;
  server.intercept = (message) => {
    if (message.command !== 'NICK' || message.params[0] !== 'ana') return false;
    const label = message.tags.get('label');
    if (is_taken) server.tell(`${label === undefined ? '' : `@label=${label} `}:s 433 * ana :used`);
    else server.tell(`@label=${label ?? ''} :ana_!u@h NICK ana`);
    return true;
  };
  server.drop();
  await pass(30_000);
  expect(chat.me.nick).toBe('ana_');
  is_taken = false;
  await pass(45_000);
  expect(chat.me.nick).toBe('ana');
  expect(chat.kept.nick).toBe('ana');
});

test('several things that one person does in a millisecond are all told', async () => {
  const { server, room } = await joined_chat();
  const time = new Date().toISOString();
  for (const change of ['+v bob', '+v eva', '+v bob']) {
    server.tell(`@time=${time} :op!u@h MODE #room ${change}`);
  }
  const told = room().lines.rows.filter((row) => row.kind === 'event' && row.what === 'mode');
  expect(told.map((row) => row.kind === 'event' && row.text)).toEqual(['+v bob', '+v eva']);
  expect(new Set(told.map((row) => row.key)).size).toBe(2);
});

test('a name in a private chat is no mention: all of it is said to one', async () => {
  const { server, chat } = await joined_chat();
  server.tell('@msgid=p1 :eva!u@h PRIVMSG ana :ana, are you there?');
  const [line] = lines(chat.core.open('eva')!);
  expect([line?.text, line?.mentions_me]).toEqual(['ana, are you there?', false]);
  expect(chat.core.open('eva')?.mentions).toBe(1);
});

test('an edited line takes the place of what its sender took back, of nothing else', async () => {
  const { server, room } = await joined_chat();
  const [first, second] = [server.say('bob', '#room', 'teh'), server.say('cat', '#room', 'mine')];
  server.tell(`:bob!u@h REDACT #room ${first.msgid}`);
  server.tell(`@msgid=e1;+uvchat/edits=${first.msgid} :bob!u@h PRIVMSG #room :the`);
  server.tell(`@msgid=e2;+uvchat/edits=${second.msgid} :bob!u@h PRIVMSG #room :not mine`);
  expect(lines(room()).map((line) => [line.text, line.edited])).toEqual([
    ['mine', false], ['the', true], ['not mine', true],
  ]);
});

test('lines that name one whose nick has signs in it are shown', async () => {
  const { server, chat, room } = await joined_chat();
  for (const nick of ['ana-2', 'a[n]a^{x}|', 'back\\slash']) {
    server.tell(`:${chat.me.nick}!u@h NICK ${nick}`);
    server.say('bob', '#room', `hello ${nick}!`);
    expect(lines(room()).at(-1)).toMatchObject({ text: `hello ${nick}!`, mentions_me: true });
  }
});

test('reactions to many lines are bounded together, and the oldest go', () => {
  const reactions = new Reactions((nick) => nick);
  for (let line = 0; line < 1_500; ++line) {
    for (let giver = 0; giver < 30; ++giver) {
      reactions.take(`m${line}`, '+', { nick: `n${giver}`, on: true, at_ms: 1 });
    }
  }
  const held = Array.from({ length: 1_500 }, (_, line) => reactions.of(`m${line}`, 'ana').length);
  expect(held.filter((each) => each > 0).length).toBeLessThanOrEqual(700);
  expect(held.at(-1)).toBe(1);
});

test('nothing of who was here is left for who enters next', async () => {
  const { server, chat, room } = await joined_chat();
  await room().set_passphrase('ten words of a list', false);
  server.say('bob', 'ana', 'between us');
  expect(chat.conversations.map((each) => each.name)).toEqual(['#room', 'bob']);
  chat.stop();
  chat.start({ kind: 'guest', nick: 'eva', room: '#room' });
  await settle();
  expect(chat.conversations.map((each) => each.name)).toEqual(['#room']);
  expect(room().lock).toMatchObject({ kind: 'locked', why: 'had_key' });
});

test('a private chat does not become a room, whatever its other one is called now', async () => {
  const { server, chat } = await joined_chat();
  server.say('bob', 'ana', 'hello');
  server.tell(':bob!u@h NICK #secret');
  expect(chat.core.find('#secret')).toBeUndefined();
  expect(chat.core.find('bob')?.kind).toBe('private');
});

test('a line that is seen is read, though the line before it came late', async () => {
  const { server, room } = await joined_chat();
  vi.setSystemTime(Date.now() + 1_000);
  server.tell(`@time=${time_text(Date.now() - 800)} :bob!u@h JOIN #room`);
  const line = server.say('bob', '#room', 'at once');
  await settle();
  room().mark_read(line.msgid);
  expect(room().unread).toBe(0);
});
