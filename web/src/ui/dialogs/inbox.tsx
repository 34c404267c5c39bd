import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Notice } from '../../chat/contract';
import { without_formatting } from '../../text/format';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, IconButton } from '../icons';
import { moment_text } from '../time';
import type { View } from '../view';
import { use_watch } from '../watch';
import { Fault, Frame, use_deed } from './frame';

interface RowProps {
  readonly view: View;
  readonly notice: Notice;
}

function Row({ view, notice }: RowProps): JSX.Element {
  const { id, from, text, at_ms, invited_to: room } = notice;
  const { fault, is_busy, run } = use_deed();
  const w = words().inbox;
  const drop = () => view.chat.notices.drop(id);
  const dismiss = (event: MouseEvent) => {
    const row = (event.currentTarget as HTMLElement).closest('li');
    const next = row?.nextElementSibling ?? row?.previousElementSibling ?? row?.closest('dialog');
    // The focus stays where the person is at work.
    next?.querySelector<HTMLElement>('.icon-button')?.focus();
    drop();
  };
  const join = async () => {
    if (room === undefined || !(await run(() => view.enter(room)))) return;
    drop();
    view.show(null);
  };
  const said = room === undefined
    ? visible(without_formatting(text)) : w.invites(visible(from), visible(room));
  const note = room === undefined
    ? `${visible(from)}, ${moment_text(at_ms)}` : moment_text(at_ms);
  return (
    <li class="inbox-row">
      <span class="pick-sign"><Icon name={room === undefined ? 'bell' : 'door'} size={18} /></span>
      <span class="pick-words">
        <span class="inbox-text" dir="auto">{said}</span>
        <span class="pick-note">{note}</span>
        <Fault text={fault} />
      </span>
      {room !== undefined && (
        <button
          type="button"
          class="button is-main"
          aria-busy={is_busy}
          aria-label={w.join_room(visible(room))}
          onClick={() => void join()}
        >
          {w.join}
        </button>
      )}
      <IconButton icon="close" label={`${w.dismiss}: ${said.slice(0, 80)}`} on_click={dismiss} />
    </li>
  );
}

/** The newest first. */
export function InboxDialog({ view }: { view: View }): JSX.Element {
  const { notices } = view.chat;
  use_watch(notices);
  // Whatever comes while it is open is seen.
  useEffect(() => notices.mark_seen(), [notices.rows]);
  const w = words().inbox;
  const rows = [...notices.rows].reverse();
  return (
    <Frame view={view} title={w.title}>
      {rows.length === 0 && <p class="dialog-lead">{w.none}</p>}
      <ul class="plain-list">
        {rows.map((notice) => <Row key={notice.id} view={view} notice={notice} />)}
      </ul>
      {rows.length > 1 && (
        <div class="button-row">
          <button type="button" class="button" onClick={() => notices.clear()}>{w.clear}</button>
        </div>
      )}
    </Frame>
  );
}
