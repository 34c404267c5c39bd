// Files that somebody sends to one conversation, one after the other. Whether a file is enciphered
// is decided once, by the conversation's own lock, when it is given; where that has changed until
// it has arrived, it is not announced.

import type { Prepared, Source, TusUpload, UploadFault } from '../files/sending';
import { keep_left_uploads, left_uploads, type LeftUpload } from '../keep/left_uploads';
import { is_of } from '../keep/owned';
import type { Outcome, Refusal, RefusalCode, Upload } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { refuse } from './refusal';
import { line_room } from './sealing';
import { UploadTokens } from './upload_tokens';

type Sending = typeof import('../files/sending');

interface Item {
  /** Null: the page was reloaded, and it has to be chosen again. */
  file: File | null;
  readonly is_sealed: boolean;
  readonly stop: AbortController;
  shown: Upload;
  /** Where it goes on on the server, and what was sent. */
  own_url: string | null;
  mark: string;
  prepared: Prepared | null;
  key: Uint8Array<ArrayBuffer> | null;
  tus: TusUpload | null;
  why: Refusal | null;
}

const uploads_max = 50;

const codes: Readonly<Record<UploadFault, RefusalCode>> = {
  cancelled: 'other', too_large: 'file_too_large', no_room: 'no_room_for_files',
  too_many: 'too_many_uploads', not_allowed: 'not_allowed', gone: 'upload_gone',
  account_full: 'files_full', too_soon: 'files_too_soon', way_too_narrow: 'way_too_narrow',
  unreachable: 'upload_broken', unreadable: 'file_unreadable',
  damaged: 'bad_picture', refused: 'other',
};

const may_pass_codes = new Set<string>(['offline', 'no_answer', 'too_fast', 'not_stored']);

export class Uploads {
  private items: readonly Item[] = [];
  private listed: readonly Upload[] = [];
  private is_busy = false;
  private has_restored = false;
  private readonly tokens: UploadTokens;

  constructor(private readonly core: Core, private readonly conversation: ConversationState) {
    this.tokens = new UploadTokens(core, conversation);
  }

  get list(): readonly Upload[] { return this.listed; }
  get waiting_count(): number {
    return this.items.filter(({ shown }) => shown.state !== 'left').length;
  }

  /** At once where it is known; a guest has to ask the server. */
  may_attach(): Outcome | Promise<Outcome> {
    const { core, conversation } = this;
    if (core.file_places() === null) return refuse('no_files_taken');
    if (conversation.cipher.sends === 'nothing') return refuse('not_sealed');
    if (conversation.modes.flags.has('W')) return refuse('no_files_here');
    if (core.account !== null || !core.session.is_ready) return { ok: true };
    return this.tokens.try_for().then((answer) => (answer.ok ? { ok: true } : answer));
  }

  attach(files: readonly File[]): Outcome {
    this.restore();
    const { sends } = this.conversation.cipher;
    if (this.core.file_places() === null) return refuse('no_files_taken');
    if (sends === 'nothing') return refuse('not_sealed');
    if (this.items.length + files.length > uploads_max) return refuse('too_many_uploads');
    const items = files.map((file): Item => ({
      file, is_sealed: sends === 'ciphered', stop: new AbortController(),
      shown: {
        id: this.core.local_id(), name: file.name, bytes: file.size, progress: 0,
        state: 'preparing',
      },
      own_url: null, mark: '', prepared: null, key: null, tus: null, why: null,
    }));
    this.items = [...this.items, ...items];
    this.tell();
    void this.pump();
    return { ok: true };
  }

  cancel(id: string): void {
    const item = this.items.find((each) => each.shown.id === id);
    if (item !== undefined) this.drop(item);
  }
  retry(id: string): void {
    const item = this.items.find((each) => each.shown.id === id);
    if (item?.shown.state !== 'failed') return;
    this.show(item, { state: 'preparing' });
    void this.pump();
  }

  // --- After a reload of the page

