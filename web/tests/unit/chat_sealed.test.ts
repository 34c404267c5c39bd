import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConversationState } from '../../src/chat/conversation';
import {
  joined_chat, lines, pass, settle_ciphers as settle, shown, type Tried,
} from './fake_chat';
import { FakeServer } from './fake_server';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

const secret = 'TOPSECRET';
const phrase = 'ten words of a list';

async function sealed_room(server = new FakeServer()): Promise<Tried> {
  const tried = await joined_chat(server);
  expect(await tried.room().set_passphrase(phrase, false)).toEqual({ ok: true });
  await settle();
  return tried;
}

/** All the ways by which a person's words leave a conversation. */
async function talk(conversation: ConversationState): Promise<void> {
  conversation.say(`${secret} one`);
  conversation.say(`${secret} two\n${secret} three`, { reply_to: 'm1' });
  conversation.say(`waves ${secret}`, { action: true });
  conversation.say(`${secret} notice`, { notice: true });
  void conversation.set_topic(`${secret} topic`);
  const mine = lines(conversation).find((line) => line.is_mine && line.state === 'sent');
  if (mine !== undefined) void conversation.edit(mine.id, `${secret} edited`);
  conversation.set_draft(`${secret} draft`);
  for (let i = 0; i < 6; ++i) {
    await settle();
    await pass(500);
  }
}

function leaks(server: FakeServer): string[] {
  return server.received.filter((line) => line.includes(secret));
}

test('with a passphrase everything goes out ciphered, and comes back readable', async () => {
  const { server, room } = await sealed_room();
  await talk(room());
  expect(leaks(server)).toEqual([]);
  expect(server.count('+aes1 ')).toBeGreaterThan(4);
  expect(shown(room()).slice(0, 2)).toEqual([
    `ana: ${secret} one`, `ana: ${secret} two\n${secret} three`,
  ]);
  expect(lines(room()).every((line) => line.seal === 'ok')).toBe(true);
});

const tricks: [string, (tried: Tried) => void | Promise<void>][] = [
  ['the mode +x is taken away', ({ server }) => server.tell(':op!u@h MODE #room -x')],
  ['the rules for names change', ({ server }) => {
    server.tell(':s 005 ana PREFIX=(o)# CHANTYPES=s CASEMAPPING=rfc1459 STATUSMSG=# :are');
  }],
  ['the room is renamed and back', ({ server }) => {
    server.tell(':op!u@h RENAME #room #zzz :x');
    server.tell(':op!u@h RENAME #zzz #room :x');
  }],
  ['one is kicked and comes back', ({ server }) => {
    server.tell(':op!u@h KICK #room ana :out');
    server.tell(':ana!u@h JOIN #room');
  }],
  ['one is made to leave and comes back', ({ server }) => {
    server.tell(':ana!u@h PART #room');
    server.tell(':ana!u@h JOIN #room');
  }],
  ['the server takes the connection away', async ({ server }) => {
    server.drop();
    await pass(3_000);
  }],
  ['the server gives us another nick', ({ server }) => server.tell(':ana!u@h NICK eve')],
  ['the server forgets what it can', ({ server }) => {
    server.tell(':s CAP ana DEL :echo-message labeled-response draft/multiline');
  }],
];

for (const [name, trick] of tricks) {
  test(`nothing leaves in clear when ${name}`, async () => {
    const tried = await sealed_room();
    tried.room().say('before');
    await settle();
    await trick(tried);
    await settle();
    await talk(tried.room());
    expect(leaks(tried.server)).toEqual([]);
    expect(tried.server.count('+aes1 ')).toBeGreaterThan(0);
  });
}

