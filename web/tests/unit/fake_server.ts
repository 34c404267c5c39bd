// A server that says what a test wants it to say; by itself it greets, joins, echoes and has a
// history. Everything is told in microtasks, so that a test can drive time.

import { joined_text } from '../../src/chat/heard';
import { parse, time_text, type Message } from '../../src/irc/message';
import type { SocketEvents, SocketMaker } from '../../src/irc/socket';

const capabilities = [
  'account-tag', 'batch', 'draft/chathistory', 'draft/event-playback', 'draft/message-redaction',
  'draft/multiline=max-bytes=4096,max-lines=32', 'draft/read-marker', 'echo-message',
  'labeled-response', 'message-tags', 'server-time', 'soju.im/search', 'standard-replies',
];

export interface Said {
  msgid: string; at_ms: number; source: string; target: string; text: string;
  /** Tags of its own, each with a ";" behind it. */
  tags?: string;
}

interface Link {
  events: SocketEvents; nick: string; is_open: boolean; batch: Message[]; has_ended: boolean;
}

export class FakeServer {
  readonly log: Said[] = [];
  readonly received: string[] = [];
  links: Link[] = [];
  offered = capabilities;
  isupport = 'CASEMAPPING=ascii CHANTYPES=# PREFIX=(qaohv)~&@%+ CHATHISTORY=100 MONITOR=100 '
    + 'CHANMODES=Ibe,k,fl,CMRUcimnstuxz NETWORK=Fake';
  accepts = true;
  echoes = true;
  /** Takes the line, so that the server itself does nothing with it. */
  intercept: (message: Message, line: string) => boolean = () => false;
  page_max = 100;
  private next = 1;

  readonly make_socket: SocketMaker = (_url, events) => {
    const link: Link = { events, nick: '', is_open: this.accepts, batch: [], has_ended: false };
    this.links.push(link);
    queueMicrotask(() => { if (link.is_open) events.opened(); else events.closed(); });
    return {
      send: (line) => { if (link.is_open) queueMicrotask(() => this.take(link, line)); },
      close: () => { link.is_open = false; },
    };
  };

  get link(): Link {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error('nobody has come');
    return link;
  }
  tell(line: string): void { if (this.link.is_open) this.link.events.line(line); }
  drop(): void {
    const { link } = this;
    link.is_open = false;
    link.events.closed();
  }

  /** What somebody says, also while nobody of ours is here. */
  say(source: string, target: string, text: string, tags = ''): Said {
    const said = {
      msgid: `m${this.next++}`, at_ms: Date.now(), source: `${source}!u@h`, target, text, tags,
    };
    this.log.push(said);
    if (this.links.length > 0) this.tell(line_of(said, ''));
    return said;
  }
  /** As the server does it: the history does not tell the old one any more. */
  edit(old: Said, text: string): Said {
    this.take_back(old);
    const before = /uvchat\/edits=([^;]*)/.exec(old.tags ?? '')?.[1] ?? time_text(old.at_ms);
    const tags = `uvchat/edits=${before},${old.msgid};`;
    return this.say(old.source.split('!')[0] ?? '', old.target, text, tags);
  }
  take_back(said: Said): void {
    this.log.splice(this.log.indexOf(said), 1);
    if (this.links.length > 0) this.tell(`:${said.source} REDACT ${said.target} ${said.msgid}`);
  }

  count(part: string): number {
    return this.received.filter((line) => line.includes(part)).length;
  }

  private take(link: Link, line: string): void {
    this.received.push(line);
    const message = parse(line);
    if (message === null || !link.is_open || this.intercept(message, line)) return;
    const label = message.tags.get('label');
    const mark = label === undefined ? '' : `@label=${label} `;
    const word = message.params[0] ?? '';
    switch (message.command) {
      case 'CAP': return this.cap(word, message.params[1] ?? '');
      case 'NICK':
        link.nick = word;
        if (link.has_ended) this.cap('END', '');
        return;
      case 'PING': return this.tell(`PONG s :${word}`);
      case 'JOIN': return this.join(link, word);
      case 'BATCH': return this.batch(link, message, label ?? '');
      case 'PRIVMSG': return this.hear(link, message, label ?? '');
      case 'CHATHISTORY': return this.history(message, label ?? '');
      case 'MODE': return this.tell(`${mark}:s 324 ${link.nick} ${word} +nt`);
      default: if (mark !== '') this.tell(`${mark}:s ACK`);
    }
  }

