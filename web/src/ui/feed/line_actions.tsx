import type { JSX } from 'preact';
import type { Conversation, Line } from '../../chat/contract';
import { without_formatting } from '../../text/format';
import { words } from '../../words';
import { shared_file } from '../files/shared_file';
import { IconButton } from '../icons';
import type { View } from '../view';

interface Props {
  readonly line: Line;
  readonly conversation: Conversation;
  readonly view: View;
}

const OPERATOR_RANKS = new Set(['owner', 'admin', 'operator', 'half_operator']);

export function is_operator(conversation: Conversation): boolean {
  return OPERATOR_RANKS.has(conversation.my_rank);
}

export function can_remove(view: View, conversation: Conversation, line: Line): boolean {
  return (
    view.chat.server.can_redact &&
    line.state === 'sent' &&
    (line.is_mine || (conversation.kind === 'room' && is_operator(conversation)))
  );
}

export function can_edit(view: View, line: Line): boolean {
  const { can_redact, files } = view.chat.server;
  return can_redact && line.is_mine && line.state === 'sent' && line.text !== ''
    && shared_file(line.text, files) === null;
}

export function remove_line(view: View, conversation: Conversation, line: Line): void {
  const about = { conversation, nick: line.sender, line_id: line.id };
  view.show({ kind: 'moderate', what: 'remove', ...about });
}

/** Services and servers, whose names have a dot, are nobody's to report. */
export function can_report(line: Line): boolean {
  return !line.is_mine && line.state === 'sent' && !line.sender.includes('.');
}

export function report_line(view: View, conversation: Conversation, line: Line): void {
  const about = { conversation, nick: line.sender, line_id: line.id };
  view.show({ kind: 'moderate', what: 'report', ...about });
}

export async function copy_text(view: View, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    view.say(words().copied);
  } catch {
    // No clipboard on a page that came unprotected: the old way does it there.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'unseen';
    document.body.append(area);
    area.select();
    const is_done = document.execCommand('copy');
    area.remove();
    view.say(is_done ? words().copied : words().failed, !is_done);
  }
}

export function copy_line(view: View, line: Line): void {
  void copy_text(view, without_formatting(line.text));
}

/** The few deeds for a line, above its corner while it is pointed at or has the focus. */
export function LineActions({ line, conversation, view }: Props): JSX.Element {
  const w = words().feed;
  const menu_at = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return { x: box.right, y: box.bottom };
  };
  return (
    <div class="line-actions" role="group" aria-label={w.actions}>
      {view.chat.server.can_react && (
        <IconButton
          icon="smile_plus"
          label={w.act_react}
          keys="+"
          has_popup="dialog"
          on_click={(event) => view.set({ menu: { kind: 'react', line, at: menu_at(event) } })}
        />
      )}
      <IconButton
        icon="reply"
        label={w.act_reply}
        keys="R"
        on_click={() => view.answer(conversation, { what: 'reply', line })}
      />
      {can_edit(view, line) && (
        <IconButton
          icon="edit"
          label={w.act_edit}
          keys="E"
          on_click={() => view.answer(conversation, { what: 'edit', line })}
        />
      )}
      <IconButton
        icon="more"
        label={w.act_more}
        has_popup="menu"
        on_click={(event) => view.set({ menu: { kind: 'line', line, at: menu_at(event) } })}
      />
    </div>
  );
}
