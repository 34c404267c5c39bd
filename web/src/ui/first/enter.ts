/** From the first page into the chat: connects, makes an account if wished, enters the room. */
import type { Chat, Outcome, Refusal } from '../../chat/contract';
import { room_of } from './check';

export type Way = 'guest' | 'log_in' | 'register';

export interface Wish {
  readonly way: Way;
  readonly nick: string;
  readonly room: string;
  readonly account: string;
  readonly password: string;
  readonly email: string;
  readonly invitation: string;
  readonly server_password: string;
}

export type Entered =
  | { readonly kind: 'in'; readonly room: string }
  | { readonly kind: 'refused'; readonly why: Refusal }
  /** The server has sent a code to the address: it is to be typed. */
  | { readonly kind: 'code' };

/** Their login holds: it is the server's own password alone that is asked for. */
export function is_known({ kept, server }: Chat, { way, account, password }: Wish): boolean {
  return way === 'log_in' && server.needs_password && kept.account === account && password === '';
}

/** Waits until the connection is there, or only the person can go on. */
function when_linked(chat: Chat): Promise<Outcome> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const { link } = chat;
      if (link.kind === 'ready') resolve({ ok: true });
      else if (link.kind === 'refused') resolve({ ok: false, why: link.why });
      else return false;
      return true;
    };
    if (look()) return;
    const stop = chat.subscribe(() => {
      if (look()) stop();
    });
  });
}

async function connect(chat: Chat, wish: Wish): Promise<Outcome> {
  const { link, me } = chat;
  const is_in = link.kind === 'ready' && (wish.way !== 'log_in' || me.account !== null);
  if (is_in) {
    return wish.way === 'log_in' || me.nick === wish.nick
      ? { ok: true }
      : chat.set_nick(wish.nick);
  }
  if (link.kind === 'ready') return chat.log_in(wish.account, wish.password, true);
  const { account, password, server_password } = wish;
  if (is_known(chat, wish)) {
    chat.start({ kind: 'resume', server_password });
  } else if (wish.way === 'log_in') {
    chat.start({ kind: 'account', account, password, server_password, stay_logged_in: true });
  } else {
    chat.start({ kind: 'guest', nick: wish.nick, server_password });
  }
  return when_linked(chat);
}

export async function go_in(chat: Chat, wish: Wish): Promise<Entered> {
  const linked = await connect(chat, wish);
  if (!linked.ok) return { kind: 'refused', why: linked.why };
  if (wish.way === 'register' && chat.me.account === null) {
    const made = await chat.register({
      account: wish.nick,
      password: wish.password,
      stay_logged_in: true,
      ...(wish.email === '' ? {} : { email: wish.email }),
      ...(wish.invitation === '' ? {} : { invitation: wish.invitation }),
    });
    if (!made.ok) return { kind: 'refused', why: made.why };
    if (made.value.must_verify) return { kind: 'code' };
  }
  return enter_room(chat, wish);
}

export async function enter_room(chat: Chat, wish: Wish): Promise<Entered> {
  const room = room_of(wish.room);
  if (room === '') return { kind: 'in', room };
  const joined = await chat.join(room);
  if (joined.ok || joined.why.code === 'already_in_room') return { kind: 'in', room };
  return { kind: 'refused', why: joined.why };
}
