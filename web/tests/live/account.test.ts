import { afterAll, expect, test } from 'vitest';
import { device, ready, texts, until } from './start';

const stamp = Date.now().toString(36);
const ends: (() => void)[] = [];
afterAll(() => { for (const end of ends) end(); });

test('a guest logs in and out while connected, and is refused with a wrong password', async () => {
  const name = `zoe${stamp}`;
  const first = await device();
  ends.push(() => first.chat.stop());
  first.chat.start({ kind: 'guest', nick: name });
  await ready(first.chat);
  const wish = { account: name, password: 'a b: ñandú', stay_logged_in: false };
  expect(await first.chat.register(wish)).toMatchObject(
    { ok: false, why: { code: 'bad_password' } });
  expect((await first.chat.register({ ...wish, password: 'ñandú-123' })).ok).toBe(true);
  expect(await first.chat.register({ ...wish, password: 'x-123456' })).toMatchObject(
    { ok: false, why: { code: 'already_logged_in' } });
  expect((await first.chat.log_out()).ok).toBe(true);
  expect(first.kept.login).toBeNull();
  expect(first.chat.link.kind).toBe('offline');

  const second = await device();
  ends.push(() => second.chat.stop());
  second.chat.start({ kind: 'guest', nick: `guest${stamp}`, room: `#g${stamp}` });
  await ready(second.chat);
  const room = await until('room', () => second.chat.find(`#g${stamp}`));
  await until('in', () => room.joined);
  expect(await second.chat.log_in(name, 'wrong', false)).toMatchObject(
    { ok: false, why: { code: 'wrong_password' } });
  expect(second.chat.link.kind).toBe('ready');
  expect(await second.chat.log_in(name, 'ñandú-123', true)).toEqual({ ok: true });
  expect(second.chat.me.account).toBe(name);
  await until('token', () => second.kept.login !== null);
  second.sockets.at(-1)?.terminate();
  await until('lost', () => second.chat.link.kind === 'waiting');
  expect(second.chat.me.account).toBe(name);
  await ready(second.chat);
  expect(second.chat.me.account).toBe(name);
  await until('in again', () => room.joined);
  room.say('as myself');
  await until('said', () => texts(room).length === 1);
  expect(room.lines.rows.find((row) => row.kind === 'line')).toMatchObject({ account: name });

  expect((await second.chat.set_away('lunch')).ok).toBe(true);
  await until('away', () => second.chat.me.away === 'lunch');
  expect((await second.chat.set_away(null)).ok).toBe(true);
  await until('here', () => second.chat.me.away === null);
  const who = await second.chat.whois(second.chat.me.nick);
  expect(who.ok && [who.value.account, who.value.rooms.length]).toEqual([name, 1]);
  expect(await second.chat.whois('nobody-here')).toMatchObject(
    { ok: false, why: { code: 'no_such_nick' } });
  expect((await second.chat.set_nick(`neu${stamp}`)).ok).toBe(true);
  expect(second.chat.me.nick).toBe(`neu${stamp}`);
  expect(await second.chat.set_nick('1bad')).toMatchObject(
    { ok: false, why: { code: 'nick_invalid' } });
  expect(await second.chat.join('no room')).toMatchObject(
    { ok: false, why: { code: 'bad_room_name' } });
  expect((await second.chat.join('lobby')).ok).toBe(true);
  expect(second.chat.find('#LOBBY')?.joined).toBe(true);
}, 60_000);

test('a room with a key, an invitation and a ban', async () => {
  const [host, guest] = [await device(), await device()];
  ends.push(() => host.chat.stop(), () => guest.chat.stop());
  const name = `#k${stamp}`;
  host.chat.start({ kind: 'guest', nick: `host${stamp}`, room: name });
  guest.chat.start({ kind: 'guest', nick: `gast${stamp}` });
  await ready(guest.chat);
  const room = await until('room', () => host.chat.find(name));
  await until('in', () => room.joined);
  host.chat.look_at(room);
  expect((await room.set_mode('+k secret')).ok).toBe(true);
  await until('mode', () => room.modes.flags.get('k') === 'secret');
  expect(await guest.chat.join(name)).toMatchObject({ ok: false, why: { code: 'bad_room_key' } });
  expect((await guest.chat.join(name, 'secret')).ok).toBe(true);
  await until('member', () => room.members.find(`gast${stamp}`));
  expect((await room.set_rank(`gast${stamp}`, 'voice', true)).ok).toBe(true);
  await until('voice', () => room.members.find(`gast${stamp}`)?.rank === 'voice');
  // It comes back with its key after a lost connection.
  guest.sockets.at(-1)?.terminate();
  await until('lost', () => guest.chat.link.kind === 'waiting');
  const again = await until('again', () => guest.chat.find(name));
  await until('in', () => again.joined);
  expect((await room.ban(`gast${stamp}`, 'go')).ok).toBe(true);
  await until('out', () => !again.joined);
  const bans = await room.bans();
  const mask = bans.ok ? bans.value[0]?.mask ?? '' : '';
  expect(mask).toContain('@');
  expect(await guest.chat.join(name, 'secret')).toMatchObject({ ok: false });
  expect((await room.unban(mask)).ok).toBe(true);
  expect((await room.invite(`gast${stamp}`)).ok).toBe(true);
  await until('invited', () => guest.chat.notices.rows.some((row) => row.invited_to === name));
}, 60_000);
