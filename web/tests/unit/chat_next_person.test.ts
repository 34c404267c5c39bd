// What one person has left in a browser is theirs, and not shown to the next one.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeptState } from '../../src/keep/kept';
import { read_json, write_json } from '../../src/keep/store';
import { keep_unsent, unsent_lines } from '../../src/keep/unsent';
import type { Start } from '../../src/chat/contract';
import { joined_chat, make_chat, settle, shown, type Tried } from './fake_chat';

beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] }); });
afterEach(() => { vi.useRealTimers(); });

const items = ['person', 'owner', 'rooms', 'drafts', 'ignored', 'invitations'];

/** The page ends as it is; another begins with what it has kept. */
async function reload(old: Tried, start: Start = { kind: 'resume' }): Promise<Tried> {
  for (const link of old.server.links) link.is_open = false;
  const kept = items.map((item) => [item, read_json(item)] as const);
  const unsent = unsent_lines();
  old.chat.stop();
  const tried = await make_chat(old.server);
  // make_chat() begins with nothing.
  for (const [item, value] of kept) write_json(item, value);
  for (const name of new Set(unsent.map((line) => line.name))) {
    keep_unsent(name, unsent.filter((line) => line.name === name));
  }
  tried.chat.start(start);
  await settle();
  return tried;
}

const log_in = async (tried: Tried, account: string): Promise<void> => {
  tried.server.tell(`:s 900 ana ana!u@h ${account} :You are logged in`);
  await settle();
};

test('drafts, rooms, hidden people and invitations are there after a reload', async () => {
  const tried = await joined_chat();
  tried.room().set_draft('half a sent');
  tried.chat.ignore('eve', true);
  tried.server.tell(':bob!u@h INVITE ana #other');
  await settle();
  const { chat, room } = await reload(tried);
  expect(chat.conversations.map((each) => each.name)).toEqual(['#room']);
  expect([room().draft, chat.ignored()]).toEqual(['half a sent', ['eve']]);
  expect(chat.notices.rows.map((row) => [row.from, row.invited_to])).toEqual([['bob', '#other']]);
});

test('whoever enters by another name finds nothing, and nothing is left', async () => {
  const tried = await joined_chat();
  tried.server.tell(':ana!u@h JOIN #private-room');
  tried.room().set_draft('a secret of ana');
  tried.chat.ignore('eve', true);
  tried.server.tell(':bob!u@h INVITE ana #other');
  await settle();
  const { chat, room } = await reload(tried, { kind: 'guest', nick: 'luis', room: '#room' });
  expect(chat.conversations.map((each) => each.name)).toEqual(['#room']);
  expect([room().draft, chat.ignored(), chat.notices.rows]).toEqual(['', [], []]);
  const left = items.map((item) => JSON.stringify(read_json(item) ?? '')).join();
  for (const word of ['ana', 'eve', 'secret', 'private', 'other']) expect(left).not.toContain(word);
});

test('a page that is still open as somebody else gives nothing to the newcomer', async () => {
  const tried = await joined_chat();
  tried.room().set_draft('of ana');
  const kept = new KeptState();
  expect(kept.belong_to('guest luis')).toBe(true);
  tried.room().set_draft('of ana, and more');
  expect([kept.draft_of('guest luis', '#room'), kept.rooms_of('guest luis')]).toEqual(['', []]);
  expect(kept.belong_to('guest luis')).toBe(false);
});

test('a name that was refused takes nothing from who was here', async () => {
  const tried = await joined_chat();
  tried.room().set_draft('of ana');
  tried.chat.stop();
  tried.chat.start({
    kind: 'account', account: 'ama', password: 'typed wrong', stay_logged_in: true,
  });
  tried.chat.stop();
  tried.chat.start({ kind: 'guest', nick: 'ana' });
  await settle();
  expect(tried.room().draft).toBe('of ana');
});

test('a guest who logs in takes along what they have kept', async () => {
  const tried = await joined_chat();
  tried.room().set_draft('half a sent');
  tried.server.drop();
  tried.room().say('typed as a guest');
  const again = await reload(tried);
  await log_in(again, 'Ana_Perez');
  const kept = new KeptState();
  expect(kept.draft_of('account ana_perez', '#room')).toBe('half a sent');
  expect(kept.draft_of('guest ana', '#room')).toBe('');
  expect(unsent_lines().map((line) => line.who)).toEqual(['account ana_perez']);
  expect(shown(again.room())).toEqual(['ana: typed as a guest [failed]']);
});

test('an account of the same name has what the guest has kept, and never the other way', () => {
  const kept = new KeptState();
  kept.forget_all();
  kept.keep_draft('guest ana', '#room', 'half');
  expect(kept.belong_to('account ana')).toBe(false);
  expect(kept.draft_of('account ana', '#room')).toBe('half');
  kept.keep_draft('account ana', '#room', 'of the account');
  expect(kept.draft_of('guest ana', '#room')).toBe('');
  kept.belong_to('guest ana');
  expect(read_json('drafts')).toBeUndefined();
});

test('the login of another one ends with them', () => {
  const kept = new KeptState();
  kept.keep_login({ account: 'ana', token: 't' }, true);
  kept.belong_to('account ana');
  expect(kept.login?.account).toBe('ana');
  kept.belong_to('guest luis');
  expect(kept.login).toBeNull();
});

test('logging out forgets all of it', async () => {
  const tried = await joined_chat();
  tried.room().set_draft('half a sent');
  tried.chat.ignore('eve', true);
  await tried.chat.log_out();
  expect(items.map((item) => read_json(item))).toEqual(items.map(() => undefined));
  expect(tried.chat.kept).toEqual({ nick: null, account: null, rooms: [], can_resume: false });
});

test('an invitation is gone when it is dropped or its room is entered, also over a reload',
  async () => {
    const tried = await joined_chat();
    for (const room of ['#one', '#two', '#three']) {
      tried.server.tell(`:bob!u@h INVITE ana ${room}`);
    }
    tried.chat.notices.drop(tried.chat.notices.rows[0]?.id ?? '');
    tried.chat.notices.mark_seen();
    tried.server.tell(':ana!u@h JOIN #two');
    const { chat } = await reload(tried);
    expect(chat.notices.rows.map((row) => row.invited_to)).toEqual(['#three']);
    expect(chat.notices.unseen).toBe(0);
  });

test('what is kept of invitations has a bound, and what cannot be read is nothing', async () => {
  const tried = await joined_chat();
  for (let i = 0; i < 200; ++i) tried.server.tell(`:n${i}!u@h INVITE ana #r${i}`);
  const kept = new KeptState();
  expect(kept.invitations_of('guest ana')).toHaveLength(20);
  for (const value of [3, [null, 1, {}, { from: 'x', room: '', at_ms: 0, is_seen: true }]]) {
    write_json('invitations', { who: 'guest ana', value });
    expect(kept.invitations_of('guest ana')).toEqual([]);
  }
});