test('a room that is renamed keeps its key, and its old name is locked', async () => {
  const { server, chat, room } = await sealed_room();
  const before = room();
  server.tell(':op!u@h RENAME #room #zzz :x');
  server.tell(':ana!u@h JOIN #room');
  await settle();
  await talk(room());
  await talk(before);
  expect(leaks(server)).toEqual([]);
  expect(room().lock).toMatchObject({ kind: 'locked', why: 'had_key' });
  expect(lines(room()).every((line) => line.state === 'failed')).toBe(true);
  expect(chat.core.find('#zzz')).toBe(before);
  expect(lines(before).some((line) => line.state === 'sent' && line.seal === 'ok')).toBe(true);
});

test('the other one of a private chat is renamed, and somebody takes the old nick', async () => {
  const { server, chat } = await joined_chat();
  const bob = chat.core.find(chat.talk_to('bob').name);
  if (bob === undefined) throw new Error();
  await bob.set_passphrase(phrase, false);
  server.tell(':bob!u@h NICK robert');
  server.say('bob', 'ana', 'it is me, bob');
  server.tell(':s 005 ana PREFIX=(o)b CHANTYPES=o :are');
  const other = chat.core.find('bob');
  if (other === undefined) throw new Error();
  expect(other).not.toBe(bob);
  await talk(other);
  await talk(bob);
  expect(leaks(server)).toEqual([]);
});

test('what was typed under a lock while offline stays under it', async () => {
  const tried = await sealed_room();
  const { server, room } = tried;
  server.drop();
  room().say(`${secret} offline`);
  room().forget_passphrase();
  await pass(3_000);
  expect(leaks(server)).toEqual([]);
  expect(lines(room())[0]).toMatchObject({ state: 'failed', why: { code: 'not_sealed' } });
  room().talk_in_clear();
  await settle();
  room().retry(lines(room())[0]?.id ?? '');
  await settle();
  expect(leaks(server)).toEqual([]);
  room().say('in clear, as I wish');
  await settle();
  expect(server.count('in clear, as I wish')).toBe(1);
});

test('while a key is being made nothing leaves in clear', async () => {
  const { server, room } = await joined_chat();
  const made = room().set_passphrase(phrase, false);
  room().say(`${secret} at once`);
  await made;
  await settle();
  expect(leaks(server)).toEqual([]);
});

/** Somebody without a passphrase, where one line is ciphered. */
async function among_others(): Promise<Tried> {
  const server = new FakeServer();
  const { room } = await sealed_room(server);
  room().say('what is it?');
  await settle();
  return joined_chat(server);
}

test('who has no passphrase is told that others encrypt, until they have one', async () => {
  const { room } = await among_others();
  expect([room().others_encrypt, room().is_clear_meant, room().reads_none])
    .toEqual([true, false, false]);
  await room().set_passphrase(phrase, false);
  expect([room().others_encrypt, room().reads_none, room().unreadable]).toEqual([false, false, 0]);
});

test('a person who talks in clear decides so, and nobody else is told',
  async () => {
    const { server, room } = await among_others();
    const { length } = server.received;
    room().talk_in_clear();
    expect([room().others_encrypt, room().is_clear_meant]).toEqual([true, true]);
    expect(server.received.slice(length)).toEqual([]);
    room().say('in clear');
    await settle();
    expect(server.count('in clear')).toBe(1);
    // A passphrase ends that; where it is forgotten nothing goes out in clear.
    await room().set_passphrase(phrase, false);
    expect(room().is_clear_meant).toBe(false);
  });

test('what is said before the past has come waits, and does not go out among ciphered lines',
  async () => {
    const server = new FakeServer();
    const { room } = await sealed_room(server);
    room().say('what is it?');
    await settle();
    const asked: string[] = [];
    server.intercept = (message, line) => {
      if (message.command === 'CHATHISTORY') asked.push(line);
      return message.command === 'CHATHISTORY';
    };
    const late = await joined_chat(server);
    late.room().say('too early');
    await settle();
    expect(server.count('too early')).toBe(0);
    server.intercept = () => false;
    const label = /label=(\w+)/.exec(asked[0] ?? '')?.[1] ?? '';
    server.tell_page('#room', label, server.log, true);
    await settle();
    const mine = lines(late.room()).at(-1);
    expect([mine?.text, mine?.state, mine?.why?.code])
      .toEqual(['too early', 'failed', 'others_encrypt']);
    expect(server.count('too early')).toBe(0);
    late.room().talk_in_clear();
    late.room().retry(mine?.id ?? '');
    await settle();
    expect(server.count('too early')).toBe(1);
  });

