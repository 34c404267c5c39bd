/** Above the field: that the name a guest wanted is that of somebody's account. */
import type { JSX } from 'preact';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, IconButton } from '../icons';
import type { View } from '../view';
import { use_watch } from '../watch';

export function NickClaimBar({ view }: { view: View }): JSX.Element | null {
  const { chat } = view;
  use_watch(chat, () => [chat.nick_claim]);
  const { nick_claim } = chat;
  if (nick_claim === null) return null;
  const w = words();
  const wanted = visible(nick_claim.wanted);
  const is_warning = nick_claim.kind === 'warned';
  return (
    <div class="answer-bar is-warning" role="alert">
      <Icon name="warning" size={16} />
      <span class="answer-said">
        {is_warning ? w.claim.warned(wanted) : w.claim.renamed(wanted, visible(nick_claim.nick))}
      </span>
      <button
        type="button"
        class="link-button"
        aria-haspopup="dialog"
        onClick={() => view.show({ kind: 'account', what: 'log_in' })}
      >
        {w.first.log_in}
      </button>
      {is_warning && (
        <button
          type="button"
          class="link-button"
          aria-haspopup="dialog"
          onClick={() => view.show({ kind: 'settings', page: 'account' })}
        >
          {w.name.change}
        </button>
      )}
      {!is_warning && (
        <IconButton icon="close" label={w.close} on_click={() => chat.dismiss_nick_claim()} />
      )}
    </div>
  );
}
