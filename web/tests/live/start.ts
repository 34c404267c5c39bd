// Drives the chat against a real server, without a browser: npx vite-node or vitest.
import WebSocket from 'ws';
import { Keyring } from '../../src/cipher';
import { argon2_root } from '../../src/cipher/argon2';
import { ChatState } from '../../src/chat/chat';
import type { Chat, Conversation, Line } from '../../src/chat/contract';
import { web_socket } from '../../src/irc/socket';
import { KeptState } from '../../src/keep/kept';

export const url = process.env['UVCHAT_URL'] ?? 'ws://127.0.0.1:23471/';
export const sockets: WebSocket[] = [];

export function make_socket_of(list: WebSocket[], log = false): ReturnType<typeof web_socket> {
  return web_socket((to, protocol) => {
    const socket = new WebSocket(to, protocol);
    list.push(socket);
    if (log) {
      const send = socket.send.bind(socket);
      socket.send = ((text: string) => {
        console.log('>', text);
        send(text);
      }) as typeof socket.send;
      socket.on('message', (data) => { console.log('<', String(data)); });
    }
    return socket as unknown as globalThis.WebSocket;
  });
}

/** Each device keeps its own things. */
export class Memory extends KeptState {
  private readonly values = new Map<string, unknown>();
  override get nick(): string | null { return this.values.get('nick') as string ?? null; }
  override set nick(nick: string | null) { this.values.set('nick', nick); }
  override get login(): { account: string; token: string } | null {
    return this.values.get('login') as { account: string; token: string } ?? null;
  }
  override keep_login(login: { account: string; token: string }): void {
    this.values.set('login', login);
  }
  override forget_login(): void { this.values.delete('login'); }
  override belong_to(): boolean { return false; }
  override hand_over(): void { /* not tried here */ }
  override rooms_of(): readonly string[] { return this.values.get('rooms') as string[] ?? []; }
  override keep_rooms(_: string, rooms: readonly string[]): void {
    this.values.set('rooms', rooms);
  }
  override draft_of(): string { return ''; }
  override keep_draft(): void { /* not tried here */ }
  override ignored_of(): readonly string[] { return []; }
  override keep_ignored(): void { /* not tried here */ }
  override invitations_of(): readonly [] { return []; }
  override keep_invitations(): void { /* not tried here */ }
}

export async function device(kept = new Memory(), log = false, to = url):
Promise<{ chat: ChatState; sockets: WebSocket[]; kept: Memory }> {
  const keyring = await Keyring.open({
    store: {
      load_marks: () => new Map(), save_marks: () => undefined, load: async () => [],
      save: async () => false, remove: async () => undefined,
    },
    page_protected: true, make_root: argon2_root,
  });
  const list: WebSocket[] = [];
  const chat = new ChatState({
    url: to, keyring, kept, make_socket: make_socket_of(list, log), is_protected: true,
    random: () => 0,
  });
  return { chat, sockets: list, kept };
}

export async function until<T>(what: string, get: () => T | undefined | false | null, ms = 8_000):
Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = get();
    if (value !== undefined && value !== false && value !== null) return value;
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function texts(conversation: Conversation | undefined): string[] {
  return (conversation?.lines.rows ?? []).filter((row): row is Line => row.kind === 'line')
    .map((line) => {
      const mark = line.state === 'sent' ? '' : ` [${line.state}]`;
      return `${line.sender}: ${line.text}${mark}`;
    });
}

export async function ready(chat: Chat): Promise<void> {
  await until('ready', () => chat.link.kind === 'ready');
}
