import { afterAll, expect, test } from 'vitest';
import { device, ready, texts, until } from './start';

const stamp = Date.now().toString(36);
const ends: (() => void)[] = [];
afterAll(() => { for (const end of ends) end(); });

test('two people talk, and one who comes back reads what was said', async () => {
  const ana = await device();
  const bob = await device();
  ends.push(() => ana.chat.stop(), () => bob.chat.stop());
  const room = `#t${stamp}`;
  ana.chat.start({ kind: 'guest', nick: `ana${stamp}`, room });
  bob.chat.start({ kind: 'guest', nick: `bob${stamp}`, room });
  const at_ana = await until('room', () => ana.chat.find(room));
  const at_bob = await until('room', () => bob.chat.find(room));
  await until('both', () => at_ana.joined && at_bob.joined);
  at_ana.say('hello');
  await until('hello', () => texts(at_bob).includes(`ana${stamp}: hello`));
  at_bob.say('one\ntwo\n\nfour');
  await until('lines', () => texts(at_ana).includes(`bob${stamp}: one\ntwo\n\nfour`));
  expect(at_ana.unread).toBe(1);

  // The connection is lost while something is said, and something is typed meanwhile.
  ana.sockets.at(-1)?.terminate();
  await until('lost', () => ana.chat.link.kind === 'waiting');
  at_ana.say('typed offline');
  at_bob.say('while you were away');
  await until('back', () => ana.chat.link.kind === 'ready');
  await until('both lines', () => texts(at_ana).length === 4
    && texts(at_ana).every((text) => !text.includes('[')));
  expect(texts(at_bob).filter((text) => text.endsWith('typed offline'))).toHaveLength(1);
  await until('order', () => texts(at_ana).join() === texts(at_bob).join());
});

test('an account, a token, search, and private chats on a new device', async () => {
  const cat = await device();
  const dog = await device();
  ends.push(() => cat.chat.stop(), () => dog.chat.stop());
  const [cat_name, dog_name] = [`cat${stamp}`, `dog${stamp}`];
  cat.chat.start({ kind: 'guest', nick: cat_name });
  dog.chat.start({ kind: 'guest', nick: dog_name });
  await ready(cat.chat);
  await ready(dog.chat);
  const wish = { password: 'correct-horse', stay_logged_in: true };
  expect(await cat.chat.register({ account: cat_name, ...wish })).toEqual(
    { ok: true, value: { must_verify: false } });
  expect((await dog.chat.register({ account: dog_name, ...wish })).ok).toBe(true);
  expect(cat.kept.login?.account).toBe(cat_name);
  const devices = await cat.chat.devices();
  expect(devices.ok && devices.value.devices).toHaveLength(1);
  const data = await cat.chat.export_data(() => undefined);
  expect(data.ok && (JSON.parse(data.value) as { names: string[] }).names).toEqual([cat_name]);

  cat.chat.stop();
  await until('gone', () => cat.chat.link.kind === 'offline');
  const to_cat = dog.chat.talk_to(cat_name);
  // To one who is not here nothing can be said, unless they are always on.
  to_cat.say('are you there?');
  const failed = await until('answer', () => to_cat.lines.rows.find(
    (row) => row.kind === 'line' && row.state === 'failed'));
  expect(failed.kind === 'line' && failed.why?.code).toBe('no_such_nick');

  cat.chat.start({ kind: 'resume' });
  await ready(cat.chat);
  expect(cat.chat.me.account).toBe(cat_name);
  to_cat.say('a needle for you');
  to_cat.say('and another');
  const from_dog = await until('private', () => cat.chat.find(dog_name));
  await until('unread', () => from_dog.unread === 2);

  const tablet = await device();
  ends.push(() => tablet.chat.stop());
  tablet.chat.start({
    kind: 'account', account: cat_name, password: 'correct-horse', stay_logged_in: false,
  });
  await ready(tablet.chat);
  const on_tablet = await until('there', () => tablet.chat.find(dog_name));
  await until('unread there', () => on_tablet.unread === 2);
  const last = on_tablet.lines.rows.at(-1);
  on_tablet.mark_read(last?.id ?? '');
  await until('read here', () => from_dog.unread === 0, 1_500);

  const hits = await tablet.chat.search({ text: 'need*' });
  expect(hits.ok && hits.value.hits.map((hit) => hit.line.text)).toEqual(['a needle for you']);
  expect(hits.ok && hits.value.hits[0]?.conversation).toBe(dog_name);

  const wrong = await device();
  ends.push(() => wrong.chat.stop());
  wrong.chat.start({ kind: 'account', account: cat_name, password: 'no', stay_logged_in: false });
  const link = await until('refused', () => wrong.chat.link.kind === 'refused' && wrong.chat.link);
  expect(link.kind === 'refused' && link.why.code).toBe('wrong_password');
  expect((await tablet.chat.change_password('correct-horse', 'battery-staple')).ok).toBe(true);
});

