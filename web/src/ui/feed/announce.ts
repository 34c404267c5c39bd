/** What a screen reader says: a sentence for a new line, nothing for what is fetched or redrawn. */
import type { Conversation, Row } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { spoken_text } from './row';

const SPOKEN_MAX = 3;

let heard_in = '';
let last_key: string | null = null;
let last_at_ms = 0;

/** The one live region of the page. It is emptied before, so that the same words are said again. */
export function announce(text: string): void {
  const region = document.getElementById('announcements');
  if (!region) return;
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

export function announce_new(conversation: Conversation, rows: readonly Row[]): void {
  const last = rows[rows.length - 1];
  const before = last_key;
  const before_ms = last_at_ms;
  const is_other = heard_in !== conversation.key;
  heard_in = conversation.key;
  last_key = last?.key ?? null;
  last_at_ms = last?.at_ms ?? 0;
  if (is_other || before === null || last_key === before || conversation.lines.has_newer) return;
  const said: string[] = [];
  let is_found = false;
  for (let i = rows.length - 1; i >= 0 && said.length < 50; i -= 1) {
    const row = rows[i];
    if (!row) continue;
    is_found = row.key === before;
    if (is_found) break;
    if (row.kind === 'line' && !row.is_mine && row.at_ms >= before_ms) {
      said.unshift(`${visible(row.sender)}: ${spoken_text(row).slice(0, 500)}`);
    }
  }
  if (!is_found || said.length === 0) return;
  announce(said.length <= SPOKEN_MAX ? said.join('. ') : words().feed.new_lines(said.length));
}
