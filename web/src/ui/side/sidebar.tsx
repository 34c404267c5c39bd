import type { JSX } from 'preact';
import { Bell } from './bell';
import { Entry } from './entry';
import type { Chat, Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, IconButton } from '../icons';
import { Monogram } from '../nick';
import { roving_key } from '../roving';
import { use_view, type View } from '../view';
import { use_watch } from '../watch';

interface SectionProps {
  readonly title: string;
  readonly conversations: readonly Conversation[];
  readonly view: View;
  readonly empty: string;
  readonly add?: { readonly label: string; readonly run: () => void };
  readonly look: number;
}

function Section(props: SectionProps): JSX.Element {
  const { title, conversations, view, empty, add } = props;
  const id = `side-${conversations[0]?.kind ?? title}`;
  return (
    <section class="side-section" aria-labelledby={id}>
      <div class="side-title">
        <h2 id={id}>{title}</h2>
        {add && <IconButton icon="plus" label={add.label} on_click={add.run} />}
      </div>
      {conversations.length === 0 && <p class="side-empty">{empty}</p>}
      <ul>
        {conversations.map((conversation) => (
          <li key={conversation.key}>
            <Entry
              conversation={conversation}
              view={view}
              is_open={conversation === view.now.open}
              look={props.look}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function MeBar({ chat, view }: { chat: Chat; view: View }): JSX.Element {
  const w = words().side;
  const { me, link } = chat;
  const is_away = me.away !== null;
  const state = link.kind !== 'ready' ? w.offline : is_away ? w.away : w.online;
  const presence = link.kind !== 'ready' ? 'gone' : is_away ? 'away' : 'here';
  return (
    <div class="me-bar">
      <div class="me-who">
        <span class="monogram-with-presence">
          <Monogram nick={me.nick || '?'} />
          <span class={`presence is-${presence}`} />
        </span>
        <span class="me-names">
          <bdi class="me-nick">{visible(me.nick)}</bdi>
          <span class="me-state">{me.account === null ? `${state} · ${w.guest}` : state}</span>
        </span>
      </div>
      <IconButton
        icon="keyboard"
        label={w.keys}
        keys="?"
        class="only-mouse"
        on_click={() => view.show({ kind: 'keys' })}
      />
      <IconButton
        icon="settings"
        label={w.settings}
        has_popup="dialog"
        on_click={() => view.show({ kind: 'settings' })}
      />
    </div>
  );
}

export function Sidebar({ look }: { look: number }): JSX.Element {
  const view = use_view();
  const { chat } = view;
  use_watch(chat, () => [chat.link, chat.conversations, chat.me, chat.server]);
  const w = words();
  const rooms = chat.conversations.filter((c) => c.kind === 'room');
  const chats = chat.conversations.filter((c) => c.kind === 'private');
  return (
    <nav class="side" aria-label={w.side.label}>
      <div class="side-head">
        <span class="side-network">{visible(chat.server.network) || w.app}</span>
        <Bell chat={chat} view={view} />
        <IconButton
          icon="close"
          class="only-narrow"
          label={w.close}
          on_click={() => view.set({ drawer: null })}
        />
      </div>
      <button type="button" class="side-jump" onClick={() => view.show({ kind: 'switcher' })}>
        <Icon name="search" size={16} />
        <span>{w.side.jump}</span>
        <kbd class="only-mouse">Ctrl K</kbd>
      </button>
      <div class="side-lists" onKeyDown={(event) => roving_key(event, '.side-entry')}>
        <Section
          title={w.side.rooms}
          conversations={rooms}
          view={view}
          empty={w.side.no_rooms}
          add={{ label: w.side.find_room, run: () => view.show({ kind: 'rooms' }) }}
          look={look}
        />
        <Section
          title={w.side.private}
          conversations={chats}
          view={view}
          empty={w.side.no_private}
          look={look}
        />
      </div>
      <MeBar chat={chat} view={view} />
    </nav>
  );
}
