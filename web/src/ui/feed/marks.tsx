/** What stands between lines, and the buttons over them. */
import type { JSX } from 'preact';
import type { Conversation, Gap, LineWindow } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon } from '../icons';
import { day_text } from '../time';
import type { View } from '../view';
import type { NewFrom } from './new_from';

export function DayMark({ at_ms }: { at_ms: number }): JSX.Element {
  return (
    <div class="mark day-mark" role="separator" aria-label={day_text(at_ms)}>
      <span>{day_text(at_ms)}</span>
    </div>
  );
}

export function NewMark(): JSX.Element {
  return (
    <div class="mark new-mark" role="separator" aria-label={words().feed.new_since}>
      <span>{words().feed.new_since}</span>
    </div>
  );
}

export function GapMark({ gap, lines }: { gap: Gap; lines: LineWindow }): JSX.Element {
  const w = words();
  return (
    <div class="mark gap-mark">
      <span>
        {w.feed.gap}
        <button
          type="button"
          class="link-button"
          disabled={gap.loading}
          onClick={() => lines.fill(gap.id)}
        >
          {gap.loading ? w.loading : w.feed.gap_fetch}
        </button>
      </span>
    </div>
  );
}

function beginning_hint(view: View, { kind, lock, others_encrypt }: Conversation): string {
  const w = words().feed;
  if (!keeps_past(view)) return w.no_past;
  if (lock.kind !== 'clear' || others_encrypt) return w.empty_sealed_hint;
  return kind === 'room' ? w.empty_room_hint : w.empty_private_hint;
}

/** While there is no connection nothing is known of it. */
function keeps_past({ chat }: View): boolean {
  return chat.link.kind !== 'ready' || chat.server.has_history;
}

interface TopProps {
  readonly conversation: Conversation;
  readonly view: View;
}

/** Above the oldest line: the beginning, or that older ones are fetched. One height for all. */
export function TopMark({ conversation, view }: TopProps): JSX.Element {
  const { lines } = conversation;
  const w = words().feed;
  if (lines.loading === 'around') {
    return <div class="top-mark is-loading">{w.loading_around}</div>;
  }
  if (lines.failed && keeps_past(view)) {
    return (
      <div class="top-mark is-loading">
        <span>{words().failed}</span>
        <button type="button" class="button" onClick={() => lines.load_older()}>
          {words().retry}
        </button>
      </div>
    );
  }
  if ((lines.has_older || lines.loading === 'older') && keeps_past(view)) {
    return (
      <div class="top-mark is-loading">
        <span class="spinner" aria-hidden="true" />
        {w.loading_older}
      </div>
    );
  }
  const name = visible(conversation.name);
  const is_room = conversation.kind === 'room';
  return (
    <div class="top-mark">
      <div class="top-sign" aria-hidden="true">
        <Icon name={is_room ? 'hash' : 'chat'} size={24} />
      </div>
      <div>
        <p class="top-title">{is_room ? w.empty_room(name) : w.empty_private(name)}</p>
        <p class="top-hint">{beginning_hint(view, conversation)}</p>
      </div>
    </div>
  );
}

interface EndProps {
  readonly conversation: Conversation;
  readonly view: View;
  readonly follows: boolean;
  readonly new_from: NewFrom;
  readonly to_end: () => void;
}

export function EndButtons(props: EndProps): JSX.Element {
  const { conversation, view, follows, new_from } = props;
  const w = words().feed;
  const { id } = new_from;
  const above = new_from.count_above(conversation);
  // What is unread stands behind all that was seen, and so below.
  const count = conversation.unread;
  return (
    <>
      {id !== null && above > 0 && (
        <button
          type="button"
          class="float-button at-top"
          onClick={() => void view.jump_to(conversation, id)}
        >
          <Icon name="up" size={16} /> {w.to_unread(above)}
        </button>
      )}
      {!follows && (
        <button
          type="button"
          class={count > 0 ? 'float-button at-end is-new' : 'float-button at-end is-round'}
          aria-label={count > 0 ? w.new_lines(count) : w.to_end}
          title={w.to_end}
          onClick={props.to_end}
        >
          {count > 0 && <span>{w.new_lines(count)}</span>}
          <Icon name="down" size={16} />
        </button>
      )}
    </>
  );
}
