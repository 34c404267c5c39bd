// One person's session over as many connections as it takes: connects, greets, keeps alive, and
// comes back after a loss. Knows IRC; what lines mean for rooms is for those who listen.

import { Batches, type Item } from './batches';
import { Facts } from './facts';
import { Handshake, type Identity, type Refused } from './handshake';
import { Labels, type Response } from './labels';
import { format, format_tags, type Message, nick_of, parse, type Tags } from './message';
import { SendQueue } from './send_queue';
import { backoff_ms, type Socket, type SocketMaker } from './socket';

export type WaitWhy = 'lost' | 'unreachable' | 'no_network' | 'server_restart' | 'server_said';
export type SessionState =
  | { readonly kind: 'idle' } | { readonly kind: 'connecting' } | { readonly kind: 'ready' }
  | { readonly kind: 'waiting'; readonly retry_at_ms: number; readonly why: WaitWhy }
  | {
    readonly kind: 'refused'; readonly why: Refused | 'killed'; readonly text: string;
    readonly code: string;
  };

export interface SessionListener {
  state_changed(state: SessionState): void;
  /** In the order in which it happened; `label`: of our own command that it answers. */
  item(item: Item, label: string | null): void;
  /** How the next connection greets. */
  identity(): Identity;
}

export interface RequestOptions {
  readonly tags?: Tags;
  /** A person waits for it. */
  readonly urgent?: boolean;
  /** So long nothing comes of the answer: it is given up. */
  readonly silence_ms?: number;
  readonly on_item?: (item: Item) => void;
  /** Lines that follow, in one piece with the first. */
  readonly then?: readonly string[];
}

export interface SessionParts {
  readonly url: string;
  readonly make_socket: SocketMaker;
  readonly random?: () => number;
  readonly has_network?: () => boolean;
}

const times = {
  greeting_ms: 20_000, silence_ms: 45_000, pong_ms: 15_000, check_ms: 5_000, answer_ms: 30_000,
  tick_ms: 250,
};
const nicks_tried_max = 4;

/** "Closing link (Killed (nick): reason)": what has ended it, and what an operator has said why. */
const for_good = new RegExp(
  '\\((Killed|[KD]-lined|The account is gone|Your account is suspended)'
  + '(?: \\([^)]*\\))?(?:: (.*?))?\\)?$');

/** Nothing is wrong with what was said: the same may be right later. */
const of_the_moment = new Set(['TEMPORARILY_UNAVAILABLE', 'IN_DOUBT']);

export class Session {
  readonly facts = new Facts();
  readonly labels = new Labels();
  nick = '';
  /** ":nick!user@host " as the server has shown it; its bytes bound what fits into a line. */
  own_source = '';

  private state_: SessionState = { kind: 'idle' };
  private socket: Socket | null = null;
  private handshake: Handshake | null = null;
  private readonly batches: Batches;
  private readonly queue: SendQueue;
  private timer: ReturnType<typeof setInterval> | undefined;
  private tries = 0;
  private nicks_tried = 0;
  private was_ready = false;
  private heard_ms = 0;
  private pong_due_ms = 0;
  private last_error = '';

  constructor(private readonly parts: SessionParts, private readonly listener: SessionListener) {
    this.queue = new SendQueue((line) => this.socket?.send(line));
    this.batches = new Batches((delivered) => {
      this.listener.item(delivered.item, delivered.label);
      this.labels.take(delivered, Date.now());
    });
  }

  get state(): SessionState { return this.state_; }
  get is_ready(): boolean { return this.state_.kind === 'ready'; }

  start(): void {
    this.drop_socket();
    this.tries = 0;
    this.was_ready = false;
    this.timer ??= setInterval(() => this.tick(), times.tick_ms);
    this.connect();
  }

  stop(words: string): void {
    if (this.is_ready) this.socket?.send(format('QUIT', [words]));
    clearInterval(this.timer);
    this.timer = undefined;
    this.drop_socket();
    this.change({ kind: 'idle' });
  }

  /** The page is looked at again, or the network is back: is the connection alive? */
  check_now(): void {
    if (this.state_.kind === 'waiting') return this.connect();
    if (!this.is_ready || this.pong_due_ms !== 0) return;
    this.ping(times.check_ms);
  }

  /** Without an answer. False: there is no connection. */
  send(line: string, urgent = false): boolean {
    return this.is_ready && this.queue.push([line], urgent, Date.now());
  }

  request(command: string, params: readonly string[], options: RequestOptions = {}):
  Promise<Response> {
    return this.labelled(this.labels.fresh(), command, params, options);
  }

  /** With a label that the caller knows before: it may see the answer come. */
  labelled(label: string, command: string, params: readonly string[], options: RequestOptions):
  Promise<Response> {
    if (!this.is_ready) return Promise.resolve({ kind: 'lost' });
    const first = format_tags({ label, ...options.tags }) + format(command, params);
    const answer = this.labels.wait(
      label, options.silence_ms ?? times.answer_ms, Date.now(), options.on_item);
    const is_taken = this.queue.push(
      [first, ...(options.then ?? [])], options.urgent ?? false, Date.now());
    return is_taken ? answer : Promise.resolve({ kind: 'no_answer' });
  }

  // --- Connections

