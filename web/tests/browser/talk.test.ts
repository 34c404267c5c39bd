// People talk: rooms, private chats, replies, reactions, the past, search, and who has another
// client.

import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { Pupil } from './classroom';
import { end_browser, new_device, Person, picture_failure, w } from './person';
import { TestServer } from './server';
import { Terminal } from './terminal';

const room = '#lobby';

let server: TestServer;
let people: Person[] = [];

async function enter(name: string, where = room): Promise<Person> {
  const person = await Person.enter(server.url(), name, where);
  people.push(person);
  return person;
}

beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  for (const person of people) {
    expect(person.complaints).toEqual([]);
    await person.close();
  }
  people = [];
  await server.stop();
});
afterAll(end_browser);

it('from the page to the first line it takes a name and a room', async () => {
  const begin_ms = Date.now();
  const ana = await enter('ana');
  await ana.says(room, 'hello');
  await ana.sees('hello');
  console.log(`from the page to the first line: ${Date.now() - begin_ms} ms`);
});

it('two people talk in a room and alone', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await ana.says(room, 'hello luis');
  await luis.sees('hello luis');
  await luis.says(room, 'hello ana');
  await ana.sees('hello ana');
  await luis.says(room, '/msg ana between us');
  await ana.entry('luis').waitFor();
  await ana.opens('luis');
  await ana.sees('between us');
  await ana.says('luis', 'indeed');
  await luis.opens('ana');
  await luis.sees('indeed');
  await luis.opens(room);
  expect(await luis.line('indeed').count()).toBe(0);
});

it('a text is never markup', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await ana.says(room, '<img src=x onerror="document.title=1"><b>bold</b>');
  await luis.sees('<b>bold</b>');
  expect(await luis.lines().locator('img, b').count()).toBe(0);
});

it('a line is answered, and reacted to', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await ana.says(room, 'who is hungry?');
  await luis.sees('who is hungry?');
  const actions = await luis.acts_on('who is hungry?');
  await actions.getByRole('button', { name: w.feed.act_reply }).click();
  await luis.says(room, 'I am');
  await ana.sees('I am');
  expect(await ana.line('I am').getByText('who is hungry?').count()).toBe(1);
  await (await luis.acts_on('who is hungry?'))
    .getByRole('button', { name: w.feed.act_react }).first().click();
  await luis.page.getByRole('dialog').getByRole('button', { name: '👍' }).first().click();
  await ana.line('who is hungry?').getByRole('button', { name: /^👍/ }).first().waitFor();
});

it('one’s own line is edited, and taken back', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await ana.says(room, 'helo');
  await luis.sees('helo');
  await (await ana.acts_on('helo')).getByRole('button', { name: w.feed.act_edit }).click();
  await ana.says(room, 'hello, corrected');
  await luis.sees('hello, corrected');
  await expect.poll(() => luis.line('helo').count()).toBe(0);
});

it('an answer to what was taken back says so once that is known', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await ana.says(room, 'taken back soon');
  await luis.sees('taken back soon');
  await (await luis.acts_on('taken back soon'))
    .getByRole('button', { name: w.feed.act_reply }).click();
  await luis.says(room, 'really?');
  await ana.sees('really?');
  await ana.line('taken back soon').first().focus();
  await ana.page.keyboard.press('Delete');
  await ana.page.getByRole('dialog').locator('button[type=submit]').click();
  await luis.sees(w.feed.removed);
  await luis.page.reload();
  await luis.line('really?').getByText(w.feed.reply_gone).click();
  await luis.line('really?').getByText(w.feed.reply_lost).waitFor();
});

it('an edited line keeps its place, answers and reactions, after a reload too', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await ana.says(room, 'the number is 41');
  await luis.sees('the number is 41');
  await (await luis.acts_on('the number is 41'))
    .getByRole('button', { name: w.feed.act_react }).first().click();
  await luis.page.getByRole('dialog').getByRole('button', { name: '👍' }).first().click();
  await (await luis.acts_on('the number is 41'))
    .getByRole('button', { name: w.feed.act_reply }).click();
  await luis.says(room, 'are you sure?');
  await ana.sees('are you sure?');
  for (const text of ['the number is 42', 'the number is 43']) {
    await ana.line('the number is').first().hover();
    await ana.line('the number is').first().getByRole('button', { name: w.feed.act_edit }).click();
    await ana.says(room, text);
    await luis.sees(text);
  }
  const is_as_it_was = async (person: Person): Promise<void> => {
    await person.line('are you sure?').getByText('the number is 43').waitFor();
    expect(await person.lines().count()).toBe(2);
    const first = person.lines().first();
    await first.getByText('the number is 43').waitFor();
    await first.getByText(w.feed.edited).waitFor();
    await first.getByRole('button', { name: /^👍/ }).waitFor();
  };
  await is_as_it_was(luis);
  await luis.page.reload();
  await luis.sees('are you sure?');
  await is_as_it_was(luis);
});

