import { afterAll, expect, test } from 'vitest';
import { OwnServer, program } from './server';
import { device, Memory, ready, texts, until } from './start';

const ends: (() => void | Promise<void>)[] = [];
afterAll(async () => { for (const end of ends) await end(); });

test.skipIf(program === '')('a server restarted while people type loses and doubles nothing',
  async () => {
    const server = await OwnServer.make();
    ends.push(() => server.remove());
    const people = await Promise.all(['ana', 'bob', 'cat'].map(async (nick) => {
      const { chat } = await device(new Memory(), false, server.url);
      ends.push(() => chat.stop());
      chat.start({ kind: 'guest', nick, room: '#lobby' });
      await ready(chat);
      const room = await until('room', () => chat.find('#lobby'));
      await until('joined', () => room.joined);
      return { nick, chat, room };
    }));
    const rounds = 60;
    let is_over = false;
    const restarts = (async () => {
      for (let i = 0; i < 3; ++i) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        await server.end();
        await new Promise((resolve) => setTimeout(resolve, 300));
        await server.start();
      }
      is_over = true;
    })();
    for (let i = 0; i < rounds || !is_over; ++i) {
      for (const person of people.slice(0, 2)) person.room.say(`${person.nick} says ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (i >= 200) break;
    }
    await restarts;
    const all_sent = (): boolean => people.every((person) => person.chat.link.kind === 'ready'
      && texts(person.room).every((text) => !text.includes('[pending]')));
    await until('all sent', all_sent, 60_000);
    const cat = people[2];
    if (cat === undefined) throw new Error();
    const count = (nick: string): number => texts(people[nick === 'ana' ? 0 : 1]?.room)
      .filter((text) => text.startsWith(`${nick}: `)).length;
    await until('all heard', () => texts(cat.room).length >= count('ana') + count('bob'), 60_000);
    for (const person of people) {
      const heard = texts(person.room);
      expect(new Set(heard).size).toBe(heard.length);
      expect(heard.filter((text) => text.includes('[failed]'))).toEqual([]);
    }
    for (const nick of ['ana', 'bob']) {
      const said = texts(cat.room).filter((text) => text.startsWith(`${nick}: `));
      expect(said).toEqual(said.map((_, i) => `${nick}: ${nick} says ${i}`));
      expect(said.length).toBeGreaterThanOrEqual(rounds);
    }
  }, 180_000);
