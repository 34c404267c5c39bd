/** Menus at a place of the page: of a member, a line, the conversation. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation, Line, Rank, Restrictions } from '../chat/contract';
import { visible } from '../text/visible';
import { words } from '../words';
import {
  can_edit,
  can_remove,
  can_report,
  copy_line,
  copy_text,
  is_operator,
  remove_line,
  report_line,
} from './feed/line_actions';
import { Icon, type IconName } from './icons';
import { EmojiMenu } from './emoji/menu';
import { roving_key } from './roving';
import { use_view, type Place, type View } from './view';
import { talk } from './talk';

interface Entry {
  readonly icon: IconName;
  readonly label: string;
  readonly run: () => void;
  readonly is_bad?: boolean;
  readonly keys?: string;
}

const GAP = 8;

/**
 * Puts the element at the place, and back into the window where it would reach beyond it; again
 * when its content is another one.
 */
export function use_place(at: Place, content = '') {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const box = element.getBoundingClientRect();
    const right = window.innerWidth - box.width - GAP;
    const below = window.innerHeight - box.height - GAP;
    const is_below = at.y + 4 <= below;
    const top = is_below ? at.y + 4 : Math.max(GAP, Math.min(below, at.y - box.height - 40));
    element.style.left = `${Math.max(GAP, Math.min(right, at.x))}px`;
    element.style.top = `${top}px`;
  }, [at, content]);
  return ref;
}

/** Where the focus was before the first of the menus and dialogs that opened one another. */
let origin: HTMLElement | null = null;

/** The element that has the focus, and for one in a menu or a dialog the one that opened that. */
function find_origin(): HTMLElement | null {
  const at = focused();
  if (!at?.closest('.menu, dialog')) origin = at === document.body ? null : at;
  return origin;
}

function focused(): HTMLElement | null {
  return document.activeElement as HTMLElement | null;
}

let goes_on_writing = false;

/** Once what is open has closed the focus is where one writes, not where it was before. */
export function go_on_writing(): void { goes_on_writing = true; }

/** Gives the focus back to where it came from, unless a deed has moved it on. */
export function use_focus_back() {
  // Asked while drawing: later the first field has the focus.
  const [opener] = useState(focused);
  const [first] = useState(find_origin);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        // A dialog that has opened another one may still be there.
        const is_below = opener?.isConnected === true && opener.closest('dialog') !== null;
        const before = is_below ? opener : first;
        const has_moved = document.activeElement !== document.body;
        const composer = document.getElementById('composer');
        const goes_on = goes_on_writing && composer !== null;
        goes_on_writing = false;
        if (goes_on) return composer.focus({ preventScroll: true });
        if (has_moved || !before) return undefined;
        const back = before.isConnected ? before : composer;
        return back?.focus({ preventScroll: true });
      });
    },
    [],
  );
}

function MenuBox(props: { label: string; at: Place; entries: readonly Entry[]; title?: string }) {
  const view = use_view();
  const ref = use_place(props.at, props.entries.map((entry) => entry.label).join('\n'));
  use_focus_back();
  useEffect(() => {
    ref.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus({ preventScroll: true });
  }, [props.at]);
  const close = () => view.set({ menu: null });
  return (
    <>
      <div class="menu-ground" onClick={close} onContextMenu={close} />
      <div
        ref={ref}
        class="menu"
        role="menu"
        aria-label={props.label}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Tab') {
            event.preventDefault();
            event.stopPropagation();
            close();
          } else roving_key(event, '[role=menuitem]');
        }}
      >
        {props.title !== undefined && (
          <div class="menu-title" role="presentation"><bdi>{props.title}</bdi></div>
        )}
        {props.entries.map((entry, at) => (
          <button
            key={at}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={entry.is_bad ? 'menu-item is-bad' : 'menu-item'}
            onClick={() => {
              close();
              entry.run();
            }}
          >
            <Icon name={entry.icon} size={17} />
            <span>{entry.label}</span>
            {entry.keys !== undefined && <kbd class="only-mouse">{entry.keys}</kbd>}
          </button>
        ))}
      </div>
    </>
  );
}

const RANKS: readonly Rank[] = ['owner', 'admin', 'operator', 'half_operator', 'voice', 'none'];

function rank_entries(view: View, conversation: Conversation, nick: string): Entry[] {
  const w = words().members;
  const rank = conversation.members.find(nick)?.rank ?? 'none';
  const set = (which: Rank, on: boolean) => () => {
    void view.tell(conversation.set_rank(nick, which, on), words().moderate.done);
  };
  const entries: Entry[] = [];
  if (RANKS.indexOf(conversation.my_rank) <= RANKS.indexOf('operator')) {
    const on = rank !== 'operator';
    const label = on ? w.make_operator : w.take_operator;
    if (rank !== 'owner' && rank !== 'admin') {
      entries.push({ icon: 'shield', label, run: set('operator', on) });
    }
  }
  if (rank === 'none' || rank === 'voice') {
    const on = rank === 'none';
    const label = on ? w.give_voice : w.take_voice;
    entries.push({ icon: 'chat', label, run: set('voice', on) });
  }
  return entries;
}

/** What the room's list says of somebody; null while nobody knows. */
function use_restrictions(conversation: Conversation | null, nick: string): Restrictions | null {
  const [found, set_found] = useState<Restrictions | null>(null);
  useEffect(() => {
    let is_shown = true;
    set_found(null);
    if (conversation?.kind === 'room' && is_operator(conversation)) {
      void conversation.restrictions(nick).then((answer) => {
        if (is_shown && answer.ok) set_found(answer.value);
      });
    }
    return () => { is_shown = false; };
  }, [conversation, nick]);
  return found;
}

