import type { JSX } from 'preact';
import type { Conversation, Line } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { sign_of } from '../emoji/codes';
import { Icon } from '../icons';
import { use_view } from '../view';

/** More than these are counted only: the row has a fixed height. */
const SHOWN_MAX = 8;
const NICKS_MAX = 12;

interface Props {
  readonly line: Line;
  readonly conversation: Conversation;
}

export function Reactions({ line, conversation }: Props): JSX.Element | null {
  const view = use_view();
  if (line.reactions.length === 0) return null;
  const w = words().feed;
  const hidden = line.reactions.length - SHOWN_MAX;
  return (
    <div class="reactions">
      {line.reactions.slice(0, SHOWN_MAX).map((reaction) => {
        const nicks = reaction.nicks.slice(0, NICKS_MAX).map(visible).join(', ');
        const sign = visible(sign_of(reaction.emoji));
        const name = w.reaction(sign, reaction.count, nicks);
        return (
          <button
            key={reaction.emoji}
            type="button"
            class="reaction"
            aria-pressed={reaction.mine}
            aria-label={name}
            title={nicks}
            onClick={() => conversation.react(line.id, reaction.emoji, !reaction.mine)}
          >
            <span class="reaction-sign">{sign}</span>
            <span class="reaction-count">{reaction.count}</span>
          </button>
        );
      })}
      {hidden > 0 && <span class="reaction-more">{w.more_reactions(hidden)}</span>}
      <button
        type="button"
        class="reaction reaction-add"
        aria-label={w.act_react}
        title={w.act_react}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          view.set({ menu: { kind: 'react', line, at: { x: box.left, y: box.bottom } } });
        }}
      >
        <Icon name="smile_plus" size={16} />
      </button>
    </div>
  );
}
