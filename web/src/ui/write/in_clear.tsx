/** Where others encrypt, and there is no passphrase here. */
import type { JSX } from 'preact';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon } from '../icons';
import { lock_sentence } from '../lock_words';
import type { View } from '../view';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
}

/** Above the field: how to read the others. */
export function OthersEncrypt({ view, conversation }: Props): JSX.Element | null {
  if (!conversation.others_encrypt || conversation.is_clear_meant) return null;
  return (
    <div class="answer-bar is-warning" role="note">
      <Icon name="lock_open" size={16} />
      <span class="answer-said">{lock_sentence(conversation)}</span>
      <button
        type="button"
        class="link-button"
        aria-haspopup="dialog"
        onClick={() => view.show({ kind: 'lock', conversation })}
      >
        {words().write.unlock}
      </button>
    </div>
  );
}

/** Where others encrypt the person is asked before something is said in clear, once. */
export function say_knowingly(view: View, conversation: Conversation, say: () => void): void {
  if (!conversation.others_encrypt || conversation.is_clear_meant) return say();
  const w = words().lock;
  return view.show({
    kind: 'confirm', title: w.clear_title(visible(conversation.name)), lead: w.clear_lead,
    action: w.clear_send, begins_at_cancel: true,
    run: () => {
      conversation.talk_in_clear();
      say();
    },
  });
}
