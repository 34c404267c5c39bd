import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { window_limits } from '../../src/chat/window';
import { joined_chat, lines, lose_and_return, pass, settle, shown, type Tried } from './fake_chat';
import { FakeServer } from './fake_server';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

function fill(server: FakeServer, count: number, start = 0): void {
  for (let i = start; i < start + count; ++i) {
    vi.setSystemTime(Date.now() + 1_000);
    server.say('bob', '#room', `line ${i}`);
  }
}
async function with_past(count: number): Promise<Tried> {
  const server = new FakeServer();
  fill(server, count);
  const tried = await joined_chat(server);
  await settle();
  return tried;
}
const numbers = (tried: Tried): number[] =>
  lines(tried.room()).map((line) => Number(line.text.split(' ')[1]));
const run = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, i) => start + i);

test('what was said before one came is there, and not unread', async () => {
  const tried = await with_past(30);
  expect(numbers(tried)).toEqual(run(0, 30));
  expect(tried.room().unread).toBe(0);
  expect(tried.room().lines.has_older).toBe(false);
});

test('older lines are loaded a page at a time, until there are none', async () => {
  const tried = await with_past(250);
  const { room, server } = tried;
  expect(numbers(tried)).toEqual(run(150, 250));
  for (let i = 0; i < 5; ++i) {
    room().lines.load_older();
    room().lines.load_older();
    await pass(1_000);
  }
  expect(numbers(tried)).toEqual(run(0, 250));
  expect(room().lines.has_older).toBe(false);
  expect(server.count('CHATHISTORY BEFORE')).toBe(2);
});

test('a server that repeats a page is not asked for ever', async () => {
  const tried = await with_past(150);
  const { room, server } = tried;
  const again = server.log.slice(-20);
  server.intercept = (message) => {
    if (message.command !== 'CHATHISTORY') return false;
    server.tell_page('#room', message.tags.get('label') ?? '', again, false);
    return true;
  };
  for (let i = 0; i < 20; ++i) {
    room().lines.load_older();
    await pass(1_000);
  }
  expect(server.count('CHATHISTORY BEFORE')).toBeLessThanOrEqual(window_limits.tries_max);
  expect(room().lines.has_older).toBe(false);
  expect(numbers(tried)).toEqual(run(50, 150));
});

test('an empty page without an end is one, too', async () => {
  const tried = await with_past(150);
  const { room, server } = tried;
  server.intercept = (message) => {
    if (message.command !== 'CHATHISTORY') return false;
    server.tell_page('#room', message.tags.get('label') ?? '', [], false);
    return true;
  };
  room().lines.load_older();
  await pass(1_000);
  expect(room().lines.has_older).toBe(false);
  expect(room().lines.loading).toBeNull();
});

test('a history that is never answered can be asked for again', async () => {
  const tried = await with_past(150);
  const { room, server } = tried;
  server.intercept = (message) => message.command === 'CHATHISTORY';
  room().lines.load_older();
  await pass(45_000);
  expect([room().lines.loading, room().lines.failed, room().lines.has_older])
    .toEqual([null, true, true]);
  server.intercept = () => false;
  room().lines.load_older();
  await pass(1_000);
  expect(numbers(tried)).toEqual(run(0, 150));
});

test('the window moves to a line, to a date, and back to the end', async () => {
  const tried = await with_past(900);
  const { room, server } = tried;
  const wanted = server.log[300];
  expect(await Promise.all([room().lines.go_to(wanted?.msgid ?? ''), pass(1_000)])
    .then(([found]) => found)).toBe(true);
  expect(numbers(tried)).toEqual(run(250, 350));
  expect(room().lines.has_newer).toBe(true);
  server.say('bob', '#room', 'line 900');
  expect(numbers(tried)).toEqual(run(250, 350));
  expect(room().unread).toBe(1);
  room().lines.load_newer();
  await pass(1_000);
  expect(numbers(tried)).toEqual(run(250, 450));
  room().lines.go_to_end();
  await pass(1_000);
  expect(numbers(tried)).toEqual(run(801, 901));
  expect(room().lines.has_newer).toBe(false);
  server.say('bob', '#room', 'line 901');
  expect(numbers(tried)).toEqual(run(801, 902));
  const date = room().lines.go_to_date(server.log[10]?.at_ms ?? 0);
  await pass(1_000);
  expect(await date).toBe(true);
  expect(numbers(tried)).toContain(10);
  const nowhere = room().lines.go_to('unknown');
  await pass(1_000);
  expect(await nowhere).toBe(false);
});

