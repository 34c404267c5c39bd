// RFC 6455 at the server's own door: what a client may send, and what ends its connection. A
// client that other people wrote (npm's ws) shakes hands; the frames that no client sends are
// written by hand.

import { connect, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { TestServer } from './server';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => server.stop());

const address = () => server.url().replace('http', 'ws');

interface Frame { opcode: number; payload: Buffer; first: number }

const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

interface Form { fin?: boolean; reserved?: number; masked?: boolean; length?: 'as it is' | 16 | 64 }

function frame(opcode: number, payload: Buffer | string = '', form: Form = {}): Buffer {
  const { fin = true, reserved = 0, masked = true, length = 'as it is' } = form;
  const bytes = Buffer.from(payload);
  const bit = masked ? 0x80 : 0;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  let head: Buffer;
  if (length === 64 || bytes.length > 0xffff) {
    head = Buffer.alloc(10);
    head.writeBigUInt64BE(BigInt(bytes.length), 2);
    head[1] = bit | 127;
  } else if (length === 16 || bytes.length > 125) {
    head = Buffer.alloc(4);
    head.writeUInt16BE(bytes.length, 2);
    head[1] = bit | 126;
  } else {
    head = Buffer.from([0, bit | bytes.length]);
  }
  head[0] = first;
  if (!masked) return Buffer.concat([head, bytes]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, bytes.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

/** A conversation of bytes behind a handshake by hand. */
class Raw {
  readonly frames: Frame[] = [];
  private rest = Buffer.alloc(0);
  private is_open = false;
  ended = false;
  private wake: () => void = () => {};

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => this.take(bytes));
    socket.on('close', () => {
      this.ended = true;
      this.wake();
    });
    socket.on('error', () => {});
  }

  static async open(): Promise<Raw> {
    const { host, port } = new URL(address());
    const raw = new Raw(connect(Number(port), '127.0.0.1'));
    raw.socket.write(
      `GET / HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
      'Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n');
    await raw.until(() => raw.is_open || raw.ended);
    return raw;
  }

  write(...pieces: Buffer[]): void {
    this.socket.write(Buffer.concat(pieces));
  }
  async write_byte_by_byte(bytes: Buffer): Promise<void> {
    this.socket.setNoDelay(true);
    for (const byte of bytes) {
      await new Promise((done) => this.socket.write(Buffer.from([byte]), done));
    }
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((done) => (this.wake = done));
  }
  async hears(opcode: number, text: string): Promise<Frame> {
    const found = () => this.frames.find((one) =>
      one.opcode === opcode && one.payload.toString().includes(text));
    await this.until(() => found() !== undefined || this.ended);
    const heard = found();
    if (heard === undefined) throw new Error(`the connection ended without ${text}`);
    return heard;
  }
  /** The status code with which the server says farewell. */
  async farewell(): Promise<number | null> {
    await this.until(() => this.ended);
    const close = this.frames.find((one) => one.opcode === opcodes.close);
    if (close === undefined) return null;
    return close.payload.length < 2 ? 0 : close.payload.readUInt16BE(0);
  }
  leave(): void {
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    if (!this.is_open) {
      const end = this.rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.is_open = this.rest.toString('latin1').startsWith('HTTP/1.1 101');
      this.rest = this.rest.subarray(end + 4);
    }
    while (this.take_frame());
    this.wake();
  }

  private take_frame(): boolean {
    if (this.rest.length < 2) return false;
    const [first = 0, second = 0] = this.rest;
    const short = second & 0x7f;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (this.rest.length < head) return false;
    const length = short === 126 ? this.rest.readUInt16BE(2)
      : short === 127 ? Number(this.rest.readBigUInt64BE(2)) : short;
    if (this.rest.length < head + length) return false;
    const payload = Buffer.from(this.rest.subarray(head, head + length));
    this.frames.push({ opcode: first & 15, payload, first });
    this.rest = this.rest.subarray(head + length);
    return true;
  }
}

const close_payload = (code: number, reason: Buffer | string = '') =>
  Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);

describe("A client that is npm's ws", () => {
  const opened = (socket: WebSocket) => new Promise<void>((done, fail) => {
    socket.once('open', () => done());
    socket.once('error', fail);
  });
  const next = (socket: WebSocket) => new Promise<{ text: string; is_binary: boolean }>((done) =>
    socket.once('message', (data, is_binary) => done({ text: String(data), is_binary })));

  for (const protocol of ['text.ircv3.net', 'binary.ircv3.net']) {
    it(`speaks ${protocol}, without an extension, and hears messages of that kind`, async () => {
      const socket = new WebSocket(address(), protocol, { perMessageDeflate: true });
      await opened(socket);
      expect(socket.protocol).toBe(protocol);
      expect(socket.extensions).toBe('');
      socket.send('CAP LS 302');
      const { text, is_binary } = await next(socket);
      expect(text).toMatch(/^:chat\.example\.org CAP \* LS /);
      expect(text).not.toMatch(/[\r\n]/);
      expect(is_binary).toBe(protocol.startsWith('binary'));
      socket.terminate();
    });
  }

  it('takes the first of its subprotocols that the server knows', async () => {
    const socket = new WebSocket(address(), ['soap', 'binary.ircv3.net', 'text.ircv3.net']);
    await opened(socket);
    expect(socket.protocol).toBe('binary.ircv3.net');
    socket.terminate();
  });

  it('says a line in pieces, with a ping between them', async () => {
    const socket = new WebSocket(address(), 'text.ircv3.net');
    await opened(socket);
    const pong = new Promise<Buffer>((done) => socket.once('pong', done));
    const answer = next(socket);
    socket.send('CAP', { fin: false });
    socket.ping('there?');
    socket.send(' LS', { fin: false });
    socket.send(' 302', { fin: true });
    expect((await pong).toString()).toBe('there?');
    expect((await answer).text).toContain('CAP * LS');
    socket.terminate();
  });

  it('closes, and the server closes with the same code', async () => {
    const socket = new WebSocket(address(), 'text.ircv3.net');
    await opened(socket);
    const closed = new Promise<number>((done) => socket.once('close', done));
    socket.close(1000, 'bye');
    expect(await closed).toBe(1000);
  });
});

describe('Frames that end a connection', () => {
  const broken = Buffer.from([0x50, 0x49, 0xc3, 0x28]);
  const cases: [string, number, Buffer[]][] = [
    ['an unmasked one', 1002, [frame(opcodes.text, 'CAP LS', { masked: false })]],
    ['a reserved bit', 1002, [frame(opcodes.text, 'CAP LS', { reserved: 4 })]],
    ['the last reserved bit', 1002, [frame(opcodes.text, 'CAP LS', { reserved: 1 })]],
    ['a data frame of no known kind', 1002, [frame(3, 'CAP LS')]],
    ['a control frame of no known kind', 1002, [frame(11, '')]],
    ['a ping of 126 bytes', 1002, [frame(opcodes.ping, 'x'.repeat(126))]],
    ['a ping in pieces', 1002, [frame(opcodes.ping, 'x', { fin: false })]],
    ['a piece without a beginning', 1002, [frame(opcodes.more, 'CAP LS')]],
    ['a beginning amid pieces', 1002,
      [frame(opcodes.text, 'CAP', { fin: false }), frame(opcodes.text, ' LS')]],
    ['a close of one byte', 1002, [frame(opcodes.close, 'x')]],
    ['a reason that is no UTF-8', 1007, [frame(opcodes.close, close_payload(1000, broken))]],
    ['text that is no UTF-8', 1007, [frame(opcodes.text, broken)]],
    ['text that ends amid a letter', 1007,
      [frame(opcodes.text, Buffer.from('PING é').subarray(0, -1))]],
    ['more than any line has', 1009, [frame(opcodes.text, `PING :${'x'.repeat(70_000)}`)]],
  ];
  for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000]) {
    cases.push([`a close with the code ${code}`, 1002, [frame(8, close_payload(code))]]);
  }
  for (const [what, code, bytes] of cases) {
    it(`${what}: ${code}`, async () => {
      const raw = await Raw.open();
      raw.write(...bytes);
      expect(await raw.farewell()).toBe(code);
    });
  }

  it('A length beyond 63 bits: 1002', async () => {
    const raw = await Raw.open();
    const bytes = frame(opcodes.text, 'CAP LS', { length: 64 });
    bytes[2] = 0x80;
    raw.write(bytes);
    expect(await raw.farewell()).toBe(1002);
  });
});

describe('Frames that are right', () => {
  for (const code of [1000, 1001, 1003, 1007, 1011, 3000, 4999]) {
    it(`A close with the code ${code} is answered with it`, async () => {
      const raw = await Raw.open();
      raw.write(frame(opcodes.close, close_payload(code, 'so long')));
      expect(await raw.farewell()).toBe(code);
    });
  }

  it('A close without a code is answered', async () => {
    const raw = await Raw.open();
    raw.write(frame(opcodes.close));
    expect(await raw.farewell()).not.toBeNull();
  });

  it('Pings of 0 and 125 bytes are answered with what they say', async () => {
    const raw = await Raw.open();
    raw.write(frame(opcodes.ping), frame(opcodes.ping, 'y'.repeat(125)));
    await raw.hears(opcodes.pong, 'y'.repeat(125));
    expect(raw.frames.filter((one) => one.opcode === opcodes.pong)[0]?.payload.length).toBe(0);
    raw.leave();
  });

  it('A pong that nobody asked for is passed over', async () => {
    const raw = await Raw.open();
    raw.write(frame(opcodes.pong, 'unasked'), frame(opcodes.text, 'CAP LS 302'));
    await raw.hears(opcodes.text, 'CAP * LS');
    raw.leave();
  });

  it('Lines of 125, 126 and 400 bytes arrive whole', async () => {
    const raw = await Raw.open();
    raw.write(frame(opcodes.text, 'NICK lengths'), frame(opcodes.text, 'USER u 0 * :x'));
    await raw.hears(opcodes.text, ' 001 ');
    for (const size of [125, 126, 400]) {
      const word = `${size}`.padEnd(size - 'PING '.length, 'z');
      raw.write(frame(opcodes.text, `PING ${word}`));
      await raw.hears(opcodes.text, word);
    }
    raw.leave();
  });

  it('A line comes byte by byte, and a letter in two pieces', async () => {
    const raw = await Raw.open();
    raw.write(frame(opcodes.text, 'NICK letters'), frame(opcodes.text, 'USER u 0 * :x'));
    await raw.hears(opcodes.text, ' 001 ');
    await raw.write_byte_by_byte(frame(opcodes.text, 'PING slowly'));
    await raw.hears(opcodes.text, 'slowly');
    const ping = Buffer.from('PING ñandú');
    raw.write(frame(opcodes.text, ping.subarray(0, 6), { fin: false }),
      frame(opcodes.more, ping.subarray(6)));
    await raw.hears(opcodes.text, 'ñandú');
    raw.leave();
  });

  it('What the server says is unmasked, whole and has no reserved bit', async () => {
    const raw = await Raw.open();
    raw.write(frame(opcodes.text, 'CAP LS 302'));
    const said = await raw.hears(opcodes.text, 'CAP * LS');
    expect(said.first).toBe(0x81);
    raw.leave();
  });
});