it('what was said is there after a reload, once', async () => {
  // A room that nobody is in any more is forgotten, with all that was said there.
  await enter('luis');
  const ana = await enter('ana');
  for (const text of ['one', 'two', 'three']) await ana.says(room, `line ${text}`);
  await ana.sees('line three');
  await ana.page.reload();
  await ana.sees('line three');
  for (const text of ['one', 'two', 'three']) {
    expect(await ana.line(`line ${text}`).count()).toBe(1);
  }
});

it('a reload comes back to the room that was on the screen', async () => {
  await enter('luis', '#maths');
  const ana = await enter('ana');
  await ana.says(room, '/join #maths');
  await ana.writes_in('#maths').waitFor();
  await ana.page.reload();
  await ana.writes_in('#maths').waitFor();
  await ana.opens(room);
  await ana.writes_in(room).waitFor();
});

it('what is searched for is found, and opens in its place', async () => {
  const ana = await enter('ana');
  for (let i = 0; i < 5; i += 1) await ana.says(room, `about nothing ${i}`);
  await ana.says(room, 'the needle in the hay');
  for (let i = 5; i < 10; i += 1) await ana.says(room, `about nothing ${i}`);
  await ana.sees('about nothing 9');
  await ana.page.getByRole('button', { name: w.top.search }).click();
  await ana.page.getByRole('combobox', { name: w.search.label }).fill('needle');
  await ana.page.getByRole('option', { name: 'the needle in the hay' }).first().click();
  await ana.line('the needle in the hay').waitFor();
});

it('a room shows what is new to whoever is elsewhere', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await luis.says(room, '/join #music');
  await luis.writes_in('#music').waitFor();
  await luis.says('#music', '/topic what we listen to');
  await luis.page.getByText('what we listen to').first().waitFor();
  await ana.says(room, 'hey luis, are you there?');
  await luis.page.getByRole('button', { name: w.side.mentions(1) }).waitFor();
  await luis.opens(room);
  await luis.sees('are you there?');
});

it('the classroom’s client, uvchat-cli and browsers share a room', async () => {
  const ana = await enter('ana');
  const pupil = await Pupil.enter(server.classroom_port, 'pepe');
  const luis = new Terminal('--nick', 'luis', '--room', room, `127.0.0.1:${server.irc_port}`);
  try {
    await luis.shows('ana');
    pupil.says('hola a todos');
    await ana.sees('hola a todos');
    await ana.says(room, 'hola pepe');
    await expect.poll(() => pupil.printed, { timeout: 10_000 }).toContain('ana: hola pepe');
    await luis.shows('hola pepe');
    luis.types('buenas');
    await ana.sees('buenas');
    await expect.poll(() => pupil.printed, { timeout: 10_000 }).toContain('luis: buenas');
  } finally {
    pupil.leave();
    await luis.close();
  }
});

it('a mute and a ban hit one of many at an address, and are lifted there', async () => {
  // Whoever makes a room has a rank there.
  const club = '#club';
  const [ana, luis] = [await enter('ana', club), await enter('luis', club)];
  await luis.says(club, 'hello');
  const does = async (deed: string): Promise<void> => {
    const nick = { name: 'luis', includeHidden: true };
    await ana.line('hello').getByRole('button', nick).first().click();
    await ana.page.getByRole('menuitem', { name: deed, exact: true }).click();
  };
  for (const [deed, undo] of [
    [w.members.mute, w.members.unmute], [w.members.ban, w.members.unban],
  ] as const) {
    await does(deed);
    const dialog = ana.page.getByRole('dialog');
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'hidden' });
    await does(undo);
    await ana.page.getByText(w.moderate.done).first().waitFor();
  }
  await luis.page.getByRole('button', { name: w.write.enter_again }).click();
  await luis.says(club, 'I am back');
  await ana.sees('I am back');
});

