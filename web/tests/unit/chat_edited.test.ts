import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Line } from '../../src/chat/contract';
import { Edited } from '../../src/chat/edited';
import type { Held } from '../../src/chat/rows';
import {
  joined_chat, lines, lose_and_return, pass, settle, settle_ciphers, type Tried,
} from './fake_chat';
import { FakeServer, type Said } from './fake_server';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

function says(server: FakeServer, text: string, tags = ''): Said {
  vi.setSystemTime(Date.now() + 1_000);
  return server.say('bob', '#room', text, tags);
}
function edits(server: FakeServer, old: Said, text: string): Said {
  vi.setSystemTime(Date.now() + 1_000);
  return server.edit(old, text);
}
function reacts(server: FakeServer, nick: string, said: Said, emoji: string, on = true): void {
  vi.setSystemTime(Date.now() + 1_000);
  const tag = on ? '+draft/react' : '+draft/unreact';
  server.tell(`@time=${new Date().toISOString()};+reply=${said.msgid};${tag}=${emoji} `
    + `:${nick}!u@h TAGMSG #room`);
}
const texts = (tried: Tried): string[] => lines(tried.room()).map((line) => line.text);
const found = (tried: Tried, said: Said): Line | undefined =>
  tried.room().lines.find(said.msgid);

test('an edited line stands where it stood, now and after a reload', async () => {
  const server = new FakeServer();
  const first = await joined_chat(server);
  const old = says(server, 'the number is 41');
  says(server, 'are you sure?');
  const edited = edits(server, old, 'the number is 42');
  says(server, 'thanks');
  const as_it_is = ['the number is 42', 'are you sure?', 'thanks'];
  expect(texts(first)).toEqual(as_it_is);
  expect(found(first, edited)).toMatchObject({ at_ms: old.at_ms, edited_ms: edited.at_ms });
  const again = await joined_chat(server);
  expect(texts(again)).toEqual(as_it_is);
  expect(found(again, edited)?.at_ms).toBe(old.at_ms);
});

test('an answer to any version leads to the newest', async () => {
  const server = new FakeServer();
  const first = await joined_chat(server);
  const one = says(server, 'one');
  const two = edits(server, one, 'two');
  says(server, 'to the second', `+reply=${two.msgid};`);
  edits(server, two, 'three');
  for (const tried of [first, await joined_chat(server)]) {
    expect(texts(tried)).toEqual(['three', 'to the second']);
    for (const said of [one, two]) expect(found(tried, said)?.text).toBe('three');
    expect(await tried.room().lines.go_to(one.msgid)).toBe(true);
  }
});

test('reactions stay, whichever version they were given to', async () => {
  const tried = await joined_chat();
  const { server } = tried;
  const old = says(server, 'pizza?');
  reacts(server, 'eva', old, '👍');
  reacts(server, 'pia', old, '👍');
  const edited = edits(server, old, 'pizza tonight?');
  reacts(server, 'eva', edited, '👍', false);
  reacts(server, 'ana', edited, '🎉');
  expect(found(tried, edited)?.reactions.map((each) => [each.emoji, each.nicks, each.mine]))
    .toEqual([['👍', ['pia'], false], ['🎉', ['ana'], true]]);
});

test('reactions that are told before the line they belong to are its', async () => {
  const tried = await joined_chat();
  const { server } = tried;
  const old = says(server, 'helo');
  reacts(server, 'eva', { ...old, msgid: 'm2' }, '👍');
  const edited = edits(server, old, 'hello');
  expect(edited.msgid).toBe('m2');
  expect(found(tried, edited)?.reactions).toMatchObject([{ emoji: '👍', count: 1 }]);
});

test('who has read it is not told of it again, who has not is told once', async () => {
  const tried = await joined_chat();
  const { server, chat, room } = tried;
  const read = says(server, 'read');
  room().mark_read(read.msgid);
  chat.look_at(null);
  const unread = says(server, 'unread');
  expect(room().unread).toBe(1);
  edits(server, read, 'read, and better');
  edits(server, unread, 'unread, and better');
  expect(room().unread).toBe(1);
});

test('one that is further up than the window comes when that is loaded', async () => {
  const server = new FakeServer();
  const old = says(server, 'helo');
  for (let i = 0; i < 150; ++i) says(server, `line ${i}`);
  edits(server, old, 'hello');
  const tried = await joined_chat(server);
  expect(texts(tried)[0]).toBe('line 51');
  expect(texts(tried)).not.toContain('hello');
  tried.room().lines.load_older();
  await pass(1_000);
  expect(texts(tried).slice(0, 2)).toEqual(['hello', 'line 0']);
});