function member_entries(
  view: View, conversation: Conversation | null, nick: string, found: Restrictions | null,
): Entry[] {
  const w = words().members;
  if (nick.toLowerCase() === view.chat.me.nick.toLowerCase()) {
    const run = () => view.show({ kind: 'settings', page: 'account' });
    return [{ icon: 'settings', label: words().settings.account, run }];
  }
  const is_ignored = view.chat.ignored().some((n) => n.toLowerCase() === nick.toLowerCase());
  const entries: Entry[] = [
    { icon: 'chat', label: w.talk, run: () => void talk(view, nick) },
    {
      icon: 'eye_off',
      label: is_ignored ? w.unignore : w.ignore,
      run: () => view.chat.ignore(nick, !is_ignored),
    },
  ];
  if (!conversation) return entries;
  const ask = (what: 'kick' | 'ban' | 'mute' | 'report') => () => {
    view.show({ kind: 'moderate', what, conversation, nick, line_id: null });
  };
  entries.push({ icon: 'flag', label: w.report, run: ask('report') });
  if (conversation.kind !== 'room' || !is_operator(conversation)) return entries;
  entries.push(...rank_entries(view, conversation, nick));
  const lift = (what: 'ban' | 'mute') => () => {
    void view.tell(conversation.lift(nick, what), words().moderate.done);
  };
  const is_muted = found !== null && found.mutes.length > 0;
  const is_banned = found !== null && found.bans.length > 0;
  entries.push(
    is_muted
      ? { icon: 'chat', label: w.unmute, run: lift('mute') }
      : { icon: 'mute', label: w.mute, run: ask('mute'), is_bad: true },
    { icon: 'door', label: w.kick, run: ask('kick'), is_bad: true },
    is_banned
      ? { icon: 'check', label: w.unban, run: lift('ban') }
      : { icon: 'warning', label: w.ban, run: ask('ban'), is_bad: true },
  );
  return entries;
}

function MemberMenu({ view, nick, at }: { view: View; nick: string; at: Place }): JSX.Element {
  const { open } = view.now;
  const entries = member_entries(view, open, nick, use_restrictions(open, nick));
  const shown = visible(nick);
  return <MenuBox at={at} label={words().members.menu(shown)} title={shown} entries={entries} />;
}

function line_entries(view: View, conversation: Conversation, line: Line): Entry[] {
  const w = words().feed;
  const entries: Entry[] = [];
  if (line.state === 'sent') {
    const reply = () => view.answer(conversation, { what: 'reply', line });
    entries.push({ icon: 'reply', label: w.act_reply, run: reply, keys: 'R' });
  }
  if (can_edit(view, line)) {
    const edit = () => view.answer(conversation, { what: 'edit', line });
    entries.push({ icon: 'edit', label: w.act_edit, run: edit, keys: 'E' });
  }
  if (line.text !== '') {
    entries.push({ icon: 'copy', label: w.act_copy, run: () => copy_line(view, line), keys: 'C' });
  }
  if (can_report(line)) {
    const report = () => report_line(view, conversation, line);
    entries.push({ icon: 'flag', label: w.act_report, run: report });
  }
  if (can_remove(view, conversation, line)) {
    const remove = () => remove_line(view, conversation, line);
    entries.push({ icon: 'trash', label: w.act_remove, run: remove, is_bad: true, keys: 'Del' });
  }
  return entries;
}

export function leave(view: View, conversation: Conversation): void {
  const done = () => {
    const next = view.chat.conversations.find((c) => c !== conversation) ?? null;
    if (view.now.open === conversation) view.open(next);
  };
  const go = async () => {
    const outcome = await view.chat.leave(conversation);
    if (outcome.ok) done();
    return outcome;
  };
  if (conversation.draft === '') {
    void view.tell(go());
    return;
  }
  const w = words().moderate;
  view.show({
    kind: 'confirm',
    title: w.leave_title(visible(conversation.name)),
    lead: w.leave_lead,
    action: w.leave_do,
    run: go,
  });
}

function conversation_entries(view: View, conversation: Conversation): Entry[] {
  const w = words().top;
  const is_room = conversation.kind === 'room';
  const entries: Entry[] = [];
  if (is_room) {
    const details = () => view.show({ kind: 'room', conversation });
    entries.push(
      { icon: 'settings', label: w.details, run: details },
      { icon: 'plus', label: w.invite, run: () => view.show({ kind: 'invite', conversation }) },
    );
  }
  const lock = () => view.show({ kind: 'lock', conversation });
  entries.push({ icon: 'lock', label: w.lock, run: lock });
  if (view.chat.server.has_history) {
    const date = () => view.show({ kind: 'date', conversation });
    entries.push({ icon: 'calendar', label: w.go_to_date, run: date });
  }
  if (is_room) {
    const copy = () => void copy_text(view, conversation.name);
    entries.push({ icon: 'copy', label: w.copy_link, run: copy });
  }
  const label = is_room ? w.leave : w.close;
  entries.push({ icon: 'door', label, run: () => leave(view, conversation), is_bad: is_room });
  return entries;
}

export function Menus(): JSX.Element | null {
  const view = use_view();
  const { menu, open } = view.now;
  if (!menu) return null;
  const w = words();
  switch (menu.kind) {
    case 'member':
      return <MemberMenu view={view} nick={menu.nick} at={menu.at} />;
    case 'line':
      if (!open) return null;
      return (
        <MenuBox
          at={menu.at}
          label={w.feed.actions}
          entries={line_entries(view, open, menu.line)}
        />
      );
    case 'conversation':
      if (!open) return null;
      return (
        <MenuBox at={menu.at} label={w.top.menu} entries={conversation_entries(view, open)} />
      );
    case 'react':
    case 'emoji':
      return <EmojiMenu menu={menu} />;
  }
}
