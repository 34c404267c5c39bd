// One account on several devices, and on a new one.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person } from '../browser/person';
import { programs, type TestServer } from '../browser/server';
import { load_text, measured_server } from './place';
import { pause, steadily, Talker } from './people';
import { median, ms, note } from './table';

const password = 'correct-horse-battery';
const times = 5;
const must_ms = 1000;

export async function devices(): Promise<void> {
  const server = await measured_server();
  const bob = await Talker.enter(server.irc_port, 'bob', ['#main', '#side']);
  const ana = await Person.enter(server.url(), 'ana', '#main');
  await ana.registers('ana', password);
  await ana.says('#main', '/join #side');
  await ana.writes_in('#side').waitFor();
  const tablet = await Person.open(server.url());
  await tablet.logs_in('ana', password);
  await tablet.entry('side').waitFor();
  const terminal = new PlainTerminal(server, 'ana');
  // It says nothing of its own before it hears something.
  const stop = steadily(2, () => bob.says('#side', 'are you in'));
  await terminal.shows(/are you in/);
  stop();
  await Promise.all([ana, tablet].map((each) => each.opens('side')));
  await pause(2000);
  await ana.opens('main');
  await tablet.opens('main');
  await pause(2000);
  await count_and_mark({ ana, tablet, terminal, bob });
  await new_device(server, [ana, tablet], terminal);
  bob.leave();
  await tablet.close();
  await server.stop();
}

interface All { ana: Person; tablet: Person; terminal: PlainTerminal; bob: Talker }

/** What the list of conversations says of a room, or null. */
function unread_of(person: Person, name: string): Promise<string> {
  return person.page.evaluate((wanted) => {
    const found = [...document.querySelectorAll('.side-entry')]
      .find((each) => each.querySelector('.side-name')?.textContent === wanted);
    if (found === undefined) return 'gone';
    return found.querySelector<HTMLElement>('.badge')?.dataset['count'] ?? '0';
  }, name);
}

async function until(what: string, is_so: () => Promise<boolean>): Promise<number> {
  const begin_ms = performance.now();
  while (!(await is_so())) {
    if (performance.now() - begin_ms > 20_000) throw new Error(`never: ${what}`);
    await pause(10);
  }
  return performance.now() - begin_ms;
}

async function count_and_mark({ ana, tablet, terminal, bob }: All) {
  const counted: number[] = [];
  const marked: number[] = [];
  const printed: number[] = [];
  for (let n = 1; n <= times; n += 1) {
    const begin_ms = performance.now();
    for (const i of [1, 2, 3]) bob.says('#side', `round ${n}, line ${i}`);
    const both = async (text: string): Promise<boolean> =>
      (await unread_of(ana, 'side')) === text && (await unread_of(tablet, 'side')) === text;
    await Promise.all([
      until('counted', () => both('3')).catch(async (problem) => {
        const seen = [await unread_of(ana, 'side'), await unread_of(tablet, 'side')];
        throw new Error(`${String(problem)}: ${seen.join(' and ')} in round ${n}`);
      }).then(() => counted.push(performance.now() - begin_ms)),
      terminal.shows(new RegExp(`round ${n}, line 3`))
        .then(() => printed.push(performance.now() - begin_ms)),
    ]);
    // Only a page that is in front reads; the tablet's stays in the other room.
    await ana.page.bringToFront();
    const read_ms = performance.now();
    await ana.opens('side');
    await until('marked', () => both('0'));
    marked.push(performance.now() - read_ms);
    await ana.opens('main');
    await pause(1000);
  }
  note('two browsers and uvchat-cli on one account: counts', 'equal within 1 s',
    `median ${ms(median(counted))}, at most ${ms(Math.max(...counted))}; the terminal has the ` +
      `line after ${ms(median(printed))}; load ${load_text()}`, Math.max(...counted) <= must_ms);
  note('the same: read on one, read on the other', 'within 1 s',
    `median ${ms(median(marked))}, at most ${ms(Math.max(...marked))}`,
    Math.max(...marked) <= must_ms);
  await terminal_reads({ ana, tablet, terminal, bob });
}

/** What the account says from the terminal is on both pages, and no news there. */
async function terminal_reads({ ana, tablet, terminal }: All): Promise<void> {
  await Promise.all([ana, tablet].map((each) => each.opens('side')));
  const begin_ms = performance.now();
  terminal.types('said in the terminal');
  await Promise.all([ana, tablet].map((each) => each.sees('said in the terminal')));
  const seen_ms = performance.now() - begin_ms;
  const unread = [await unread_of(ana, 'side'), await unread_of(tablet, 'side')];
  note('a line of one’s own from the terminal', 'on both pages, not unread, within 1 s',
    `${ms(seen_ms)}, unread ${unread.join(' and ')}`,
    seen_ms <= must_ms && unread.every((each) => each === '0'));
}

async function new_device(server: TestServer, old: Person[], terminal: PlainTerminal) {
  terminal.end();
  const strangers = ['luis', 'marta', 'yuki'];
  for (const stranger of strangers) {
    const talker = await Talker.enter(server.irc_port, stranger, []);
    const registered = talker.hears(/ REGISTER SUCCESS /);
    talker.sends(`REGISTER * * ${password}`);
    await registered;
    const done = talker.hears(/ PRIVMSG ana :hello/);
    talker.says('ana', `hello from ${stranger}`);
    await done;
    talker.leave();
  }
  const phone = await Person.open(server.url());
  await phone.logs_in('ana', password);
  const begin_ms = performance.now();
  const counts = (): Promise<string[]> =>
    Promise.all(strangers.map((stranger) => unread_of(phone, stranger)));
  await until('three chats', async () => (await counts()).every((each) => each === '1'))
    .catch(() => undefined);
  const seen = await counts();
  note('a new device: three unread private chats from strangers', 'all there, unread, no click',
    `${strangers.map((name, i) => `${name} ${seen[i]}`).join(', ')}, ` +
      `${ms(performance.now() - begin_ms)} after the log-in`, seen.every((each) => each === '1'));
  await phone.close();
  await old[0]?.close();
}

/** uvchat-cli without a screen. */
class PlainTerminal {
  private readonly home = mkdtempSync(join(tmpdir(), 'uvchat-figures-'));
  private readonly process: ChildProcess;
  private said = '';

  constructor(server: TestServer, account: string) {
    const file = join(this.home, 'password');
    writeFileSync(file, `${password}\n`);
    this.process = spawn(join(programs, 'uvchat-cli'), [
      '--plain', '--nick', account, '--account', account, '--account-password-file', file,
      '--room', '#side', `127.0.0.1:${server.irc_port}`,
    ], { env: { ...process.env, XDG_CONFIG_HOME: this.home, LC_ALL: 'C.UTF-8' } });
    const take = (bytes: Buffer): void => { this.said += bytes.toString(); };
    this.process.stdout?.on('data', take);
    this.process.stderr?.on('data', take);
  }

  types(text: string): void {
    this.process.stdin?.write(`${text}\n`);
  }

  async shows(text: RegExp): Promise<void> {
    await until(`${text} in the terminal`, async () => text.test(this.said)).catch((problem) => {
      throw new Error(`${String(problem)}: ${this.said}; ended: ${this.process.exitCode}`);
    });
  }

  end(): void {
    this.process.kill('SIGTERM');
    rmSync(this.home, { recursive: true, force: true });
  }
}