  private connect(): void {
    this.drop_socket();
    this.facts.forget();
    this.last_error = '';
    this.nicks_tried = 0;
    this.heard_ms = Date.now();
    this.pong_due_ms = this.heard_ms + times.greeting_ms;
    this.queue.clear(this.heard_ms);
    this.change({ kind: 'connecting' });
    const mine = (): boolean => this.socket === socket;
    const socket = this.parts.make_socket(this.parts.url, {
      opened: () => { if (mine()) this.greet(); },
      line: (text) => { if (mine()) this.take_line(text); },
      closed: () => { if (mine()) this.lose('lost'); },
    });
    this.socket = socket;
  }

  private greet(): void {
    this.handshake = new Handshake(
      this.listener.identity(), this.facts, (line) => this.socket?.send(line));
    this.handshake.begin();
  }

  private drop_socket(): void {
    const socket = this.socket;
    this.socket = null;
    this.handshake = null;
    this.batches.forget();
    socket?.close();
    this.labels.lose_all();
  }

  private lose(why: WaitWhy): void {
    if (this.state_.kind === 'refused' || this.state_.kind === 'idle') return this.drop_socket();
    this.drop_socket();
    const [, code, text = ''] = for_good.exec(this.last_error) ?? [];
    if (code !== undefined) return this.change({ kind: 'refused', why: 'killed', code, text });
    const wait_ms = backoff_ms(this.tries++, (this.parts.random ?? Math.random)());
    this.change({ kind: 'waiting', retry_at_ms: Date.now() + wait_ms, why: this.reason(why) });
  }

  private reason(why: WaitWhy): WaitWhy {
    if (this.parts.has_network?.() === false) return 'no_network';
    if (/shutting down|restart/i.test(this.last_error)) return 'server_restart';
    if (this.last_error !== '') return 'server_said';
    return this.was_ready ? why : 'unreachable';
  }

  private refuse(why: Refused, text: string, code: string): void {
    this.drop_socket();
    this.change({ kind: 'refused', why, text, code });
  }

  private change(state: SessionState): void {
    this.state_ = state;
    this.listener.state_changed(state);
  }

  // --- Time

  private ping(within_ms: number): void {
    this.pong_due_ms = Date.now() + within_ms;
    this.socket?.send('PING :alive');
  }

  private tick(): void {
    const now_ms = Date.now();
    this.labels.tick(now_ms);
    if (this.state_.kind === 'waiting' && now_ms >= this.state_.retry_at_ms) return this.connect();
    if (this.socket === null) return;
    this.queue.drain(now_ms);
    if (this.pong_due_ms !== 0 && now_ms >= this.pong_due_ms) return this.lose('lost');
    if (this.is_ready && this.pong_due_ms === 0 && now_ms - this.heard_ms >= times.silence_ms) {
      this.ping(times.pong_ms);
    }
  }

  // --- Lines

  private take_line(text: string): void {
    for (const one of text.split('\n')) {
      const message = parse(one);
      if (message !== null) this.take_message(message);
    }
  }

  private take_message(message: Message): void {
    this.heard_ms = Date.now();
    if (this.is_ready) this.pong_due_ms = 0;
    switch (message.command) {
      case 'PING':
        this.socket?.send(format('PONG', [message.params.at(-1) ?? '']));
        return;
      case 'PONG': return;
      case 'ERROR':
        this.last_error = message.params.at(-1) ?? '';
        return;
      case '005': this.facts.take_isupport(message); break;
      case 'CAP': if (this.is_ready) this.take_cap(message); break;
      default: break;
    }
    this.take_own_name(message);
    if (!this.is_ready) this.take_greeting(message);
    if (this.socket !== null) this.batches.take(message, this.heard_ms);
  }

  private take_cap(message: Message): void {
    const words = message.params.at(-1) ?? '';
    if (message.params[1] === 'NEW') this.facts.take_offers(words, true);
    if (message.params[1] === 'DEL') this.facts.take_offers(words, false);
    if (message.params[1] === 'ACK') this.facts.take_active(words);
  }

  private take_own_name(message: Message): void {
    if (message.command === '001') this.nick = message.params[0] ?? this.nick;
    const nick = nick_of(message.source);
    if (nick === '' || nick !== this.nick) return;
    if (message.source.includes('!')) this.own_source = message.source;
  }

  /** Of those who listen, when they have taken our NICK. */
  renamed(nick: string): void {
    const behind = this.own_source.indexOf('!');
    this.own_source = nick + (behind < 0 ? '' : this.own_source.slice(behind));
    this.nick = nick;
  }

  private take_greeting(message: Message): void {
    if (message.command === '376' || message.command === '422') return this.become_ready();
    const step = this.handshake?.take(message);
    if (step?.kind !== 'refused') return;
    // Our own former connection may still have the nick; the person has been let in under it.
    if (step.why === 'nick_taken' && this.was_ready && this.nicks_tried++ < nicks_tried_max) {
      const nick = this.listener.identity().nick;
      return this.handshake?.try_nick(nick + '_'.repeat(this.nicks_tried));
    }
    if (step.why === 'login' && of_the_moment.has(step.code)) {
      this.last_error = step.text;
      return this.lose('server_said');
    }
    this.refuse(step.why, step.text, step.code);
  }

  private become_ready(): void {
    if (this.nick === '') return;
    this.handshake = null;
    this.facts.settle();
    this.was_ready = true;
    this.tries = 0;
    this.pong_due_ms = 0;
    this.change({ kind: 'ready' });
  }
}
