// Which files the account has sent, as the server tells it.

import { expect, test } from 'vitest';
import type { Message } from '../../src/irc/message';
import { joined_chat, type Tried } from './fake_chat';

const id = '0123456789abcdef0123456789abcdef';
const url = `https://chat.example.org/files/${id}`;

/** Answers FILES with these lines, in one batch. */
async function with_own(...lines: string[]): Promise<Tried & { asked: string[] }> {
  const tried = await joined_chat();
  const asked: string[] = [];
  tried.server.intercept = ({ command, params, tags }: Message) => {
    if (command !== 'FILES') return false;
    asked.push(params.join(' '));
    const label = tags.get('label') ?? '';
    tried.server.tell(`@label=${label} :s BATCH +f labeled-response`);
    for (const line of lines) tried.server.tell(`@batch=f :s ${line}`);
    tried.server.tell(':s BATCH -f');
    return true;
  };
  return { ...tried, asked };
}

test.each(['image/jpeg', 'text/plain', 'application/octet-stream', '*'])(
  'a file of type %s is listed with its size, times and name', async (type) => {
    const made = '2026-11-28T07:00:00.000Z';
    const tried = await with_own(
      `FILES FILE ${url} 48211 ${type} ${made} 2026-12-28T07:00:00.000Z :my cat.jpg`,
      'FILES END *',
    );
    expect(await tried.chat.own_files('')).toEqual({ ok: true, value: { next: null, files: [{
      url, bytes: 48_211, name: 'my cat.jpg',
      made_ms: Date.parse(made), until_ms: Date.parse('2026-12-28T07:00:00.000Z'),
    }] } });
    expect(tried.asked).toEqual(['LIST']);
  },
);

test('a file that stays has no day on which it ends, and may have no name', async () => {
  const tried = await with_own(
    `FILES FILE ${url} 5 text/plain 2026-11-28T07:00:00.000Z * :`, 'FILES END *',
  );
  expect(await tried.chat.own_files(''))
    .toMatchObject({ value: { files: [{ name: '', until_ms: 0 }] } });
});

test('what is not finished is listed first, with what has come of it', async () => {
  const upload = 'e'.repeat(64);
  const tried = await with_own(
    `FILES UPLOAD ${upload} 200000 300000 2026-11-29T07:00:00.000Z :my film.mp4`,
    `FILES FILE ${url} 5 text/plain 2026-11-28T07:00:00.000Z * :`, 'FILES END *',
  );
  const answer = await tried.chat.own_files('');
  expect(answer).toMatchObject({ value: { files: [{
    url: upload, bytes: 300_000, come: 200_000, name: 'my film.mp4',
    until_ms: Date.parse('2026-11-29T07:00:00.000Z'),
  }, { url }] } });
});

test('where there are more, the next page begins where this one ends', async () => {
  const tried = await with_own(`FILES END ${id}`);
  expect(await tried.chat.own_files('')).toEqual({ ok: true, value: { files: [], next: id } });
  await tried.chat.own_files(id);
  expect(tried.asked).toEqual(['LIST', `LIST AFTER ${id}`]);
});

test('an answer without an end is none', async () => {
  const tried = await with_own(`FILES FILE ${url} 5 text/plain 2026-11-28T07:00:00.000Z * :a`);
  expect(await tried.chat.own_files('')).toMatchObject({ ok: false });
});

test('a file is deleted by its address, and by nothing that would be more than one', async () => {
  const tried = await with_own(`FILES DELETED ${url}`);
  expect(await tried.chat.delete_file(url)).toEqual({ ok: true });
  for (const wrong of ['', `${url} ${url}`, `${url},${url}`, ':a', 'a\r\nQUIT']) {
    expect(await tried.chat.delete_file(wrong)).toMatchObject({ why: { code: 'not_found' } });
  }
  expect(tried.asked).toEqual([`DELETE ${url}`]);
});
