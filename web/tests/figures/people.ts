// People without a browser: raw IRC connections that say what a figure needs.

import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

const wait_ms_max = 30_000;

export class Talker {
  private said = '';
  private waits: { pattern: RegExp; done: (found: RegExpExecArray) => void }[] = [];

  private constructor(
    private readonly socket: Socket,
    readonly nick: string,
  ) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.take(text));
    socket.on('error', () => undefined);
  }

  static async enter(
    port: number,
    nick: string,
    rooms: readonly string[] = [],
    capabilities = 'message-tags echo-message server-time',
  ): Promise<Talker> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const talker = new Talker(socket, nick);
    const welcome = talker.hears(/ (?:376|422) /);
    talker.sends(`CAP REQ :${capabilities}`, `NICK ${nick}`, `USER u 0 * :${nick}`, 'CAP END');
    await welcome;
    for (const room of rooms) {
      const in_it = talker.hears(new RegExp(` 366 \\S+ ${room} `));
      talker.sends(`JOIN ${room}`);
      await in_it;
    }
    return talker;
  }

  sends(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''));
  }

  says(target: string, text: string): void {
    this.sends(`PRIVMSG ${target} :${text}`);
  }

  /** Of what comes from now on. */
  hears(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`not heard: ${pattern}`)), wait_ms_max);
      const wait = {
        pattern,
        done: (found: RegExpExecArray) => {
          clearTimeout(timer);
          done(found);
        },
      };
      this.waits.push(wait);
    });
  }

  leave(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    const lines = (this.said + text).split('\r\n');
    this.said = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('PING')) this.sends(line.replace('PING', 'PONG'));
      if (this.waits.length === 0) continue;
      for (const wait of [...this.waits]) {
        const found = wait.pattern.exec(line);
        if (found === null) continue;
        this.waits = this.waits.filter((each) => each !== wait);
        wait.done(found);
      }
    }
  }
}

const words = (
  'the of a lesson photo library please tomorrow we can meet at nine and I have the exercise ' +
  'which page was it does anybody know where they put the keys of this room good idea thanks'
).split(' ');

/** Lines of different lengths, the same for the same number. */
export function sentence(n: number): string {
  let text = `${n}`;
  let state = (n * 2654435761) >>> 0;
  const length = 3 + (state % 29);
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += ` ${words[(state >>> 8) % words.length]}`;
  }
  return text;
}

/** Calls `act` at this rate until it is stopped; what is late is done at once. */
export function steadily(per_s: number, act: (n: number) => void): () => void {
  const begin_ms = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begin_ms) / 1000) * per_s);
    while (done < due) act(done++);
  }, Math.max(5, Math.min(50, 1000 / per_s)));
  return () => clearInterval(timer);
}

export function pause(duration_ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, duration_ms));
}
