// A server of the test's own: UVCHAT_SERVER names the program.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const program = process.env['UVCHAT_SERVER'] ?? '';

async function free_port(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export class OwnServer {
  private child: ChildProcess | null = null;
  private constructor(private readonly folder: string, readonly url: string) {}

  static async make(more: Record<string, unknown> = {}): Promise<OwnServer> {
    const folder = mkdtempSync(join(tmpdir(), 'uvchat-web-'));
    const port = await free_port();
    const config = {
      server: { name: 'live.local', network: 'Live' },
      listen: [{ protocol: 'http', address: '127.0.0.1', port }],
      store: { path: join(folder, 'store.sqlite') },
      ...more,
    };
    writeFileSync(join(folder, 'server.json'), JSON.stringify(config));
    const server = new OwnServer(folder, `ws://127.0.0.1:${port}/`);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const child = spawn(program, ['--config', join(this.folder, 'server.json')]);
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      const take = (data: Buffer): void => {
        if (String(data).includes('listening')) resolve();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
  }
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === null) return;
    this.child = null;
    child.removeAllListeners('exit');
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }
  async remove(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
