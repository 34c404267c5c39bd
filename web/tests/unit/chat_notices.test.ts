import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notice } from '../../src/chat/contract';
import { joined_chat, settle } from './fake_chat';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

test('an invitation is told of, and counted until it is seen or dropped', async () => {
  const { server, chat } = await joined_chat();
  const told: Notice[] = [];
  chat.notices.on_new((notice) => told.push(notice));
  server.tell(':eve!u@h INVITE ana #secret');
  server.tell(':s NOTICE ana :The server goes down');
  expect(told.map(({ from, invited_to }) => [from, invited_to])).toEqual([
    ['eve', '#secret'], ['s', undefined],
  ]);
  expect(chat.notices.unseen).toBe(2);
  chat.notices.mark_seen();
  expect(chat.notices.unseen).toBe(0);
  chat.notices.drop(chat.notices.rows[0]?.id ?? '');
  expect(chat.notices.rows.map((row) => row.text)).toEqual(['The server goes down']);
  chat.notices.clear();
  expect(chat.notices.rows).toEqual([]);
});

test('whoever invites again is on the list once, and strangers fill it to its bound', async () => {
  const { server, chat } = await joined_chat();
  for (let i = 0; i < 20; ++i) server.tell(':eve!u@h INVITE ana #secret');
  expect([chat.notices.rows.length, chat.notices.unseen]).toEqual([1, 1]);
  for (let i = 0; i < 500; ++i) server.tell(`:n${i}!u@h INVITE ana #r${i}`);
  for (let i = 0; i < 500; ++i) server.tell(`@msgid=same :s NOTICE ana :${'x'.repeat(9_000)}`);
  expect([chat.notices.rows.length, chat.notices.unseen]).toEqual([50, 50]);
  expect(new Set(chat.notices.rows.map((row) => row.id)).size).toBe(50);
  expect(Math.max(...chat.notices.rows.map((row) => row.text.length))).toBeLessThanOrEqual(2_048);
});

test('an invitation ends when the room is entered, and whoever is hidden makes none', async () => {
  const { server, chat } = await joined_chat();
  server.tell(':eve!u@h INVITE ana #Secret');
  server.tell(':eve!u@h INVITE ana #other');
  server.tell(':ana!u@h JOIN #secret');
  expect(chat.notices.rows.map((row) => row.invited_to)).toEqual(['#other']);
  server.tell(':eve!u@h INVITE ana #secret');
  server.tell(':eve!u@h INVITE ana nick');
  chat.ignore('eve', true);
  server.tell(':eve!u@h INVITE ana #third');
  expect(chat.notices.rows.map((row) => row.invited_to)).toEqual(['#other']);
});

test('what one person was told is not for who comes after them', async () => {
  const { server, chat } = await joined_chat();
  server.tell(':eve!u@h INVITE ana #secret');
  chat.stop();
  chat.start({ kind: 'guest', nick: 'eva', room: '#room' });
  await settle();
  expect(chat.notices.rows).toEqual([]);
});
