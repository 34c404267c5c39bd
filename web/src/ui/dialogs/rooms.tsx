import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RoomEntry } from '../../chat/contract';
import { without_formatting } from '../../text/format';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { room_fault, room_of } from '../first/check';
import { Field } from '../field';
import { Icon } from '../icons';
import { refusal_text } from '../refusal';
import type { View } from '../view';
import { Actions, Frame, use_deed } from './frame';
import { PickList, type Pick } from './pick_list';

const SHOWN_MAX = 100;
const WAIT_MS = 200;

function RoomRow({ room }: { room: RoomEntry }): JSX.Element {
  const w = words().rooms;
  return (
    <>
      <span class="pick-sign"><Icon name="hash" size={18} /></span>
      <span class="pick-words">
        <bdi class="pick-name">{visible(room.name)}</bdi>
        <span class="pick-note" dir="auto">
          {visible(without_formatting(room.topic)).slice(0, 200)}
        </span>
      </span>
      <span class="pick-side">
        {room.joined && <span class="tag">{w.inside}</span>}
        {w.members(room.members)}
      </span>
    </>
  );
}

function use_rooms(view: View, text: string) {
  const [rooms, set_rooms] = useState<readonly RoomEntry[] | null>(null);
  const [fault, set_fault] = useState<string | null>(null);
  useEffect(() => {
    let is_wanted = true;
    const ask = async () => {
      const answer = await view.chat.list_rooms(text.trim());
      if (!is_wanted) return;
      if (answer.ok) set_rooms([...answer.value].sort((a, b) => b.members - a.members));
      set_fault(answer.ok ? null : refusal_text(answer.why));
    };
    const timer = setTimeout(() => void ask(), rooms === null ? 0 : WAIT_MS);
    return () => {
      is_wanted = false;
      clearTimeout(timer);
    };
  }, [text]);
  return { rooms, fault };
}

/** A room that asks for its entry key. */
function EntryKey({ view, room }: { view: View; room: string }): JSX.Element {
  const [key, set_key] = useState('');
  const { fault, is_busy, run } = use_deed();
  const w = words();
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (await run(() => view.enter(room, key))) view.show(null);
  };
  return (
    <Frame view={view} title={visible(room)}>
      <form onSubmit={(event) => void submitted(event)}>
        <Field
          label={w.rooms.entry_key}
          type="password"
          value={key}
          hint={w.refusal.bad_room_key}
          error={fault}
          on_input={set_key}
          has_focus
        />
        <Actions view={view} action={w.rooms.enter} is_busy={is_busy} />
      </form>
    </Frame>
  );
}

export function RoomsDialog({ view }: { view: View }): JSX.Element {
  const [text, set_text] = useState('');
  const [wants_key, set_wants_key] = useState<string | null>(null);
  const { rooms, fault } = use_rooms(view, text);
  const { fault: refused, set_fault } = use_deed();
  const w = words();
  const enter = async (room: string) => {
    set_fault(null);
    const outcome = await view.enter(room);
    if (outcome.ok) view.show(null);
    else if (outcome.why.code === 'bad_room_key') set_wants_key(room);
    else set_fault(refusal_text(outcome.why));
  };
  const named = room_of(text);
  const shown = (rooms ?? []).slice(0, SHOWN_MAX);
  const picks: Pick[] = shown.map((room) => ({
    key: room.name,
    row: <RoomRow room={room} />,
    run: () => void enter(room.name),
  }));
  const is_new =
    rooms !== null &&
    text.trim() !== '' &&
    room_fault(text, view.chat.server) === null &&
    !rooms.some((room) => room.name.toLowerCase() === named.toLowerCase());
  if (is_new) {
    picks.push({
      key: 'make',
      row: (
        <><span class="pick-sign"><Icon name="plus" size={18} /></span> {w.rooms.create(named)}</>
      ),
      run: () => void enter(named),
    });
  }
  if (wants_key !== null) return <EntryKey view={view} room={wants_key} />;
  const none = text.trim() === '' ? w.rooms.none_at_all : w.rooms.none;
  return (
    <Frame view={view} title={w.side.find_room} size="wide">
      <PickList
        label={w.rooms.search}
        text={text}
        on_text={set_text}
        picks={picks}
        empty={fault ?? (rooms === null ? w.loading : none)}
        between={refused === null ? null : <p class="form-fault" role="alert">{refused}</p>}
        after={
          rooms !== null && rooms.length > SHOWN_MAX ? (
            <p class="pick-more">{w.rooms.first(SHOWN_MAX)}</p>
          ) : null
        }
      />
    </Frame>
  );
}
