import type { JSX } from 'preact';
import type { Conversation } from '../chat/contract';
import { visible } from '../text/visible';
import { without_formatting } from '../text/format';
import { words } from '../words';
import { Icon, IconButton } from './icons';
import { lock_sentence, lock_short } from './lock_words';
import { shows_members_of, type View } from './view';
import { use_watch } from './watch';

interface Props {
  readonly conversation: Conversation;
  readonly view: View;
  /** The list of members stands beside the lines. */
  readonly has_members: boolean;
}

function Topic({ conversation, view }: { conversation: Conversation; view: View }): JSX.Element {
  const w = words();
  if (conversation.kind === 'private') {
    const { presence, name } = conversation;
    const state = {
      here: w.side.online,
      away: w.side.away,
      gone: w.side.offline,
      unknown: '',
    }[presence ?? 'unknown'];
    return <span class="top-topic" title={visible(name)}>{state}</span>;
  }
  const { topic } = conversation;
  const text = topic ? visible(without_formatting(topic.text)).slice(0, 400) : '';
  const is_clear = topic?.seal === 'clear' && conversation.lock.kind === 'ciphered';
  return (
    <button
      type="button"
      class={text === '' ? 'top-topic is-empty' : 'top-topic'}
      title={text === '' ? w.top.details : text}
      aria-haspopup="dialog"
      onClick={() => view.show({ kind: 'room', conversation })}
    >
      {is_clear && <Icon name="lock_open" size={13} />}
      <span dir="auto">{text === '' ? w.top.topic_none : text}</span>
    </button>
  );
}

function LockButton({ conversation, view }: { conversation: Conversation; view: View }) {
  const { lock } = conversation;
  const sentence = lock_sentence(conversation);
  const short = lock_short(conversation);
  return (
    <button
      type="button"
      class={`lock-button is-${lock.kind}`}
      title={sentence}
      aria-label={`${words().top.lock}: ${sentence}`}
      aria-haspopup="dialog"
      onClick={() => view.show({ kind: 'lock', conversation })}
    >
      <Icon name={lock.kind === 'clear' ? 'lock_open' : 'lock'} size={18} />
      {short !== null && <span class="only-wide">{short}</span>}
    </button>
  );
}

function MembersButton({ conversation, view, has_members }: Props): JSX.Element {
  const w = words().top;
  const { members } = conversation;
  use_watch(members);
  const label = has_members ? w.hide_members : w.show_members;
  return (
    <button
      type="button"
      class="members-button"
      aria-pressed={has_members}
      aria-label={`${label}, ${w.members(members.count)}`}
      title={label}
      onClick={() => view.toggle_members()}
    >
      <Icon name="people" size={19} />
      <span>{members.count.toLocaleString(words().locale)}</span>
    </button>
  );
}

/** What is encrypted is searched here, whatever the server can. */
function can_search({ chat }: View, { lock }: Conversation): boolean {
  return chat.link.kind !== 'ready' || chat.server.has_search || lock.kind !== 'clear';
}

export function TopBar({ conversation, view, has_members }: Props): JSX.Element {
  const { notices } = view.chat;
  use_watch(conversation);
  // On a phone the bell is put away with the conversations.
  use_watch(notices, () => [notices.unseen]);
  const { unseen } = notices;
  const w = words();
  const is_room = conversation.kind === 'room';
  const name = visible(is_room ? conversation.name.replace(/^#/, '') : conversation.name);
  return (
    <header class="top">
      <IconButton
        icon="menu"
        class="only-narrow"
        label={unseen > 0 ? `${w.side.open}, ${w.inbox.title}: ${unseen}` : w.side.open}
        expanded={view.now.drawer === 'side'}
        on_click={() => view.set({ drawer: 'side' })}
      />
      {unseen > 0 && <span class="bell-dot only-narrow" />}
      <div class="top-names">
        <h1 class="top-name">
          {is_room && <span class="top-hash" aria-hidden="true">#</span>}
          <bdi>{name}</bdi>
        </h1>
        <Topic conversation={conversation} view={view} />
      </div>
      <div class="top-tools">
        <LockButton conversation={conversation} view={view} />
        {shows_members_of(conversation) && (
          <MembersButton conversation={conversation} view={view} has_members={has_members} />
        )}
        {can_search(view, conversation) && (
          <IconButton
            icon="search"
            label={w.top.search}
            keys="Ctrl+F"
            has_popup="dialog"
            on_click={() => view.show({ kind: 'search', text: '' })}
          />
        )}
        <IconButton
          icon="more"
          label={w.top.menu}
          has_popup="menu"
          on_click={(event) => {
            const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
            view.set({ menu: { kind: 'conversation', at: { x: box.right, y: box.bottom } } });
          }}
        />
      </div>
    </header>
  );
}
