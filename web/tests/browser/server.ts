// A server of uvchat for a test: with a configuration and a folder of its own, on free ports.

import { type AddressInfo, createServer } from 'node:net';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const programs = resolve(process.env['UVCHAT_BIN'] ?? '../build/release');

/** What Vite has built, to be tried without a build of the server; else the page that is in it. */
const page = process.env['UVCHAT_PAGE'];

/** A name that is this machine's by --host-resolver-rules, and so no secure context over http. */
export const lan_name = 'chat.lan';

export interface ServerOptions {
  tls?: boolean;
  /** Of the server itself. */
  password?: string;
  /** Over what stands in a test's configuration. */
  config?: Record<string, unknown>;
}

interface Ports { http: number; irc: number; caesar: number }

export class TestServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'uvchat-browser-'));
  private process: ChildProcess | undefined;
  private ports: Ports = { http: 0, irc: 0, caesar: 0 };

  private constructor(private readonly options: ServerOptions) {}

  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const server = new TestServer(options);
    if (options.tls) server.make_certificate();
    await server.run();
    return server;
  }

  /** Under which the page is opened; `name`: the host. */
  url(name = 'localhost'): string {
    return `${this.options.tls ? 'https' : 'http'}://${name}:${this.ports.http}/`;
  }
  get irc_port(): number {
    return this.ports.irc;
  }
  get classroom_port(): number {
    return this.ports.caesar;
  }

  /** With everything that it has kept, on the same ports. */
  async restart(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await this.end();
    await meanwhile();
    await this.run();
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What an operator says on the server's machine; what they are answered. */
  ctl(...words: string[]): string {
    const env = { ...process.env, STATE_DIRECTORY: join(this.folder, 'state') };
    const said = spawnSync(join(programs, 'uvchat-server'), ['ctl', ...words],
      { env, encoding: 'utf8' });
    if (said.status !== 0) throw new Error(`ctl ${words.join(' ')}: ${said.stderr}`);
    return said.stdout;
  }

  private make_certificate(): void {
    const made = spawnSync(
      join(programs, 'uvchat-server'),
      ['make-certificate', lan_name, 'localhost'],
      { cwd: this.folder, encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`make-certificate: ${made.stderr}`);
  }

  private configuration(): object {
    const { tls = false, password } = this.options;
    const here = { address: '127.0.0.1' };
    return {
      server: {
        name: 'chat.example.org', network: 'Test',
        ...(password === undefined ? {} : { password }),
      },
      http: { hosts: [lan_name], ...(page === undefined ? {} : { folder: resolve(page) }) },
      listen: [
        { protocol: 'http', ...here, port: this.ports.http, tls },
        { protocol: 'irc', ...here, port: this.ports.irc },
        {
          protocol: 'caesar', ...here, port: this.ports.caesar,
          // Its clients cannot say one.
          ...(password === undefined ? {} : { password: false }),
        },
      ],
      ...(tls ? { tls: { certificate: 'cert.pem', key: 'key.pem' } } : {}),
      ...this.options.config,
    };
  }

  private async run(): Promise<void> {
    // The server names the address of its files in advance, and so needs a port of its own.
    if (this.ports.http === 0) this.ports.http = await free_port();
    const file = join(this.folder, 'config.json');
    writeFileSync(file, JSON.stringify(this.configuration()));
    const env = { ...process.env, STATE_DIRECTORY: join(this.folder, 'state') };
    const started = spawn(join(programs, 'uvchat-server'), ['--config', file], { env });
    this.process = started;
    this.ports = await listening(started);
  }

  private async end(): Promise<void> {
    const ending = this.process;
    this.process = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const ended = new Promise((done) => ending.once('exit', done));
    ending.kill('SIGTERM');
    await ended;
  }
}

function free_port(): Promise<number> {
  return new Promise((done) => {
    const holder = createServer().listen(0, '127.0.0.1', () => {
      const { port } = holder.address() as AddressInfo;
      holder.close(() => done(port));
    });
  });
}

/** The server says each port in a line of its own when it takes connections there. */
function listening(started: ChildProcess): Promise<Ports> {
  return new Promise((done, fail) => {
    let said = '';
    const ports: Ports = { http: 0, irc: 0, caesar: 0 };
    started.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()));
    started.once('error', fail);
    started.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${said}`)));
    started.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      for (const [, protocol, port] of said.matchAll(/^listening (\w+?)s? .*:(\d+)$/gm)) {
        if (protocol !== undefined && protocol in ports) {
          ports[protocol as keyof Ports] = Number(port);
        }
      }
      if (Object.values(ports).every((port) => port > 0)) done(ports);
    });
  });
}
