import type { JSX } from 'preact';
import type { Chat } from '../../chat/contract';
import { words } from '../../words';
import { Icon } from '../icons';
import type { View } from '../view';
import { use_watch } from '../watch';

/** Opens what is not said in any conversation, and counts what of it is new. */
export function Bell({ chat, view }: { chat: Chat; view: View }): JSX.Element {
  const { notices } = chat;
  use_watch(notices, () => [notices.unseen]);
  const w = words().inbox;
  const { unseen } = notices;
  const label = unseen > 0 ? `${w.title}, ${w.unseen(unseen)}` : w.title;
  return (
    <button
      type="button"
      class="icon-button bell"
      aria-label={label}
      title={label}
      aria-haspopup="dialog"
      onClick={() => view.show({ kind: 'inbox' })}
    >
      <Icon name="bell" />
      {unseen > 0 && <span class="badge is-mention" data-count={String(unseen)} />}
    </button>
  );
}