test('reactions, edits, moderation and history that is read back', async () => {
  const eve = await device();
  const fay = await device();
  ends.push(() => eve.chat.stop(), () => fay.chat.stop());
  const room = `#m${stamp}`;
  eve.chat.start({ kind: 'guest', nick: `eve${stamp}`, room });
  const here = await until('room', () => eve.chat.find(room));
  await until('in', () => here.joined);
  eve.chat.look_at(here);
  fay.chat.start({ kind: 'guest', nick: `fay${stamp}`, room });
  const there = await until('room', () => fay.chat.find(room));
  await until('in', () => there.joined);
  fay.chat.look_at(there);
  await until('rank', () => here.my_rank === 'owner' || here.my_rank === 'operator');
  for (let i = 0; i < 30; ++i) here.say(`line ${i}`);
  await until('all', () => texts(there).length === 30, 20_000);
  const line = there.lines.rows.findLast((row) => row.kind === 'line');
  there.react(line?.id ?? '', '👍', true);
  await until('reaction', () => here.lines.find(line?.id ?? '')?.reactions[0]?.count === 1);
  expect((await here.edit(line?.id ?? '', 'line 29, mended')).ok).toBe(true);
  await until('edited', () => there.lines.rows.some(
    (row) => row.kind === 'line' && row.text === 'line 29, mended' && row.edited));
  expect(there.lines.find(line?.id ?? '')).toBeUndefined();
  expect((await here.set_topic('what we talk about')).ok).toBe(true);
  await until('topic', () => there.topic?.text === 'what we talk about');
  expect(await there.set_topic('mine')).toMatchObject({ ok: false, why: { code: 'not_allowed' } });

  const late = await device();
  ends.push(() => late.chat.stop());
  late.chat.start({ kind: 'guest', nick: `gus${stamp}`, room });
  const old = await until('room', () => late.chat.find(room));
  await until('past', () => texts(old).length >= 30);
  expect(old.lines.rows.findLast((row) => row.kind === 'line')).toMatchObject({
    text: 'line 29, mended', edited: true,
  });
  expect(old.unread).toBe(0);
  expect(old.lines.has_older).toBe(false);
  expect((await here.mute(`fay${stamp}`)).ok).toBe(true);
  const bans = await here.bans();
  expect(bans.ok && bans.value).toHaveLength(1);
  expect((await here.kick(`gus${stamp}`, 'enough')).ok).toBe(true);
  await until('out', () => !old.joined);
  const rooms = await eve.chat.list_rooms(stamp);
  expect(rooms.ok && rooms.value.some((each) => each.name === room)).toBe(true);
}, 40_000);

test('a ciphered room: the right key reads, another does not', async () => {
  const ann = await device();
  const ben = await device();
  ends.push(() => ann.chat.stop(), () => ben.chat.stop());
  const room = `#x${stamp}`;
  ann.chat.start({ kind: 'guest', nick: `ann${stamp}`, room });
  ben.chat.start({ kind: 'guest', nick: `ben${stamp}`, room });
  const at_ann = await until('room', () => ann.chat.find(room));
  const at_ben = await until('room', () => ben.chat.find(room));
  await until('in', () => at_ann.joined && at_ben.joined);
  expect((await at_ann.set_passphrase('ten words of a list', false)).ok).toBe(true);
  at_ann.say('a secret\nof two lines');
  const closed = await until('line', () => at_ben.lines.rows.find((row) => row.kind === 'line'));
  expect(closed.kind === 'line' && [closed.text, closed.seal]).toEqual(['', 'no_key']);
  expect((await at_ben.set_passphrase('ten words of a list', false)).ok).toBe(true);
  await until('opened', () => texts(at_ben).includes(`ann${stamp}: a secret\nof two lines`));
  ann.sockets.at(-1)?.terminate();
  await until('lost', () => ann.chat.link.kind === 'waiting');
  at_ann.say('sealed, typed offline');
  await until('said', () => texts(at_ben).includes(`ann${stamp}: sealed, typed offline`));
  expect(texts(at_ann).filter((text) => text.includes('offline'))).toHaveLength(1);
}, 40_000);
