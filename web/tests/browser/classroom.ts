// The classroom's original client: it enciphers "name: text" whole, and prints what it deciphers of
// whatever a receive brings.

import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { rotate } from '../../src/cipher/caesar';

const shift = 10;

export class Pupil {
  printed = '';

  private constructor(
    private readonly socket: Socket,
    private readonly name: string,
  ) {
    socket.on('data', (bytes: Buffer) => (this.printed += rotate(bytes.toString(), -shift)));
  }

  static async enter(port: number, name: string): Promise<Pupil> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Pupil(socket, name);
  }

  says(text: string): void {
    this.socket.write(rotate(`${this.name}: ${text}`, shift));
  }

  leave(): void {
    this.socket.destroy();
  }
}
