/** What is on the screen: the open conversation, dialogs, drawers. Nothing of it is kept. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Chat, Conversation, Line, Outcome } from '../chat/contract';
import type { SharedFile } from './files/shared_file';
import type { SettingsStore } from './settings';
import { refusal_text } from './refusal';
import { Store } from './watch';

export type Dialog =
  | { readonly kind: 'rooms' }
  | { readonly kind: 'switcher' }
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'settings'; readonly page?: 'look' | 'account' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'inbox' }
  | { readonly kind: 'room'; readonly conversation: Conversation }
  | { readonly kind: 'lock'; readonly conversation: Conversation }
  | { readonly kind: 'date'; readonly conversation: Conversation }
  | { readonly kind: 'invite'; readonly conversation: Conversation }
  | { readonly kind: 'files'; readonly conversation: Conversation; readonly files: readonly File[] }
  | { readonly kind: 'viewer'; readonly conversation: Conversation; readonly file: SharedFile }
  | { readonly kind: 'account'; readonly what: 'log_in' | 'register' }
  | Moderation
  | Confirm;

export interface Moderation {
  readonly kind: 'moderate';
  readonly what: 'kick' | 'ban' | 'mute' | 'remove' | 'report';
  readonly conversation: Conversation;
  readonly nick: string;
  readonly line_id: string | null;
}

export interface Confirm {
  readonly kind: 'confirm';
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  /** The focus begins at what does nothing. */
  readonly begins_at_cancel?: true;
  readonly run: () => Promise<Outcome> | void;
}

/** Where a menu stands: at an element of the page, or where the pointer was. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export type Menu =
  | { readonly kind: 'member'; readonly nick: string; readonly at: Place }
  | { readonly kind: 'line'; readonly line: Line; readonly at: Place }
  | { readonly kind: 'react'; readonly line: Line; readonly at: Place }
  | { readonly kind: 'emoji'; readonly insert: (sign: string) => void; readonly at: Place }
  | { readonly kind: 'conversation'; readonly at: Place };

export interface Answering {
  readonly what: 'reply' | 'edit';
  readonly line: Line;
}

export interface Toast {
  readonly text: string;
  readonly is_bad: boolean;
  /** Its button: where it leads to. */
  readonly offered?: { readonly label: string; readonly show: Dialog };
}

export interface Jump {
  /** Its key. */
  readonly conversation: string;
  readonly id: string;
  readonly n: number;
  /** The feed has shown it. */
  is_done: boolean;
}

export interface ViewState {
  /** Past the first page. */
  readonly is_inside: boolean;
  readonly open: Conversation | null;
  readonly dialog: Dialog | null;
  readonly menu: Menu | null;
  readonly drawer: 'side' | 'members' | null;
  /** By conversation key: what the composer answers or edits. */
  readonly answering: ReadonlyMap<string, Answering>;
  readonly toast: Toast | null;
  /** The line that the feed is to show, and a number that rises with each wish. */
  /** Rises when the person has said something: the feed goes to its end. */
  readonly end_wish: number;
  readonly jump: Jump | null;
}

/** No room for the members beside the lines: they come as a drawer. */
export function is_narrow(): boolean {
  return matchMedia('(max-width: 900px)').matches;
}

/** Who is in a room that one is not in, nobody tells. */
export function shows_members_of({ kind, joined, members }: Conversation): boolean {
  return kind === 'room' && (joined || members.count > 0);
}

/** So long the rooms of before a reload may take to come. */
const STOPGAP_MS = 10_000;

export class View extends Store<ViewState> {
  readonly chat: Chat;
  readonly settings: SettingsStore;
  /** What is open was not chosen by the person, and may be changed for what was. */
  stopgap_until_ms = 0;
  #toast_timer: ReturnType<typeof setTimeout> | undefined;

  constructor(chat: Chat, settings: SettingsStore) {
    super({
      is_inside: false,
      open: null,
      dialog: null,
      menu: null,
      drawer: null,
      answering: new Map(),
      toast: null,
      end_wish: 0,
      jump: null,
    });
    this.chat = chat;
    this.settings = settings;
  }

  /** What the person has chosen is shown again after a reload. */
  open(conversation: Conversation | null, { is_chosen } = { is_chosen: true }): void {
    if (conversation !== this.now.open) this.chat.look_at(conversation);
    this.stopgap_until_ms = is_chosen ? 0 : Date.now() + STOPGAP_MS;
    this.set({ open: conversation, drawer: null, menu: null });
    if (conversation && is_chosen) this.settings.set({ open: conversation.name });
  }

  /** Beside the lines where there is room, else as a drawer over them. */
  toggle_members(): void {
    if (is_narrow()) {
      this.set({ drawer: this.now.drawer === 'members' ? null : 'members' });
    } else {
      this.settings.set({ shows_members: !this.settings.now.shows_members });
    }
  }

  show(dialog: Dialog | null): void {
    this.set({ dialog, menu: null });
  }

  answer(conversation: Conversation, answering: Answering | null): void {
    const all = new Map(this.now.answering);
    if (answering) all.set(conversation.key, answering);
    else all.delete(conversation.key);
    this.set({ answering: all, menu: null });
  }

  /** A sentence at the lower edge, read out politely. */
  say(text: string, is_bad = false): void {
    this.#toast({ text, is_bad }, is_bad ? 9000 : 4000);
  }

  /** The same, with a button that shows a dialog. */
  offer(text: string, label: string, show: Dialog): void {
    this.#toast({ text, is_bad: false, offered: { label, show } }, 9000);
  }

  #toast(toast: Toast, shown_ms: number): void {
    clearTimeout(this.#toast_timer);
    this.set({ toast });
    this.#toast_timer = setTimeout(() => this.set({ toast: null }), shown_ms);
  }

  /** Waits for a deed and says what has become of it; true if it was done. */
  async tell(deed: Promise<Outcome> | Outcome, done?: string): Promise<boolean> {
    const outcome = await deed;
    if (!outcome.ok) this.say(refusal_text(outcome.why), true);
    else if (done !== undefined) this.say(done);
    return outcome.ok;
  }

  /** Opens the conversation, and shows the line among those around it. */
  async jump_to(conversation: Conversation, id: string): Promise<boolean> {
    this.open(conversation);
    const { lines } = conversation;
    const is_there = lines.find(id) !== undefined || (await lines.go_to(id));
    if (is_there) {
      const n = (this.now.jump?.n ?? 0) + 1;
      this.set({ jump: { conversation: conversation.key, id, n, is_done: false } });
    }
    return is_there;
  }

  async enter(room: string, key?: string): Promise<Outcome> {
    const outcome = await this.chat.join(room, key);
    const conversation = this.chat.find(room);
    if (outcome.ok && conversation) this.open(conversation);
    return outcome;
  }

  async log_out(): Promise<void> {
    this.show(null);
    this.settings.forget_visit();
    await this.tell(this.chat.log_out());
  }
}

export const ViewContext = createContext<View | null>(null);

export function use_view(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error('no view around this component');
  return view;
}