  private cap(word: string, names: string): void {
    if (word === 'LS') this.tell(`:s CAP * LS :${this.offered.join(' ')}`);
    if (word === 'REQ') this.tell(`:s CAP * ACK :${names}`);
    if (word !== 'END') return;
    const { nick } = this.link;
    this.link.has_ended = true;
    if (nick === '') return;
    this.link.has_ended = false;
    this.tell(`:s 001 ${nick} :Welcome`);
    this.tell(`:s 005 ${nick} ${this.isupport} :are supported`);
    this.tell(`:s 376 ${nick} :End`);
  }
  private join(link: Link, rooms: string): void {
    for (const room of rooms.split(',')) {
      this.tell(`@time=${time_text(Date.now())} :${link.nick}!u@h JOIN ${room}`);
      this.tell(`:s MARKREAD ${room} *`);
    }
  }
  private batch(link: Link, message: Message, label: string): void {
    const word = message.params[0] ?? '';
    if (word.startsWith('+')) {
      link.batch = [message];
      return;
    }
    const [opened, ...lines] = link.batch;
    if (opened === undefined) return;
    const said: Said = {
      msgid: `m${this.next++}`, at_ms: Date.now(), source: `${link.nick}!u@h`,
      target: opened.params[2] ?? '', text: joined_text(lines.map((line) => ({
        text: line.params[1] ?? '', continues: line.tags.has('draft/multiline-concat'),
      }))),
    };
    this.log.push(said);
    if (this.echoes) this.tell_said(said, opened.tags.get('label') ?? label, '');
    link.batch = [];
  }
  private hear(link: Link, message: Message, label: string): void {
    if (message.tags.has('batch')) {
      link.batch.push(message);
      return;
    }
    const said: Said = {
      msgid: `m${this.next++}`, at_ms: Date.now(), source: `${link.nick}!u@h`,
      target: message.params[0] ?? '', text: message.params[1] ?? '',
    };
    this.log.push(said);
    if (this.echoes) this.tell_said(said, label, '');
  }
  private tell_said(said: Said, label: string, batch: string): void {
    const tags = (label === '' ? '' : `label=${label};`) + (batch === '' ? '' : `batch=${batch};`);
    if (!said.text.includes('\n')) return this.tell(line_of(said, tags));
    const head = `msgid=${said.msgid};time=${time_text(said.at_ms)}`;
    this.tell(`@${tags}${head} :${said.source} BATCH +ml draft/multiline ${said.target}`);
    for (const text of said.text.split('\n')) {
      this.tell(`@batch=ml :${said.source} PRIVMSG ${said.target} :${text}`);
    }
    this.tell('BATCH -ml');
  }

  private history(message: Message, label: string): void {
    const [which = '', target = '', reference = '', limit = ''] = message.params;
    if (which === 'TARGETS') return this.tell(`@label=${label} :s ACK`);
    const count = Math.min(this.page_max, Number(limit));
    const all = this.log.filter((said) => said.target === target);
    const at = this.place_of(all, reference);
    const before = all.filter((said, i) => (at.index >= 0 ? i < at.index : said.at_ms < at.ms));
    const after = all.filter((said, i) => (at.index >= 0 ? i > at.index : said.at_ms > at.ms));
    let page: Said[] = [];
    let is_end = true;
    if (which === 'BEFORE') [page, is_end] = [before.slice(-count), before.length <= count];
    if (which === 'AFTER') [page, is_end] = [after.slice(0, count), after.length <= count];
    if (which === 'LATEST') {
      const some = reference === '*' ? all : after;
      [page, is_end] = [some.slice(-count), some.length <= count];
    }
    if (which === 'AROUND') {
      const middle = all.filter((said) => !before.includes(said)).slice(0, Math.ceil(count / 2));
      page = [...before.slice(-Math.floor(count / 2)), ...middle];
      is_end = page.length === all.length;
    }
    this.tell_page(target, label, page, is_end);
  }
  private place_of(all: readonly Said[], reference: string): { index: number; ms: number } {
    if (reference.startsWith('msgid=')) {
      return { index: all.findIndex((said) => said.msgid === reference.slice(6)), ms: 0 };
    }
    return { index: -1, ms: Date.parse(reference.slice(10)) || 0 };
  }
  tell_page(target: string, label: string, page: readonly Said[], is_end: boolean): void {
    this.tell(`@label=${label} :s BATCH +l labeled-response`);
    const end = is_end ? ';draft/chathistory-end' : '';
    this.tell(`@batch=l${end} :s BATCH +h chathistory ${target}`);
    for (const said of page) this.tell_said(said, '', 'h');
    this.tell('@batch=l :s BATCH -h');
    this.tell(':s BATCH -l');
  }
}

function line_of(said: Said, tags: string): string {
  const all = tags + (said.tags ?? '');
  return `@${all}msgid=${said.msgid};time=${time_text(said.at_ms)} :${said.source} `
    + `PRIVMSG ${said.target} :${said.text}`;
}
