// uvchat-cli in a terminal of its own, full screen: script(1) of Debian makes the terminal.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programs } from './server';

const wait_ms_max = 20_000;
// Colours, places and titles.
const escapes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78A-Z])/g;

export class Terminal {
  private readonly home = mkdtempSync(join(tmpdir(), 'uvchat-terminal-'));
  private readonly process: ChildProcess;
  private said = '';

  constructor(...args: string[]) {
    const quoted = [join(programs, 'uvchat-cli'), ...args].map((arg) => `'${arg}'`).join(' ');
    const command = `stty rows 40 cols 120; exec ${quoted}`;
    this.process = spawn('script', ['-qfec', command, '/dev/null'], {
      env: {
        ...process.env,
        XDG_CONFIG_HOME: this.home,
        TERM: 'xterm-256color',
        LC_ALL: 'C.UTF-8',
        SHELL: '/bin/sh',
      },
    });
    this.process.stdout?.on('data', (bytes: Buffer) => (this.said += bytes.toString()));
  }

  /** With Enter behind it. */
  types(text: string): void {
    this.process.stdin?.write(`${text}\r`);
  }

  /** Waits until the text stands in what was drawn since the last time. */
  async shows(text: string): Promise<void> {
    const end_ms = Date.now() + wait_ms_max;
    for (;;) {
      const drawn = this.said.replace(escapes, '');
      const at = drawn.indexOf(text);
      if (at >= 0) {
        this.said = drawn.slice(at + text.length);
        return;
      }
      if (Date.now() > end_ms) throw new Error(`the terminal does not show "${text}": ${drawn}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async close(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done));
    if (this.process.exitCode === null) {
      this.types('/quit');
      await Promise.race([ended, new Promise((done) => setTimeout(done, 5_000))]);
    }
    // script(1) passes no signal on; without it the terminal is gone, and who talks there too.
    if (this.process.exitCode === null && this.process.kill('SIGKILL')) await ended;
    // It may still be writing what it keeps.
    rmSync(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
