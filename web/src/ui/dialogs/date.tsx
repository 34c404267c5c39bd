import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import { words } from '../../words';
import { Field } from '../field';
import type { View } from '../view';
import { Actions, Frame } from './frame';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
}

export function DateDialog({ view, conversation }: Props): JSX.Element {
  const today = new Date();
  const [date, set_date] = useState(
    new Date(today.getTime() - today.getTimezoneOffset() * 60_000).toISOString().slice(0, 10),
  );
  const [fault, set_fault] = useState<string | null>(null);
  const [is_busy, set_busy] = useState(false);
  const w = words().jump;
  const submitted = async (event: Event) => {
    event.preventDefault();
    // Midnight where the reader is.
    const at_ms = new Date(`${date}T00:00:00`).getTime();
    if (Number.isNaN(at_ms) || is_busy) return;
    set_busy(true);
    const is_there = await conversation.lines.go_to_date(at_ms);
    set_busy(false);
    const row = conversation.lines.rows.find((r) => r.kind === 'line' && r.at_ms >= at_ms);
    if (!is_there || !row) {
      set_fault(w.date_none);
      return;
    }
    view.show(null);
    void view.jump_to(conversation, row.id);
  };
  return (
    <Frame view={view} title={w.date_title}>
      <form onSubmit={(event) => void submitted(event)}>
        <Field
          label={w.date}
          type="date"
          value={date}
          on_input={set_date}
          error={fault}
          has_focus
        />
        <Actions view={view} action={w.date_go} is_busy={is_busy} />
      </form>
    </Frame>
  );
}
