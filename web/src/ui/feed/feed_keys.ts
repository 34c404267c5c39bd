import { can_edit, can_remove, copy_line, remove_line } from './line_actions';
import type { Feed } from './feed';
import type { Item } from './items';

/** The next row in this direction that can have the focus. */
function neighbour(items: readonly Item[], index: number, step: number): string | null {
  for (let i = index + step; i >= 0 && i < items.length; i += step) {
    const item = items[i];
    if (item?.kind === 'line') return item.key;
  }
  return null;
}

function move(feed: Feed, key: string): boolean {
  const at = feed.focus_key === null ? undefined : feed.rows.index_of(feed.focus_key);
  const count = feed.rows.items.length;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown': {
      const step = key === 'ArrowUp' ? -1 : 1;
      const next = neighbour(feed.rows.items, at ?? (step < 0 ? count : -1), step);
      if (next !== null) feed.focus_row(next);
      return true;
    }
    case 'Home':
    case 'End': {
      const step = key === 'Home' ? 1 : -1;
      const next = neighbour(feed.rows.items, step > 0 ? -1 : count, step);
      if (next !== null) feed.focus_row(next);
      return true;
    }
    default:
      return false;
  }
}

/** A key pressed on a line (not in a button or link of it). True if it was for us. */
function act(feed: Feed, key: string, row: HTMLElement): boolean {
  const { conversation, view } = feed.props;
  const line = feed.rows.line_at(feed.focus_key);
  if (!line || line.state === 'removed') return false;
  const box = row.getBoundingClientRect();
  const at = { x: box.left + 64, y: Math.min(box.bottom, window.innerHeight - 80) };
  const is_sent = line.state === 'sent';
  if (key === 'r' && is_sent) view.answer(conversation, { what: 'reply', line });
  else if (key === 'e' && can_edit(view, line)) view.answer(conversation, { what: 'edit', line });
  else if (key === '+' && is_sent && view.chat.server.can_react) {
    view.set({ menu: { kind: 'react', line, at } });
  } else if (key === 'Delete' && can_remove(view, conversation, line)) {
    remove_line(view, conversation, line);
  } else if (key === 'c') copy_line(view, line);
  else if (key === 'Enter' || key === 'ContextMenu') view.set({ menu: { kind: 'line', line, at } });
  else return false;
  return true;
}

export function feed_key(feed: Feed, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  const is_row = target.dataset['key'] !== undefined || target === feed.scroller.current;
  const key = event.shiftKey && event.key === 'F10' ? 'ContextMenu' : event.key;
  if (key === 'Escape') {
    feed.to_end();
    document.getElementById('composer')?.focus();
  } else if (!move(feed, key) && !(is_row && act(feed, key, target))) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
