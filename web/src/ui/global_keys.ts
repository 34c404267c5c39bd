/** Keys that hold anywhere on the page. */
import type { Conversation } from '../chat/contract';
import { around } from './write/completion';
import type { View } from './view';

function step(view: View, direction: number): void {
  const all = view.chat.conversations;
  const at = all.findIndex((c) => c === view.now.open);
  const next = all[around(Math.max(0, at), all.length, direction)];
  if (next) view.open(next);
}

/** The next with news, those that name the person first. */
export function next_with_news(
  all: readonly Conversation[],
  open: Conversation | null,
): Conversation | null {
  const at = all.findIndex((c) => c === open);
  const others = [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))];
  return others.find((c) => c.mentions > 0) ?? others.find((c) => c.unread > 0) ?? null;
}

function with_control(view: View, event: KeyboardEvent): boolean {
  if (event.key === 'k') view.show({ kind: 'switcher' });
  else if (event.key === 'f' && view.now.open) view.show({ kind: 'search', text: '' });
  else if (event.key === ',') view.show({ kind: 'settings' });
  else return false;
  return true;
}

function with_alt(view: View, event: KeyboardEvent): boolean {
  if (event.key === 'ArrowDown') step(view, 1);
  else if (event.key === 'ArrowUp') step(view, -1);
  else if (event.code === 'KeyA') {
    const next = next_with_news(view.chat.conversations, view.now.open);
    if (next) view.open(next);
  } else if (event.code === 'KeyM') view.toggle_members();
  else if (/^Digit[1-9]$/.test(event.code)) {
    const chosen = view.chat.conversations[Number(event.code.slice(5)) - 1];
    if (chosen) view.open(chosen);
  } else return false;
  return true;
}

function alone(view: View, event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const is_typing = target.matches('input, textarea, select, [contenteditable]');
  if (event.key === 'F1' || (event.key === '?' && !is_typing)) view.show({ kind: 'keys' });
  else if (event.key === 'Escape' && view.now.drawer !== null) view.set({ drawer: null });
  else if (event.key === 'Escape') {
    view.set({ end_wish: view.now.end_wish + 1 });
    document.getElementById('composer')?.focus();
  } else if (is_typing && event.key === 'PageUp' && target.id === 'composer') {
    document.querySelector<HTMLElement>('.feed-scroller [tabindex="0"]')?.focus();
  } else return typed_elsewhere(target, event);
  return true;
}

/** A letter typed while nothing has the focus goes into the message field. */
function typed_elsewhere(target: HTMLElement, event: KeyboardEvent): boolean {
  if (target !== document.body || event.key.length !== 1 || event.key === ' ') return false;
  document.getElementById('composer')?.focus();
  return false;
}

export function install_keys(view: View): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (view.now.dialog !== null || view.now.menu !== null) return;
    const is_control = event.ctrlKey || event.metaKey;
    if (is_control && (event.altKey || event.shiftKey)) return;
    const run = is_control ? with_control : event.altKey ? with_alt : alone;
    if (run(view, event)) event.preventDefault();
  };
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}
