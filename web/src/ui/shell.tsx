/** The chat itself. Its program is fetched while the first page is filled in. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../words';
import { Dialogs } from './dialogs';
import { Feed } from './feed/feed';
import { DropGround } from './files/attach';
import { install_keys } from './global_keys';
import { Icon } from './icons';
import { KeepOffer } from './keep_offer';
import { LinkBar } from './link_bar';
import { Members } from './members/members';
import { Menus } from './menus';
import { watch_notifications } from './notify';
import { Sidebar } from './side/sidebar';
import { TopBar } from './top_bar';
import { next_open } from './next_open';
import { is_narrow, shows_members_of, type View } from './view';
import { Composer } from './write/composer';
import '../styles/inside.css';

function NoConversation({ view }: { view: View }): JSX.Element {
  const w = words();
  return (
    <div class="nothing">
      <div class="top-sign" aria-hidden="true"><Icon name="chat" size={28} /></div>
      <h1 class="nothing-title">{w.side.no_rooms}</h1>
      <button type="button" class="button is-main" onClick={() => view.show({ kind: 'rooms' })}>
        {w.side.find_room}
      </button>
      <button
        type="button"
        class="button only-narrow"
        onClick={() => view.set({ drawer: 'side' })}
      >
        {w.side.open}
      </button>
    </div>
  );
}

function Talk({ view, look }: { view: View; look: number }): JSX.Element {
  const conversation = view.now.open;
  const { shows_members } = view.settings.now;
  if (!conversation) {
    return (
      <main class="talk">
        <LinkBar />
        <NoConversation view={view} />
        <Menus />
      </main>
    );
  }
  const is_shown = is_narrow() ? view.now.drawer === 'members' : shows_members;
  const has_members = shows_members_of(conversation) && is_shown;
  return (
    <>
      <main class="talk" id="talk">
        <TopBar conversation={conversation} view={view} has_members={has_members} />
        <LinkBar />
        <KeepOffer key={`keep ${conversation.key}`} conversation={conversation} view={view} />
        <Feed key={conversation.key} conversation={conversation} view={view} look={look} />
        <DropGround view={view} conversation={conversation} />
        <Composer
          key={`write ${conversation.key}`}
          conversation={conversation}
          view={view}
          look={look}
        />
        <Menus />
      </main>
      {has_members && (
        <Members
          key={`members ${conversation.key}`}
          conversation={conversation}
          view={view}
          look={look}
        />
      )}
    </>
  );
}

export function Shell({ view, look }: { view: View; look: number }): JSX.Element {
  const { drawer, open } = view.now;
  use_open_conversation(view);
  use_width();
  const w = words();
  useEffect(() => install_keys(view), [view]);
  useEffect(() => watch_notifications(view), [view]);
  const classes = ['shell'];
  if (drawer !== null) classes.push(`has-drawer-${drawer}`);
  return (
    <div class={classes.join(' ')}>
      {open && <a class="skip" href="#composer" onClick={skip}>{w.skip_to_write}</a>}
      <Sidebar look={look} />
      <Talk view={view} look={look} />
      {drawer !== null && (
        <div class="drawer-ground" onClick={() => view.set({ drawer: null })} />
      )}
      <Dialogs view={view} />
    </div>
  );
}

/** Keeps something open while there is something: the last one, or the first that comes. */
function use_open_conversation(view: View): void {
  const { chat, settings } = view;
  const { open, is_inside } = view.now;
  useEffect(() => {
    if (!is_inside) return;
    const shown = { conversation: open, stopgap_until_ms: view.stopgap_until_ms };
    const next = next_open(chat, shown, settings.now.open, Date.now());
    if (next !== open) view.open(next, { is_chosen: false });
  });
}

/** Draws again when the window becomes narrow or wide. */
function use_width(): void {
  const [, set_width] = useState(0);
  useEffect(() => {
    const query = matchMedia('(max-width: 900px)');
    const changed = () => set_width((n) => n + 1);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('composer')?.focus();
}