  restore(): void {
    if (this.has_restored) return;
    this.has_restored = true;
    const { core, conversation } = this;
    for (const left of left_uploads()) {
      if (!is_of(left.who, core.who) || left.name !== conversation.fold) continue;
      if (left.file === null) this.forget(left.url);
      this.items = [...this.items, left_item(left, core.local_id())];
    }
    this.tell();
  }
  /** With a file that somebody has chosen again. */
  go_on(id: string, file: File): void {
    const item = this.items.find((each) => each.shown.id === id);
    if (item?.shown.state !== 'left') return;
    const { is_sealed } = item;
    if (this.conversation.cipher.sends !== (is_sealed ? 'ciphered' : 'clear')) {
      return this.show(item, { why: { code: 'not_sealed', text: '' } });
    }
    if (!is_sealed && (file.name !== item.shown.name || file.size !== item.shown.bytes)) {
      return this.show(item, { why: { code: 'other_file', text: '' } });
    }
    item.file = file;
    this.show(item, { state: 'preparing', name: file.name, bytes: file.size });
    void this.pump();
  }

  private keep(): void {
    if (!this.has_restored) return;
    const { core, conversation } = this;
    const kept = this.items.filter(({ own_url }) => own_url !== null).map((item): LeftUpload => ({
      who: core.who, name: conversation.fold, url: item.own_url ?? '',
      progress: item.shown.progress,
      file: item.is_sealed ? null
        : { name: item.shown.name, bytes: item.shown.bytes, mark: item.mark },
    }));
    keep_left_uploads(conversation.fold, kept);
  }
  private forget(url: string): void {
    const { core } = this;
    void core.sending().then(({ forget_upload }) => forget_upload(url, core.send_file),
      () => undefined);
  }
  /** The connection is back. */
  resume(): void {
    for (const { shown } of this.items) {
      if (shown.state === 'failed' && shown.why?.code === 'upload_broken') this.retry(shown.id);
    }
  }
  end(): void {
    for (const item of this.items) this.drop(item);
  }

  private drop(item: Item): void {
    item.stop.abort();
    if (item.tus !== null) void item.tus.give_up();
    else if (item.own_url !== null) this.forget(item.own_url);
    this.remove(item);
  }
  private remove(item: Item): void {
    this.items = this.items.filter((each) => each !== item);
    this.tell();
    this.keep();
  }

  private tell(): void {
    this.listed = this.items.map(({ shown }) => shown);
    this.conversation.changed();
    this.core.changed();
  }
  private show(item: Item, change: Partial<Upload>): void {
    const { why: _, ...shown } = item.shown;
    item.shown = { ...shown, ...change };
    this.tell();
  }
  private fail(item: Item, why: Refusal): void { this.show(item, { state: 'failed', why }); }

  private async pump(): Promise<void> {
    if (this.is_busy) return;
    this.is_busy = true;
    try {
      for (;;) {
        const next = this.items.find(({ shown }) => shown.state === 'preparing');
        if (next === undefined) return;
        await this.run(next).catch((error: unknown) => {
          // A part of the page that could not be fetched.
          console.error(error);
          this.fail(next, { code: 'upload_broken', text: '' });
        });
      }
    } finally {
      this.is_busy = false;
    }
  }

  private async run(item: Item): Promise<void> {
    const { file } = item;
    if (file === null) return;
    const places = this.core.file_places();
    if (places === null) return this.fail(item, { code: 'no_files_taken', text: '' });
    const sending = await this.core.sending();
    item.prepared ??= await sending.prepared(file);
    if (item.stop.signal.aborted) return;
    if (item.prepared === null) return this.fail(item, { code: 'bad_picture', text: '' });
    if (item.prepared.file.size === 0) return this.fail(item, { code: 'file_empty', text: '' });
    if (!item.is_sealed && !await this.is_same(sending, item, item.prepared.file)) return;
    if (item.tus === null) {
      const source = source_of(sending, item, item.prepared);
      const max = await this.core.file_bytes_max(places.here_url);
      if (max !== null && source.size > max) {
        const detail = String(max);
        return this.fail(item, { code: 'file_too_large', text: '', detail });
      }
      item.tus = this.upload_of(sending, item, source, places.here_url);
    }
    this.show(item, { state: 'sending' });
    const result = await item.tus.run(item.stop.signal);
    if (item.stop.signal.aborted) return;
    if (result.ok) return this.announce(sending, item, new URL(result.location, places.public_url));
    // What the server has forgotten is sent anew, under a key of its own.
    if (result.fault === 'gone') {
      item.tus = null;
      item.own_url = null;
    }
    const is_asked = result.fault === 'not_allowed' && item.why !== null;
    const refusal = { code: codes[result.fault], text: '' };
    this.fail(item, is_asked && item.why !== null ? item.why : refusal);
  }

