import { afterAll, expect, test } from 'vitest';
import { device, ready, texts, until } from './start';

const stamp = Date.now().toString(36);
const ends: (() => void)[] = [];
afterAll(() => { for (const end of ends) end(); });

async function person(nick: string, password?: string): ReturnType<typeof device> {
  const made = await device();
  ends.push(() => made.chat.stop());
  made.chat.start({ kind: 'guest', nick });
  await ready(made.chat);
  if (password !== undefined) {
    const done = await made.chat.register({ account: nick, password, stay_logged_in: true });
    expect(done).toEqual({ ok: true, value: { must_verify: false } });
  }
  return made;
}

test('a new device shows the unread private chats of people never talked to before', async () => {
  const name = `home${stamp}`;
  const home = await person(name, 'correct-horse');
  expect((await home.chat.core.session.request('NS', ['SET', 'always-on', 'on'])).kind)
    .toBe('answer');
  home.chat.stop();
  await until('gone', () => home.chat.link.kind === 'offline');
  const strangers: Awaited<ReturnType<typeof device>>[] = [];
  for (const i of [1, 2, 3]) strangers.push(await person(`s${i}${stamp}`, 'a-password'));
  strangers.forEach((stranger, i) => stranger.chat.talk_to(name).say(`hello from ${i + 1}`));
  for (const stranger of strangers) {
    await until('said', () => texts(stranger.chat.core.find(name)).length === 1);
  }
  const tablet = await device();
  ends.push(() => tablet.chat.stop());
  tablet.chat.start({
    kind: 'account', account: name, password: 'correct-horse', stay_logged_in: false,
  });
  await ready(tablet.chat);
  await until('three', () => tablet.chat.conversations.length === 3 && tablet.chat.unread === 3);
  const first = tablet.chat.conversations[0];
  expect(first?.lines.rows).toHaveLength(1);

  // What is read here is read there, and both show the same lines.
  home.chat.start({ kind: 'resume' });
  await ready(home.chat);
  await until('three there', () => home.chat.unread === 3);
  first?.mark_read(first.lines.rows.at(-1)?.id ?? '');
  await until('two there', () => home.chat.unread === 2, 1_000);
  const mine = home.chat.find(first?.name ?? '');
  mine?.say('read it, thanks');
  await until('there', () => texts(first).includes(`${name}: read it, thanks`));
  expect(first?.unread).toBe(0);
  await until('presence', () => first?.presence === 'here');
  strangers.find((each) => each.chat.me.nick === first?.name)?.chat.stop();
  await until('presence', () => first?.presence === 'gone');
}, 60_000);

test('a room of an account is there on its other device, and leaves with it', async () => {
  const name = `two${stamp}`;
  const one = await person(name, 'correct-horse');
  const two = await device();
  ends.push(() => two.chat.stop());
  two.chat.start({
    kind: 'account', account: name, password: 'correct-horse', stay_logged_in: true,
  });
  await ready(two.chat);
  const room = `#d${stamp}`;
  expect((await one.chat.join(room)).ok).toBe(true);
  const here = await until('there', () => two.chat.find(room));
  await until('in', () => here.joined);
  one.chat.find(room)?.say('from one');
  await until('heard', () => texts(here).includes(`${name}: from one`));
  expect(here.lines.rows.every((row) => row.kind !== 'line' || row.is_mine)).toBe(true);
  expect(here.unread).toBe(0);
  const devices = await one.chat.devices();
  expect(devices.ok && devices.value.sessions).toHaveLength(2);
  expect(devices.ok && devices.value.devices).toHaveLength(2);
  const left = one.chat.find(room);
  if (left !== undefined) expect((await one.chat.leave(left)).ok).toBe(true);
  await until('left', () => two.chat.find(room) === undefined);
  expect((await one.chat.revoke('all')).ok).toBe(true);
  const link = await until('put out', () => two.chat.link.kind !== 'ready' && two.chat.link);
  expect(['waiting', 'connecting', 'refused']).toContain(link.kind);
  const refused = await until('refused', () => two.chat.link.kind === 'refused' && two.chat.link);
  expect(refused.kind === 'refused' && refused.why.code).toBe('wrong_token');
}, 60_000);