test('newer lines are loaded until the end, and what comes then is added', async () => {
  const tried = await with_past(400);
  const { room, server } = tried;
  const going = room().lines.go_to(server.log[50]?.msgid ?? '');
  await pass(1_000);
  await going;
  for (let i = 0; i < 6; ++i) {
    room().lines.load_newer();
    await pass(1_000);
  }
  expect(room().lines.has_newer).toBe(false);
  server.say('bob', '#room', 'line 400');
  expect(numbers(tried).at(-1)).toBe(400);
  expect(numbers(tried)).toEqual(run(numbers(tried)[0] ?? 0, 401));
});

test('after a lost connection what was said meanwhile comes once, in its order', async () => {
  const tried = await with_past(20);
  const { server } = tried;
  server.drop();
  fill(server, 30, 20);
  await pass(3_000);
  fill(server, 5, 50);
  expect(numbers(tried)).toEqual(run(0, 55));
});

test('where more was said than a page, a gap stays, and can be filled', async () => {
  const tried = await with_past(20);
  const { server, room } = tried;
  server.drop();
  fill(server, 250, 20);
  await pass(3_000);
  const gap = room().lines.rows.find((row) => row.kind === 'gap');
  expect(numbers(tried)).toEqual([...run(0, 20), ...run(170, 270)]);
  for (let i = 0; i < 3; ++i) {
    room().lines.fill(gap?.id ?? '');
    await pass(1_000);
  }
  expect(numbers(tried)).toEqual(run(0, 270));
  expect(room().lines.rows.some((row) => row.kind === 'gap')).toBe(false);
});

test('many lines cost a bounded window, and one who reads above loses nothing', async () => {
  const tried = await with_past(100);
  const { server, room } = tried;
  fill(server, 3_000, 100);
  expect(room().lines.rows.length).toBeLessThanOrEqual(
    window_limits.rows_max + window_limits.dropped_at_once);
  expect(numbers(tried).at(-1)).toBe(3_099);
  room().lines.set_following(false);
  const first = numbers(tried)[0] ?? 0;
  fill(server, 2_000, 3_100);
  expect(numbers(tried)[0]).toBe(first);
  expect(room().lines.has_newer).toBe(true);
  expect(room().lines.rows.length).toBeLessThanOrEqual(
    window_limits.rows_max + window_limits.dropped_at_once);
  const keys = new Set(room().lines.rows.map((row) => row.key));
  expect(keys.size).toBe(room().lines.rows.length);
});

test('a line comes once, however often it is told', async () => {
  const tried = await with_past(3);
  const { server, room } = tried;
  const said = server.say('bob', '#room', 'line 3');
  server.tell(`@msgid=${said.msgid} :bob!u@h PRIVMSG #room :line 3`);
  await lose_and_return(tried);
  await settle();
  expect(shown(room())).toHaveLength(4);
});

test('all that was said while one was away is unread, also what is behind a gap', async () => {
  const tried = await with_past(20);
  const { server, room, chat } = tried;
  chat.look_at(null);
  server.drop();
  fill(server, 350, 20);
  await pass(10_000);
  expect(room().unread).toBe(350);
  expect(room().first_unread_id).toBe(server.log[20]?.msgid);
});

test('who listens is told of lines that come now, and not of the past', async () => {
  const tried = await with_past(20);
  const heard: string[] = [];
  const stop = tried.chat.on_line((_, line) => heard.push(line.text));
  tried.server.say('bob', '#room', 'now');
  tried.room().say('mine');
  await settle();
  await lose_and_return(tried);
  stop();
  tried.server.say('bob', '#room', 'later');
  expect(heard).toEqual(['now']);
});

test('what comes before a room was caught up with hides nothing that was missed', async () => {
  const tried = await with_past(5);
  const { server, room, chat } = tried;
  chat.look_at(null);
  server.intercept = (message) => message.command === 'CHATHISTORY';
  server.drop();
  fill(server, 10, 5);
  await pass(3_000);
  fill(server, 3, 15);
  expect(numbers(tried)).toEqual([...run(0, 5), ...run(15, 18)]);
  server.drop();
  fill(server, 4, 18);
  server.intercept = () => false;
  await pass(5_000);
  expect(numbers(tried)).toEqual(run(0, 22));
  expect(room().unread).toBe(17);
});

test('a room whose history is not told shows where lines are missing', async () => {
  const tried = await with_past(5);
  const { server, room } = tried;
  server.intercept = (message) => message.command === 'CHATHISTORY';
  server.drop();
  fill(server, 10, 5);
  await pass(3_000);
  fill(server, 3, 15);
  await pass(40_000);
  expect(room().lines.rows.map((row) => row.kind).filter((kind) => kind === 'gap')).toHaveLength(1);
});
