/** The page's title, and notifications for mentions and private lines while it is not looked at. */
import type { Conversation, Line, Notice as Told } from '../chat/contract';
import { spoken_text } from './feed/row';
import { visible } from '../text/visible';
import { words } from '../words';
import { do_not_draw, draw_soon } from './pace';
import type { View } from './view';

const TEXT_MAX = 200;

export type Allowed = 'yes' | 'no' | 'not_asked' | 'unsupported';

export function notifications_allowed(): Allowed {
  if (!('Notification' in window) || !window.isSecureContext) return 'unsupported';
  const { permission } = Notification;
  return permission === 'granted' ? 'yes' : permission === 'denied' ? 'no' : 'not_asked';
}

export async function ask_for_notifications(): Promise<boolean> {
  if (notifications_allowed() === 'unsupported') return false;
  return (await Notification.requestPermission()) === 'granted';
}

export function title_for(mentions: number, unread: number, name: string, app: string): string {
  const news = mentions > 0 ? `(${mentions}) ` : unread > 0 ? '• ' : '';
  return `${news}${name === '' ? app : `${name} · ${app}`}`;
}

export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** What a notification says. What was ciphered is not handed to the system, which may keep it. */
export function notice_of(conversation: Conversation, line: Line): Notice {
  const w = words().notify;
  const nick = visible(line.sender);
  const is_room = conversation.kind === 'room';
  const is_sealed = line.seal !== 'none' || conversation.lock.kind !== 'clear';
  return {
    title: is_room ? w.mention(nick, visible(conversation.name)) : nick,
    text: is_sealed ? w.ciphered : spoken_text(line).slice(0, TEXT_MAX),
  };
}

/** `tag`: the next of the same tag takes its place. */
function tell(view: View, { title, text }: Notice, tag: string, clicked: () => void): void {
  if (!view.settings.now.notifies || notifications_allowed() !== 'yes') return;
  try {
    const shown = new Notification(title, {
      body: text, tag, icon: 'icon-192.png', silent: !view.settings.now.sounds,
    });
    shown.onclick = () => {
      window.focus();
      clicked();
      shown.close();
    };
  } catch {
    // Some phones allow them from a service worker only: the title still tells.
  }
}

/** Invitations come from anybody: not more than one is told of in this time. */
const invitations_pause_ms = 5_000;

function watch_invitations(view: View): () => void {
  let told_ms = 0;
  return view.chat.notices.on_new(({ invited_to: room, from }: Told) => {
    if (room === undefined || Date.now() - told_ms < invitations_pause_ms) return;
    told_ms = Date.now();
    const text = words().inbox.invites(visible(from), visible(room));
    view.offer(text, words().show, { kind: 'inbox' });
    if (is_looked_at()) return;
    tell(view, { title: words().inbox.invitation, text }, 'invitation', () => {
      view.show({ kind: 'inbox' });
    });
  });
}

function is_looked_at(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Tells of mentions and private lines that nobody is looking at. */
export function watch_notifications(view: View): () => void {
  const { chat } = view;
  const retitle = () => {
    const name = view.now.open ? visible(view.now.open.name) : '';
    const title = title_for(chat.mentions, chat.unread, name, words().app);
    if (document.title !== title) document.title = title;
  };
  const retitle_soon = () => draw_soon(retitle);
  const heard = (conversation: Conversation, line: Line) => {
    const is_for_me = conversation.kind === 'private' || line.mentions_me;
    if (!is_for_me || (is_looked_at() && view.now.open === conversation)) return;
    const open = () => view.open(conversation);
    tell(view, notice_of(conversation, line), conversation.key, open);
  };
  const leaving = (event: BeforeUnloadEvent) => {
    // What waits for the connection lives in this tab alone.
    if (chat.unsent > 0) event.preventDefault();
  };
  retitle();
  window.addEventListener('beforeunload', leaving);
  const stops = [
    chat.subscribe(retitle_soon), view.subscribe(retitle_soon), chat.on_line(heard),
    watch_invitations(view),
  ];
  return () => {
    window.removeEventListener('beforeunload', leaving);
    for (const stop of stops) stop();
    do_not_draw(retitle);
  };
}
