// A server that means harm: it serves the page as the true one does, and speaks IRC as a test says.

import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer, type WebSocket } from 'ws';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};
const wait_ms_max = 20_000;

export class FakeServer {
  /** All that the page has sent, in order. */
  readonly got: string[] = [];
  nick = '';
  private socket: WebSocket | undefined;

  private constructor(
    private readonly http: Server,
    public capabilities: string,
    private readonly isupport: string,
  ) {
    new WebSocketServer({ server: http }).on('connection', (socket) => {
      this.socket = socket;
      socket.on('message', (data: Buffer) => this.take(data.toString().trimEnd()));
    });
  }

  static async start(
    capabilities: string,
    isupport = 'CASEMAPPING=ascii CHANTYPES=#',
  ): Promise<FakeServer> {
    const http = createServer((request, response) => {
      const path = normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'));
      const file = join(dist, path === '/' ? 'index.html' : path);
      if (!file.startsWith(dist) || !existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      const type = types[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type }).end(readFileSync(file));
    });
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    return new FakeServer(http, capabilities, isupport);
  }

  get url(): string {
    return `http://localhost:${(this.http.address() as AddressInfo).port}/`;
  }

  send(...lines: string[]): void {
    for (const line of lines) this.socket?.send(line);
  }

  /** Without a word. */
  break_off(): void {
    this.socket?.terminate();
  }

  /** The next line that matches, of those not looked at yet. */
  async hears(pattern: RegExp, from = 0): Promise<string> {
    const end_ms = Date.now() + wait_ms_max;
    for (;;) {
      const line = this.got.slice(from).find((said) => pattern.test(said));
      if (line !== undefined) return line;
      if (Date.now() > end_ms) throw new Error(`not heard: ${pattern}\n${this.got.join('\n')}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  async stop(): Promise<void> {
    this.socket?.terminate();
    await new Promise((done) => this.http.close(done));
  }

  private take(line: string): void {
    this.got.push(line);
    const label = /^@(?:\S*;)?(label=[^; ]+)/.exec(line)?.[1];
    const [command = '', ...words] = line.replace(/^@\S+ /, '').split(' ');
    const say = (text: string) => this.send(label === undefined ? text : `@${label} ${text}`);
    if (command === 'CAP' && words[0] === 'LS') this.send(`:srv.x CAP * LS :${this.capabilities}`);
    if (command === 'CAP' && words[0] === 'REQ') {
      this.send(`:srv.x CAP * ACK ${words.slice(1).join(' ')}`);
    }
    if (command === 'NICK') this.nick = (words[0] ?? '').replace(/^:/, '');
    if (command === 'CAP' && words[0] === 'END') this.welcome();
    if (command === 'PING') say(`:srv.x PONG srv.x ${words.join(' ')}`);
    if (command === 'JOIN') this.joined((words[0] ?? '').replace(/^:/, ''), say);
  }

  private welcome(): void {
    this.send(
      `:srv.x 001 ${this.nick} :hi`,
      `:srv.x 005 ${this.nick} ${this.isupport} PREFIX=(ov)@+ :are supported`,
      `:srv.x 422 ${this.nick} :no motd`,
    );
  }

  joined(room: string, say: (text: string) => void = (text) => this.send(text)): void {
    say(`:${this.nick}!u@h JOIN ${room}`);
    this.send(
      `:srv.x 353 ${this.nick} = ${room} :${this.nick} bob`,
      `:srv.x 366 ${this.nick} ${room} :end`,
    );
  }
}