it('a room is kept by whoever has an account, and is there when nobody was', async () => {
  const ana = await enter('ana');
  await ana.registers('ana', 'seven-lamps-burning');
  await ana.says(room, '/join #chess');
  await ana.writes_in('#chess').waitFor();
  await ana.says('#chess', '/topic every evening at eight');
  await ana.presses(w.top.details);
  const dialog = ana.page.getByRole('dialog');
  await dialog.getByText(w.keeping.not_kept).waitFor();
  await dialog.getByRole('button', { name: w.keeping.keep }).click();
  await dialog.getByText(/^Kept by ana since/).waitFor();
  await ana.page.keyboard.press('Escape');
  await ana.says('#chess', '/part');
  await ana.entry('chess').waitFor({ state: 'hidden' });
  const luis = await enter('luis');
  await luis.says(room, '/join #chess');
  await luis.page.getByText('every evening at eight').first().waitFor();
});

it('who has made a room is offered to keep it, until they do or do not wish it', async () => {
  const ana = await enter('ana');
  await ana.registers('ana', 'seven-lamps-burning');
  const offer = ana.page.getByRole('note').filter({ hasText: w.keeping.offer });
  for (const name of ['#chess', '#go']) {
    await ana.says(room, `/join ${name}`);
    await ana.writes_in(name).waitFor();
    await offer.waitFor();
    const answer = name === '#go' ? w.keeping.keep : w.inbox.dismiss;
    await offer.getByRole('button', { name: answer }).click();
    await offer.waitFor({ state: 'hidden' });
    await ana.opens(room);
  }
  await ana.page.getByText(w.keeping.done('#go')).waitFor();
  await ana.page.reload();
  await ana.opens('#chess');
  await ana.writes_in('#chess').waitFor();
  expect(await offer.count()).toBe(0);
});

it('an invitation is told, is on the list, and is one click from the room', async () => {
  const [ana, luis] = [await enter('ana', '#club'), await enter('luis')];
  await ana.says('#club', '/invite luis');
  await luis.page.getByText(w.inbox.invites('ana', '#club')).first().waitFor();
  await luis.page.getByRole('button', { name: w.inbox.unseen(1) }).click();
  const dialog = luis.page.getByRole('dialog', { name: w.inbox.title });
  await dialog.getByRole('button', { name: w.inbox.join_room('#club') }).click();
  await luis.writes_in('#club').waitFor();
  await luis.page.getByRole('button', { name: w.inbox.title }).click();
  await dialog.getByText(w.inbox.none).waitFor();
});

it('lines typed while the server starts again are sent once', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  await ana.says(room, 'before');
  await luis.sees('before');
  await server.restart(async () => {
    await ana.page.getByText(w.link.kept).first().waitFor();
    await ana.says(room, 'in between');
    await ana.says(room, 'and another');
  });
  await luis.sees('and another');
  await ana.says(room, 'after');
  await luis.sees('after');
  for (const person of [ana, luis]) {
    for (const text of ['before', 'in between', 'and another', 'after']) {
      await expect.poll(() => person.line(text).count(), { timeout: 10_000 }).toBe(1);
    }
  }
});

it('a line that waits is there after a reload, and is sent when the person says so', async () => {
  const [ana, luis] = [await enter('ana'), await enter('luis')];
  // The page asks whether it may be left.
  ana.page.on('dialog', (dialog) => void dialog.accept());
  await server.restart(async () => {
    await ana.page.getByText(w.link.kept).first().waitFor();
    await ana.says(room, 'typed offline');
    await ana.page.goto('about:blank');
  });
  await ana.page.goto(server.url());
  await ana.line('typed offline').getByText(w.refusal.left_over).waitFor();
  await luis.says(room, 'is ana here?');
  await ana.sees('is ana here?');
  expect(await luis.line('typed offline').count()).toBe(0);
  await ana.line('typed offline').getByRole('button', { name: w.send }).click();
  await luis.sees('typed offline');
  await ana.page.reload();
  await ana.sees('typed offline');
  expect(await ana.line('typed offline').count()).toBe(1);
});

it('two devices of one account share rooms and what has been read', async () => {
  const ana = await enter('ana');
  await ana.registers('ana', 'seven-lamps-burning');
  const phone = await Person.open(server.url(), await new_device({ width: 390, height: 844 }));
  people.push(phone);
  await phone.logs_in('ana', 'seven-lamps-burning');
  const luis = await enter('luis');
  await luis.says(room, 'for both of your screens');
  await ana.sees('for both of your screens');
  await phone.sees('for both of your screens');
  await ana.says(room, 'from the desk');
  await phone.sees('from the desk');
  expect(await phone.line('from the desk').count()).toBe(1);
});