  /** Nothing is put behind what another file has begun. */
  private async is_same(sending: Sending, item: Item, file: Blob): Promise<boolean> {
    const mark = await sending.mark_of(file);
    if (item.own_url !== null && item.mark !== mark) {
      item.file = null;
      item.prepared = null;
      item.tus = null;
      this.show(item, { state: 'left', why: { code: 'other_file', text: '' } });
      return false;
    }
    item.mark = mark;
    return true;
  }

  private upload_of(sending: Sending, item: Item, source: Source, url: string): TusUpload {
    const { is_sealed, prepared } = item;
    return new sending.TusUpload({
      url, source, send: this.core.send_file,
      ...(item.own_url === null ? {} : { own_url: item.own_url }),
      placed: (own_url) => {
        item.own_url = own_url;
        if (this.items.includes(item)) this.keep();
      },
      // Of what is enciphered the server learns neither name nor type.
      name: is_sealed ? '' : item.shown.name,
      type: is_sealed ? 'application/octet-stream' : prepared?.file.type ?? '',
      token: async () => {
        const answer = await this.tokens.take();
        if (answer.ok) return { ok: true, token: answer.value };
        item.why = answer.why;
        const may_pass = may_pass_codes.has(answer.why.code);
        return { ok: false, may_pass };
      },
      sent: (bytes) => {
        if (!this.items.includes(item)) return;
        this.show(item, { progress: bytes / (source.size || 1) });
        this.keep();
      },
      waits: (on) => {
        if (this.items.includes(item)) this.show(item, { state: on ? 'waiting' : 'sending' });
      },
      pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms); }),
      now: () => performance.now(),
    });
  }

  private announce(sending: Sending, item: Item, location: URL): void {
    const { conversation } = this;
    const { is_sealed, prepared, key } = item;
    const { sends } = conversation.cipher;
    if (prepared === null) return;
    const { file } = prepared;
    const text = sending.file_link_text({
      url: location.origin + location.pathname, key, size: file.size,
      type: is_sealed ? file.type : '', name: item.shown.name,
      extent: prepared.extent, blur: prepared.blur,
    }, line_room(this.core, conversation, 'PRIVMSG'));
    const is_as_decided = sends === (is_sealed ? 'ciphered' : 'clear');
    if (!is_as_decided || text === null) {
      void item.tus?.give_up();
      item.tus = null;
      item.own_url = null;
      this.keep();
      return this.fail(item, { code: is_as_decided ? 'too_long' : 'not_sealed', text: '' });
    }
    this.remove(item);
    conversation.outbox.say(text, { only: is_sealed ? 'ciphered' : 'clear' });
  }
}

function left_item({ url, progress, file }: LeftUpload, id: string): Item {
  return {
    file: null, is_sealed: file === null, stop: new AbortController(),
    shown: { id, name: file?.name ?? '', bytes: file?.bytes ?? 0, progress, state: 'left' },
    own_url: file === null ? null : url, mark: file?.mark ?? '',
    prepared: null, key: null, tus: null, why: null,
  };
}

function source_of(sending: Sending, item: Item, { file }: Prepared): Source {
  if (!item.is_sealed) return sending.clear_source(file);
  item.key = sending.random_file_key();
  return sending.sealed_source(file, item.key, sending.in_worker);
}
