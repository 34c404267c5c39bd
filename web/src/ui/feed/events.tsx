import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Event_ } from '../../chat/contract';
import { without_formatting } from '../../text/format';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { time_text } from '../time';
import { fold_events } from './items';

const NAMES_MAX = 5;

function names(nicks: readonly string[]): string {
  const w = words().feed;
  const shown = nicks.slice(0, NAMES_MAX).map(visible);
  const more = nicks.length - shown.length;
  if (more > 0) return `${shown.join(', ')} ${w.and} ${w.others(more)}`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} ${w.and} ${last}`;
}

export function event_text(event: Event_): string {
  const w = words().event;
  const nick = visible(event.nick);
  const other = visible(event.other ?? '');
  const text = visible(without_formatting(event.text ?? '')).slice(0, 400);
  switch (event.what) {
    case 'join':
      return w.join(nick);
    case 'part':
      return w.part(nick, text);
    case 'quit':
      return w.quit(nick, text);
    case 'kick':
      return w.kick(other, nick, text);
    case 'nick':
      return w.nick(nick, other);
    case 'topic':
      return w.topic(nick, text);
    case 'mode':
      return w.mode(nick, text);
    case 'rename':
      return w.rename(nick, other);
    case 'invite':
      return w.invite(nick, other);
    case 'created':
      return w.created(nick);
  }
}

export function summary(events: readonly Event_[]): string {
  const only = events[0];
  if (events.length === 1 && only) return event_text(only);
  const w = words().event;
  const folded = fold_events(events);
  const parts: string[] = [];
  if (folded.came.length > 0) parts.push(w.came(names(folded.came), folded.came.length));
  if (folded.left.length > 0) parts.push(w.left(names(folded.left), folded.left.length));
  const { came_and_left } = folded;
  if (came_and_left.length > 0) {
    parts.push(w.came_and_left(names(came_and_left), came_and_left.length));
  }
  if (folded.others > 0) parts.push(w.changed(folded.others));
  return parts.join(' · ');
}

/** What happened, in one line; a run of it is folded until asked for. */
export function Events({ events }: { events: readonly Event_[] }): JSX.Element {
  const [is_open, set_open] = useState(false);
  const w = words().event;
  const first = events[0];
  const many = events.length > 1;
  return (
    <div class="events">
      <time class="line-time" aria-hidden="true">{first ? time_text(first.at_ms) : ''}</time>
      <div class="events-main">
        {is_open && many ? (
          events.map((event) => <div key={event.key} dir="auto">{event_text(event)}</div>)
        ) : (
          <span dir="auto">{summary(events)}</span>
        )}
        {many && (
          <button
            type="button"
            class="link-button"
            aria-expanded={is_open}
            onClick={() => set_open(!is_open)}
          >
            {is_open ? w.fold : w.show}
          </button>
        )}
      </div>
    </div>
  );
}
