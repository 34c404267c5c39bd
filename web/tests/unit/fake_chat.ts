import { vi } from 'vitest';
import { Keyring } from '../../src/cipher';
import { ChatState } from '../../src/chat/chat';
import type { Line } from '../../src/chat/contract';
import type { ConversationState } from '../../src/chat/conversation';
import { KeptState } from '../../src/keep/kept';
import { FakeServer } from './fake_server';

export interface Tried { server: FakeServer; chat: ChatState; room: () => ConversationState }

const none = {
  load_marks: () => new Map<string, string>(), save_marks: () => undefined,
  load: () => Promise.resolve([]), save: () => Promise.resolve(false),
  remove: () => Promise.resolve(),
};

export async function make_chat(server = new FakeServer()): Promise<Tried> {
  const kept = new KeptState();
  kept.forget_all();
  const keyring = await Keyring.open({
    store: none, page_protected: true,
    // The passphrase's own bytes make the key: no test here is about how hard that is.
    make_root: ({ passphrase, salt }) => {
      const root = new Uint8Array(32);
      [...passphrase, ...salt].forEach((byte, i) => { root[i % 32] = (root[i % 32] ?? 0) ^ byte; });
      return Promise.resolve(root);
    },
  });
  const chat = new ChatState({
    url: 'ws://fake/', keyring, kept, make_socket: server.make_socket, is_protected: true,
    random: () => 0,
  });
  const room = (): ConversationState => {
    const found = chat.core.find('#room');
    if (found === undefined) throw new Error('not in #room');
    return found;
  };
  return { server, chat, room };
}

/** `before`: what is done before anybody enters. */
export async function joined_chat(
  server = new FakeServer(), before: (tried: Tried) => void = () => undefined,
): Promise<Tried> {
  const tried = await make_chat(server);
  before(tried);
  tried.chat.start({ kind: 'guest', nick: 'ana', room: '#room' });
  await settle();
  tried.chat.look_at(tried.room());
  await settle();
  return tried;
}

const real_timeout = globalThis.setTimeout;
/** Ciphers are fetched, and work on other threads: on a busy machine that takes longer, and so does
 * this, which asks the same threads for something. */
export async function settle_ciphers(): Promise<void> {
  const bytes = new Uint8Array(65_536);
  for (let i = 0; i < 6; ++i) {
    await vi.dynamicImportSettled();
    await crypto.subtle.digest('SHA-256', bytes);
    await new Promise((resolve) => { real_timeout(resolve, 4); });
    await settle();
  }
}

/** What can be done without time passing is done. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; ++i) await new Promise((resolve) => { setImmediate(resolve); });
}
export async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 250) {
    vi.advanceTimersByTime(Math.min(250, left));
    await settle();
  }
}
export async function lose_and_return({ server }: Tried): Promise<void> {
  server.drop();
  await pass(3_000);
}

export function lines(conversation: ConversationState): readonly Line[] {
  return conversation.lines.rows.filter((row): row is Line => row.kind === 'line');
}
export function shown(conversation: ConversationState): string[] {
  return lines(conversation).map((line) =>
    `${line.sender}: ${line.text}${line.state === 'sent' ? '' : ` [${line.state}]`}`);
}
