// What a guest has read is known after a reload, and to nobody else.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keep_read, kept_read_ms } from '../../src/keep/read';
import { read_json, write_json } from '../../src/keep/store';
import type { Start } from '../../src/chat/contract';
import { joined_chat, make_chat, settle, type Tried } from './fake_chat';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

function say(tried: Tried, ...texts: string[]): void {
  for (const text of texts) {
    vi.setSystemTime(Date.now() + 1_000);
    tried.server.say('bob', '#room', text);
  }
}

/** The page ends as it is; another begins with what it has kept, and looks at no room. */
async function reload(old: Tried, start: Start = { kind: 'resume' }): Promise<Tried> {
  for (const link of old.server.links) link.is_open = false;
  const { nick, rooms } = old.chat.kept;
  const read = read_json('read');
  old.chat.stop();
  const tried = await make_chat(old.server);
  // make_chat() begins with nothing.
  write_json('read', read);
  tried.chat.core.kept.nick = nick;
  tried.chat.core.kept.keep_rooms(`guest ${nick ?? ''}`, rooms);
  vi.setSystemTime(Date.now() + 1_000);
  tried.chat.start(start);
  await settle();
  return tried;
}

/** Three lines came while ana looked elsewhere. */
async function with_unread(): Promise<Tried> {
  const tried = await joined_chat();
  say(tried, 'seen');
  await settle();
  tried.room().mark_read(tried.server.log.at(-1)?.msgid ?? '');
  tried.chat.look_at(null);
  say(tried, 'one', 'two', 'ana: ping');
  await settle();
  return tried;
}

test('what a guest had not read is unread after a reload', async () => {
  const tried = await with_unread();
  expect([tried.room().unread, tried.room().mentions]).toEqual([3, 1]);
  const { room } = await reload(tried);
  expect([room().unread, room().mentions]).toEqual([3, 1]);
});

test('what comes between is unread, too', async () => {
  const tried = await with_unread();
  for (const link of tried.server.links) link.is_open = false;
  say(tried, 'while the page was loaded');
  expect((await reload(tried)).room().unread).toBe(4);
});

test('the later one holds of what is kept and what the server says', async () => {
  const { room } = await reload(await with_unread());
  const before_ms = room().read_until_ms;
  expect(room().take_marker(before_ms - 1)).toBe(false);
  expect(room().take_marker(before_ms + 1_000)).toBe(true);
  expect(room().unread).toBe(2);
});

test('a new nick takes along what is read', async () => {
  const tried = await with_unread();
  tried.server.intercept = (message) => {
    if (message.command !== 'NICK') return false;
    const label = message.tags.get('label') ?? '';
    tried.server.tell(`@label=${label} :ana!u@h NICK ${message.params[0] ?? ''}`);
    return true;
  };
  await tried.chat.set_nick('anna');
  tried.server.intercept = () => false;
  const again = await reload(tried);
  expect([again.chat.me.nick, again.room().unread]).toEqual(['anna', 3]);
});

test('whoever comes by another name finds nothing of it', async () => {
  const tried = await with_unread();
  const { room } = await reload(tried, { kind: 'guest', nick: 'luis', room: '#room' });
  expect(room().unread).toBe(0);
  expect(kept_read_ms('guest ana', '#room')).toBe(0);
  expect(JSON.stringify(read_json('read'))).not.toContain('ana');
});

test('it ends with the visit', async () => {
  const tried = await with_unread();
  tried.chat.core.kept.forget_all();
  expect(read_json('read')).toBeUndefined();
});

test('it has a bound, and the rooms read last stay', () => {
  for (let i = 0; i < 150; ++i) keep_read('guest ana', `#r${i}`, i + 1);
  expect(kept_read_ms('guest ana', '#r49')).toBe(0);
  expect(kept_read_ms('guest ana', '#r50')).toBe(51);
  expect(kept_read_ms('guest ana', '#r149')).toBe(150);
});

test('what somebody has changed in the storage breaks nothing', () => {
  for (const value of [3, null, [], { who: 'guest ana' }, { who: 'guest ana', times: {} },
    { who: 'guest ana', times: [['#room'], ['#room', 'x'], 7, null] }]) {
    write_json('read', value);
    expect(kept_read_ms('guest ana', '#room')).toBe(0);
  }
});
