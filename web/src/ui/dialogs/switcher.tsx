import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { nick_fault, room_fault, room_of } from '../first/check';
import { Icon } from '../icons';
import { Monogram } from '../nick';
import { talk } from '../talk';
import type { View } from '../view';
import { Frame } from './frame';
import { PickList, type Pick } from './pick_list';

const SHOWN_MAX = 30;

/** Those that begin so before those that have it inside; with news first, then the latest. */
export function matching(all: readonly Conversation[], text: string): Conversation[] {
  const wanted = text.trim().toLowerCase().replace(/^#/, '');
  const place = (c: Conversation) => {
    const name = c.name.toLowerCase().replace(/^#/, '');
    if (wanted === '') return 0;
    return name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2;
  };
  return all
    .filter((c) => place(c) < 2)
    .sort(
      (a, b) =>
        place(a) - place(b) ||
        Math.sign(b.mentions) - Math.sign(a.mentions) ||
        Math.sign(b.unread) - Math.sign(a.unread) ||
        b.latest_ms - a.latest_ms,
    );
}

function Row({ conversation }: { conversation: Conversation }): JSX.Element {
  const { name, kind, unread, mentions, lock } = conversation;
  const icon = lock.kind === 'clear' ? 'hash' : 'lock';
  return (
    <>
      <span class="pick-sign">
        {kind === 'room' ? <Icon name={icon} size={18} /> : <Monogram nick={name} small />}
      </span>
      <bdi class="pick-name">{visible(name)}</bdi>
      <span class="pick-side">
        {mentions > 0 && <span class="badge is-mention" data-count={mentions} />}
        {mentions === 0 && unread > 0 && <span class="badge" data-count={unread} />}
      </span>
    </>
  );
}

function new_ones(view: View, text: string, known: readonly Conversation[]): Pick[] {
  const typed = text.trim();
  const w = words().jump;
  const picks: Pick[] = [];
  const is_known = (name: string) => known.some((c) => c.name.toLowerCase() === name.toLowerCase());
  const room = room_of(typed);
  if (typed !== '' && room_fault(typed, view.chat.server) === null && !is_known(room)) {
    picks.push({
      key: 'room',
      row: <><span class="pick-sign"><Icon name="plus" size={18} /></span> {w.enter(room)}</>,
      run: () => {
        view.show(null);
        void view.tell(view.enter(room));
      },
    });
  }
  if (nick_fault(typed, view.chat.server) === null && !is_known(typed)) {
    picks.push({
      key: 'nick',
      row: <><span class="pick-sign"><Icon name="chat" size={18} /></span> {w.talk(typed)}</>,
      run: () => void talk(view, typed),
    });
  }
  return picks;
}

export function SwitcherDialog({ view }: { view: View }): JSX.Element {
  const [text, set_text] = useState('');
  const w = words();
  const all = view.chat.conversations.filter((c) => text !== '' || c !== view.now.open);
  const picks: Pick[] = matching(all, text).slice(0, SHOWN_MAX).map((conversation) => ({
    key: conversation.key,
    row: <Row conversation={conversation} />,
    run: () => {
      view.open(conversation);
      view.show(null);
    },
  }));
  picks.push(...new_ones(view, text, all));
  return (
    <Frame view={view} title={w.jump.title}>
      <PickList
        label={w.jump.label}
        text={text}
        on_text={set_text}
        picks={picks}
        empty={w.jump.none}
      />
    </Frame>
  );
}