test('a jump to it goes to where it stands', async () => {
  const server = new FakeServer();
  for (let i = 0; i < 150; ++i) says(server, `before ${i}`);
  const old = says(server, 'helo');
  for (let i = 0; i < 450; ++i) says(server, `line ${i}`);
  const edited = edits(server, old, 'hello');
  for (let i = 450; i < 700; ++i) says(server, `line ${i}`);
  const tried = await joined_chat(server);
  const going = tried.room().lines.go_to(edited.msgid);
  await pass(2_000);
  expect(await going).toBe(true);
  const at = texts(tried).indexOf('hello');
  expect(texts(tried).slice(at - 1, at + 2)).toEqual(['before 149', 'hello', 'line 0']);
});

test('an edit while one was away takes the place of what is on the screen', async () => {
  const tried = await joined_chat();
  const { server } = tried;
  const old = says(server, 'helo');
  says(server, 'hi');
  server.drop();
  server.log.splice(server.log.indexOf(old), 1);
  server.log.push({
    ...old, msgid: 'e1', at_ms: Date.now() + 500, text: 'hello',
    tags: `uvchat/edits=${new Date(old.at_ms).toISOString()},${old.msgid};`,
  });
  await pass(3_000);
  expect(texts(tried)).toEqual(['hello', 'hi']);
  await lose_and_return(tried);
  expect(texts(tried)).toEqual(['hello', 'hi']);
});

test('what only its sender claims is at the end, and has no reactions of others', async () => {
  const tried = await joined_chat();
  const { server } = tried;
  const old = says(server, 'who is for it?');
  reacts(server, 'eva', old, '👍');
  says(server, 'in between');
  server.take_back(old);
  vi.setSystemTime(Date.now() + 1_000);
  server.say('mallory', '#room', 'forged', `+uvchat/edits=${old.msgid};`);
  expect(texts(tried)).toEqual(['', 'in between', 'forged']);
  expect(lines(tried.room())[2]?.reactions).toEqual([]);
});

test('a time that is later than the line itself is not believed', async () => {
  const tried = await joined_chat();
  const { server } = tried;
  says(server, 'one', 'uvchat/edits=2199-01-01T00:00:00.000Z,x;');
  says(server, 'two', 'uvchat/edits=,x;');
  says(server, 'three', 'uvchat/edits=1970-01-01T00:00:01.000Z;');
  says(server, 'four');
  expect(texts(tried)).toEqual(['one', 'two', 'three', 'four']);
});

test('one’s own edit stands in its place at once, and when it has come back', async () => {
  const tried = await joined_chat();
  const { server, room } = tried;
  const old = server.say('ana', '#room', 'helo');
  says(server, 'hi');
  server.intercept = (message) => {
    if (message.command !== 'REDACT') return false;
    server.take_back(old);
    server.tell(`@label=${message.tags.get('label')} :s ACK`);
    return true;
  };
  server.echoes = false;
  void room().edit(old.msgid, 'hello');
  await settle();
  expect(lines(room()).map((line) => [line.text, line.state])).toEqual([
    ['hello', 'pending'], ['hi', 'sent'],
  ]);
});

// --- A server that lies

test('nobody replaces what another has said, and a sealed line shows its own time', async () => {
  const tried = await joined_chat();
  const { server, room } = tried;
  expect(await room().set_passphrase('ten words of a list', false)).toEqual({ ok: true });
  await settle_ciphers();
  room().say('yes');
  await settle_ciphers();
  await pass(500);
  const sealed = server.received.findLast((line) => line.includes('+aes1 ')) ?? '';
  const other = await joined_chat();
  expect(await other.room().set_passphrase('ten words of a list', false)).toEqual({ ok: true });
  await settle_ciphers();
  const asked = says(other.server, 'who is against it?');
  const now = Date.now();
  other.server.tell(`@time=${new Date(now).toISOString()};msgid=m9;`
    + `uvchat/edits=${new Date(asked.at_ms).toISOString()},${asked.msgid} `
    + `:ana!u@h PRIVMSG #room :${sealed.slice(sealed.indexOf('+aes1 '))}`);
  await settle_ciphers();
  expect(texts(other)).toContain('who is against it?');
  const line = other.room().lines.find('m9');
  expect(line?.text).toBe('yes');
  expect(Math.abs((line?.sealed_at_ms ?? 0) - now)).toBeLessThan(60_000);
});

test('of a line that is edited without end only so many versions are known', () => {
  const edited = new Edited();
  for (let i = 1; i <= 10_000; ++i) {
    const held = { row: { kind: 'line', id: `m${i}` }, msgid: `m${i}`, at_ms: 1 };
    edited.take(held as unknown as Held, [`m${i - 1}`, `x${i}`]);
  }
  expect([...edited.all]).toHaveLength(1);
  expect(edited.now('x1')).toBe('x1');
  expect(edited.now('x9999')).toBe('m9999');
});
