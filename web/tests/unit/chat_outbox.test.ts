import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { joined_chat, lines, lose_and_return, make_chat, pass, settle, shown } from './fake_chat';
import { FakeServer } from './fake_server';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

test('what is said is shown at once as pending, and once when it comes back', async () => {
  const { chat, room } = await joined_chat();
  room().say('hello');
  expect(shown(room())).toEqual(['ana: hello [pending]']);
  const key = lines(room())[0]?.key;
  await settle();
  expect(shown(room())).toEqual(['ana: hello']);
  expect(lines(room())[0]?.key).toBe(key);
  expect(lines(room())[0]?.id).toBe('m1');
  chat.stop();
});

test('what is typed without a connection waits, and is sent once', async () => {
  const tried = await joined_chat();
  const { server, room, chat } = tried;
  server.drop();
  expect(chat.link.kind).toBe('waiting');
  room().say('typed offline');
  expect(shown(room())).toEqual(['ana: typed offline [pending]']);
  await pass(3_000);
  expect(shown(room())).toEqual(['ana: typed offline']);
  expect(server.count('typed offline')).toBe(1);
});

test('a line whose echo was lost is found in the history, and not said again', async () => {
  const tried = await joined_chat();
  const { server, room } = tried;
  server.echoes = false;
  room().say('was it said?');
  await settle();
  expect(server.log).toHaveLength(1);
  server.echoes = true;
  await lose_and_return(tried);
  expect(shown(room())).toEqual(['ana: was it said?']);
  expect(server.count('was it said?')).toBe(1);
});

test('a line that never reached the server is said again, once, and in its order', async () => {
  const tried = await joined_chat();
  const { server, room } = tried;
  server.intercept = (message) => ['PRIVMSG', 'BATCH'].includes(message.command);
  room().say('one');
  room().say('two\nand three');
  await settle();
  server.intercept = () => false;
  await lose_and_return(tried);
  expect(shown(room())).toEqual(['ana: one', 'ana: two\nand three']);
  expect(server.log.map((said) => said.text)).toEqual(['one', 'two\nand three']);
});

test('where the history cannot tell, a guest is asked instead of saying it twice', async () => {
  const server = new FakeServer();
  const tried = await joined_chat(server);
  const { room } = tried;
  server.intercept = (message) => message.command === 'PRIVMSG';
  room().say('in doubt');
  await settle();
  // A closed room: a guest who comes back cannot read what was said before.
  server.intercept = (message) => {
    const label = message.tags.get('label');
    const mark = label === undefined ? '' : `@label=${label} `;
    if (message.command === 'MODE') server.tell(`${mark}:s 324 ana #room +ni`);
    return message.command === 'MODE';
  };
  await lose_and_return(tried);
  expect(lines(room())[0]).toMatchObject({ state: 'failed', why: { code: 'in_doubt' } });
  expect(server.count('in doubt')).toBe(1);
  room().retry(lines(room())[0]?.id ?? '');
  await settle();
  expect(shown(room())).toEqual(['ana: in doubt']);
});

test('a refused line says why, and can be sent again or thrown away', async () => {
  const { server, room } = await joined_chat();
  server.intercept = (message) => {
    if (message.command !== 'PRIVMSG') return false;
    server.tell(`@label=${message.tags.get('label')} :s 404 ana #room :Cannot send (+m)`);
    return true;
  };
  room().say('hello');
  await settle();
  expect(lines(room())[0]).toMatchObject({ state: 'failed', why: { code: 'moderated' } });
  server.intercept = () => false;
  room().retry(lines(room())[0]?.id ?? '');
  await settle();
  expect(shown(room())).toEqual(['ana: hello']);
  server.drop();
  room().say('not this');
  room().discard(lines(room()).at(-1)?.id ?? '');
  await pass(3_000);
  expect(server.count('not this')).toBe(0);
});

test('a text too long for one message becomes several, and loses nothing', async () => {
  const { server, room } = await joined_chat();
  const text = Array.from({ length: 80 }, (_, i) => `line ${i} ${'x'.repeat(i * 5)}`).join('\n');
  room().say(text);
  await pass(120_000);
  expect(server.log.map((said) => said.text).join('\n')).toBe(text);
  expect(server.log.length).toBeGreaterThan(2);
  for (const line of server.received) expect(Buffer.byteLength(line)).toBeLessThan(600);
});

test('a page that was never let in keeps what was typed nowhere', async () => {
  const server = new FakeServer();
  server.offered = ['message-tags', 'batch'];
  const { chat } = await make_chat(server);
  chat.start({ kind: 'guest', nick: 'ana', room: '#room' });
  await settle();
  expect(chat.link).toMatchObject({ kind: 'refused', why: { code: 'protocol' } });
});
