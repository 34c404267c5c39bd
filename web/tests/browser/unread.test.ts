// What is new to somebody who was elsewhere: where it begins, how much it is, and that nothing
// counts as read before it was on the screen.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { end_browser, Person, picture_failure, w } from './person';
import { TestServer } from './server';

let server: TestServer;
let ana: Person;
let bob: Talker;

/** Says many lines, over IRC. */
class Talker {
  private heard = '';

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => (this.heard += bytes.toString()));
  }

  static async enter(port: number, ...rooms: string[]): Promise<Talker> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const talker = new Talker(socket);
    socket.write(`NICK bob\r\nUSER bob 0 * bob\r\nJOIN ${rooms.join(',')}\r\n`);
    await talker.hears(` 366 bob ${rooms.at(-1) ?? ''} `);
    return talker;
  }

  async hears(text: string): Promise<void> {
    while (!this.heard.includes(text)) await once(this.socket, 'data');
  }

  /** One after the other: what is said in one millisecond is read at once. */
  async says(room: string, begin: string, count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      this.socket.write(`PRIVMSG ${room} :${begin} ${i}.\r\nPING :${begin}-${i}\r\n`);
      await this.hears(`:${begin}-${i}\r\n`);
      await new Promise((done) => { setTimeout(done, 2); });
    }
  }

  leave(): void { this.socket.destroy(); }
}

beforeEach(async () => {
  server = await TestServer.start({ config: { limits: { flood: { enabled: false } } } });
  bob = await Talker.enter(server.irc_port, '#lobby', '#side');
  ana = await Person.enter(server.url(), 'ana', '#lobby');
  await ana.says('#lobby', 'hello');
  await bob.hears('PRIVMSG #lobby :hello');
  await bob.says('#lobby', 'seen', 60);
  await ana.sees('seen 59.');
});
afterEach(async ({ task }) => {
  await picture_failure(task);
  expect(ana.complaints).toEqual([]);
  await ana.close();
  bob.leave();
  await server.stop();
});
afterAll(end_browser);

const is_on_screen = async (text: string): Promise<boolean> => {
  const [line, log] = [ana.line(text).first(), ana.page.getByRole('log')];
  if (!(await line.isVisible())) return false;
  const [at, around] = [await line.boundingBox(), await log.boundingBox()];
  return at !== null && around !== null && at.y >= around.y
    && at.y + at.height <= around.y + around.height;
};
const new_bar = () => ana.page.getByRole('separator', { name: w.feed.new_since });
/** What the button at the end counts: lines below the screen. */
const below = async (): Promise<number> => {
  const button = ana.page.getByRole('button', { name: /^\d+ new message/ });
  return Number.parseInt((await button.getAttribute('aria-label')) ?? '', 10);
};

/** Away with the page, and back. */
async function misses(count: number): Promise<void> {
  await ana.page.goto('about:blank');
  await bob.hears(' QUIT');
  await bob.says('#lobby', 'later', count);
  await ana.page.goto(server.url());
  await ana.writes_in('#lobby').waitFor();
}

it('who comes back stands where the new lines begin, and has read no others', async () => {
  await misses(60);
  await new_bar().waitFor();
  expect(await is_on_screen('seen 59.')).toBe(true);
  expect(await is_on_screen('later 0.')).toBe(true);
  expect(await is_on_screen('later 59.')).toBe(false);
  expect(await below()).toBeGreaterThan(20);
});

it('the new lines may begin before what is loaded first', async () => {
  await misses(130);
  await ana.sees('later 0.');
  expect(await is_on_screen('seen 59.')).toBe(true);
  expect(await is_on_screen('later 0.')).toBe(true);
  expect(await below()).toBeGreaterThan(100);
});

it('who comes from another room stands where the new lines begin', async () => {
  await ana.says('#lobby', '/join #side');
  await ana.writes_in('#side').waitFor();
  await bob.says('#lobby', 'later', 80);
  await ana.entry('lobby').locator('[data-count="80"]').waitFor();
  await ana.opens('#lobby');
  await ana.sees('later 0.');
  expect(await is_on_screen('later 0.')).toBe(true);
  expect(await below()).toBeGreaterThan(20);
});
