/** What the message field has to say: whether one can speak, how much is left, who is typing. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, type IconName } from '../icons';
import type { View } from '../view';
import { NickClaimBar } from './nick_claim';

export type BlockedWhy = 'ended' | 'not_joined' | 'locked' | 'muted' | 'guest';

const SPEAKING = new Set(['owner', 'admin', 'operator', 'half_operator', 'voice']);

/** Why nothing can be said here now; a connection that is lost is no reason, what is said then
 * waits; one that was ended for good is. */
export function why_blocked(view: View, conversation: Conversation): BlockedWhy | null {
  const { lock, kind, joined, modes, my_rank } = conversation;
  const { link, me } = view.chat;
  if (link.kind === 'refused') return 'ended';
  if (lock.kind === 'locked') return 'locked';
  if (link.kind !== 'ready' || kind !== 'room') return null;
  if (!joined) return 'not_joined';
  if (SPEAKING.has(my_rank)) return null;
  if (modes.flags.has('m')) return 'muted';
  return modes.flags.has('M') && me.account === null ? 'guest' : null;
}

const SIGNS: Readonly<Record<BlockedWhy, IconName>> = {
  ended: 'warning', not_joined: 'door', locked: 'lock', muted: 'mute', guest: 'mute',
};

export function hint_of(view: View, conversation: Conversation): string {
  const w = words().write;
  if (view.chat.link.kind !== 'ready') return w.hint_offline;
  return w.hint(visible(conversation.name));
}

/** Above the field of a private chat: nothing that is said now would arrive. */
export function TheyAreGone({ view, conversation }: Omit<BlockedProps, 'why'>): JSX.Element | null {
  const { kind, presence, name } = conversation;
  if (kind !== 'private' || presence !== 'gone' || view.chat.link.kind !== 'ready') return null;
  return (
    <div class="answer-bar is-warning" role="note">
      <Icon name="clock" size={16} />
      <span class="answer-said">{words().write.they_are_gone(visible(name))}</span>
    </div>
  );
}

interface BlockedProps {
  readonly why: BlockedWhy;
  readonly view: View;
  readonly conversation: Conversation;
}

/** In the place of the field: why not, and the one deed that helps. */
export function Blocked({ why, view, conversation }: BlockedProps): JSX.Element {
  const w = words().write;
  const text = {
    ended: w.hint_ended, not_joined: w.hint_not_joined, locked: w.hint_locked,
    muted: w.hint_muted, guest: w.hint_guest,
  }[why];
  return (
    <div class="composer">
      <NickClaimBar view={view} />
      {/* The skip link and the keys that lead to the field lead here. */}
      <div class="composer-blocked" id="composer" tabIndex={-1}>
        <Icon name={SIGNS[why]} size={18} />
        <span>{text}</span>
        {why === 'not_joined' && (
          <button
            type="button"
            class="button is-main"
            onClick={() => void view.tell(view.enter(conversation.name))}
          >
            {w.enter_again}
          </button>
        )}
        {why === 'locked' && (
          <button
            type="button"
            class="button is-main"
            onClick={() => view.show({ kind: 'lock', conversation })}
          >
            {w.unlock}
          </button>
        )}
        {why === 'guest' && (
          <button
            type="button"
            class="button is-main"
            onClick={() => view.show({ kind: 'account', what: 'log_in' })}
          >
            {w.log_in_or_register}
          </button>
        )}
      </div>
      <div class="composer-foot" />
    </div>
  );
}

const LEFT_SHOWN = 200;
const LINES_SHOWN = 5;

function typing_text(nicks: readonly string[]): string {
  const w = words().feed;
  const [a, b] = nicks.map(visible);
  if (a === undefined) return '';
  if (b === undefined) return w.typing_one(a);
  return nicks.length === 2 ? w.typing_two(a, b) : w.typing_many;
}

interface LimitsProps {
  readonly text: string;
  readonly view: View;
  readonly conversation: Conversation;
}

/** One line of fixed height below the field. */
export function Limits({ text, view, conversation }: LimitsProps): JSX.Element {
  const w = words().write;
  const { message_bytes_max: max } = view.chat.server;
  const left = useMemo(() => {
    if (text.length * 3 < max - LEFT_SHOWN) return max;
    return max - new TextEncoder().encode(text).length;
  }, [text, max]);
  const lines = text.length > 0 ? text.split('\n').length : 0;
  const typing = typing_text(conversation.typing);
  return (
    <div class="composer-foot">
      <span class="typing">{typing}</span>
      {lines > LINES_SHOWN && <span>{w.lines_at_once(lines)}</span>}
      {left < 0 && <span class="is-bad" role="alert">{w.too_long(-left)}</span>}
      {left >= 0 && left < LEFT_SHOWN && <span>{w.left(left)}</span>}
      {conversation.lock.kind === 'ciphered' && (
        <span class="foot-sealed"><Icon name="lock" size={12} /> {w.ciphered}</span>
      )}
      {conversation.others_encrypt && (
        <span class="foot-clear">
          <Icon name="lock_open" size={12} /> {words().lock.short.clear}
        </span>
      )}
    </div>
  );
}