test('what only looks like a ciphered line does not say that others encrypt', async () => {
  const { server, room } = await joined_chat();
  for (const text of ['+aes1 hello', '+aes1', '+aes9 hello', 'aes1 hello']) {
    server.say('bob', '#room', text);
  }
  await settle();
  expect([lines(room()).length, room().others_encrypt]).toEqual([4, false]);
});

test('a passphrase that opens none of the lines here is known as such when it is set', async () => {
  const { room } = await among_others();
  await room().set_passphrase('Ten words of a list', false);
  expect([room().reads_none, lines(room())[0]?.seal]).toEqual([true, 'other_key']);
  await room().set_passphrase(phrase, false);
  expect([room().reads_none, lines(room())[0]?.text]).toEqual([false, 'what is it?']);
});

test('where nothing is ciphered yet no passphrase is a wrong one', async () => {
  const { server, room } = await joined_chat();
  server.say('bob', '#room', 'hello');
  await room().set_passphrase(phrase, false);
  expect(room().reads_none).toBe(false);
});

test('lines of another key show nothing until its passphrase is given', async () => {
  const server = new FakeServer();
  const { room } = await sealed_room(server);
  room().say('what is it?');
  await settle();
  const sealed = server.log[0]?.text ?? '';
  expect(sealed.startsWith('+aes1 ')).toBe(true);
  const second = await joined_chat(server);
  const line = (): ReturnType<typeof lines>[number] | undefined => lines(second.room())[0];
  expect([line()?.text, line()?.seal, second.room().unreadable]).toEqual(['', 'no_key', 1]);
  await second.room().set_passphrase(phrase, false);
  await settle();
  expect([line()?.text, line()?.seal, second.room().unreadable]).toEqual(['what is it?', 'ok', 0]);
});

test('a line in clear, a replayed and a moved one are marked where there is a key', async () => {
  const { server, room } = await sealed_room();
  room().say('once');
  await settle();
  server.say('bob', '#room', 'clear words');
  server.say('ana', '#room', server.log[0]?.text ?? '');
  server.say('bob', '#room', server.log[0]?.text ?? '');
  await settle();
  expect(lines(room()).map((line) => line.seal)).toEqual(['ok', 'clear', 'replayed', 'damaged']);
  expect(lines(room())[2]?.text).toBe('');
});

test('a ciphered line whose echo was lost is found by what went out', async () => {
  const { server, room } = await sealed_room();
  server.echoes = false;
  room().say(`${secret} lost`);
  await settle();
  server.echoes = true;
  server.drop();
  await pass(3_000);
  await settle();
  await pass(1_000);
  await settle();
  expect(shown(room())).toEqual([`ana: ${secret} lost`]);
  expect(lines(room())[0]?.seal).toBe('ok');
  expect(server.count('PRIVMSG')).toBe(1);
});

test('older ciphered lines can be read twice, and a copy of one is dropped', async () => {
  const { server, room } = await sealed_room();
  for (let i = 0; i < 3; ++i) room().say(`line ${i}`);
  await settle();
  const first = server.log[0];
  if (first !== undefined) server.log.push({ ...first, msgid: 'copy', at_ms: Date.now() });
  const around = room().lines.go_to('copy');
  await settle();
  await pass(500);
  await settle();
  expect(await around).toBe(false);
  room().lines.go_to_end();
  await settle();
  const again = room().lines.go_to_date(Date.now() - 60_000);
  await settle();
  await pass(500);
  await again;
  expect(shown(room())).toEqual(['ana: line 0', 'ana: line 1', 'ana: line 2']);
});
