/** A room that somebody has made ends unless it is kept: whoever may keep it is told, once. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation } from '../chat/contract';
import { visible } from '../text/visible';
import { words } from '../words';
import { Icon, IconButton } from './icons';
import type { View } from './view';
import { use_watch } from './watch';

const KEEPERS = new Set(['owner', 'admin', 'operator']);
const UNKEPT_MAX = 50;

/** Those with a rank that keeps a room. */
export function can_keep({ kind, my_rank }: Conversation): boolean {
  return kind === 'room' && KEEPERS.has(my_rank);
}

/** Where the beginning of the room is here: one that is older is known to those in it. */
function is_offered(view: View, conversation: Conversation): boolean {
  const { chat, settings } = view;
  return can_keep(conversation) && chat.me.account !== null && chat.link.kind === 'ready'
    && !conversation.lines.has_older && !settings.now.unkept.includes(conversation.name);
}

interface Props {
  readonly conversation: Conversation;
  readonly view: View;
}

export function KeepOffer({ conversation, view }: Props): JSX.Element | null {
  const [is_unkept, set_unkept] = useState(false);
  use_watch(view.chat, () => [view.chat.me.account, view.chat.link.kind]);
  use_watch(conversation, () => [conversation.my_rank]);
  use_watch(conversation.lines, () => [conversation.lines.has_older]);
  const may_ask = is_offered(view, conversation);
  useEffect(() => {
    if (!may_ask) return;
    void conversation.keeping().then((answer) => {
      set_unkept(answer.ok && !answer.value.is_kept);
    });
  }, [may_ask]);
  if (!may_ask || !is_unkept) return null;
  const w = words();
  const keep = async () => {
    if (await view.tell(conversation.keep(), w.keeping.done(visible(conversation.name)))) {
      set_unkept(false);
    }
  };
  const dismiss = () => {
    const { unkept } = view.settings.now;
    view.settings.set({ unkept: [...unkept, conversation.name].slice(-UNKEPT_MAX) });
    set_unkept(false);
  };
  return (
    <div class="link-bar keep-offer" role="note">
      <Icon name="door" size={16} />
      <span>{w.keeping.offer}</span>
      <button type="button" class="link-button" onClick={() => void keep()}>
        {w.keeping.keep}
      </button>
      <IconButton icon="close" label={w.inbox.dismiss} on_click={dismiss} />
    </div>
  );
}
