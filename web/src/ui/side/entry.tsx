import { Component, type JSX } from 'preact';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon } from '../icons';
import { Monogram } from '../nick';
import { do_not_draw, draw_soon } from '../pace';
import type { View } from '../view';

interface Props {
  readonly conversation: Conversation;
  readonly view: View;
  readonly is_open: boolean;
  readonly look: number;
}

function badge_text(n: number): string {
  return n > 999 ? '999+' : String(n);
}

/** What the entry says to those who do not see it. */
function entry_name(conversation: Conversation): string {
  const w = words().side;
  const parts = [visible(conversation.name)];
  if (conversation.mentions > 0) parts.push(w.mentions(conversation.mentions));
  if (conversation.unread > 0) parts.push(w.unread(conversation.unread));
  if (conversation.lock.kind === 'ciphered') parts.push(w.ciphered);
  if (conversation.lock.kind === 'locked') parts.push(w.locked);
  if (conversation.kind === 'room' && !conversation.joined) parts.push(w.not_joined);
  if (conversation.presence === 'away') parts.push(w.away);
  if (conversation.presence === 'gone') parts.push(w.offline);
  if (conversation.draft !== '') parts.push(w.draft);
  return parts.join(', ');
}

function Sign({ conversation }: { conversation: Conversation }): JSX.Element {
  const { kind, lock, name, presence } = conversation;
  if (kind === 'private') {
    return (
      <span class="monogram-with-presence">
        <Monogram nick={name} small />
        {presence !== null && <span class={`presence is-${presence}`} />}
      </span>
    );
  }
  return <Icon name={lock.kind === 'clear' ? 'hash' : 'lock'} size={17} />;
}

/** A conversation in the sidebar. It is drawn again when it itself has changed. */
export class Entry extends Component<Props> {
  #version = -1;
  #stop: (() => void) | null = null;

  readonly #redraw = (): void => {
    if (this.props.conversation.version !== this.#version) this.forceUpdate();
  };

  override componentDidMount(): void {
    this.#stop = this.props.conversation.subscribe(() => draw_soon(this.#redraw));
  }

  override componentWillUnmount(): void {
    this.#stop?.();
    do_not_draw(this.#redraw);
  }

  override shouldComponentUpdate(next: Props): boolean {
    return next.is_open !== this.props.is_open || next.look !== this.props.look;
  }

  override render(): JSX.Element {
    const { conversation, view, is_open } = this.props;
    this.#version = conversation.version;
    const { unread, mentions, name, draft } = conversation;
    const classes = ['side-entry'];
    if (is_open) classes.push('is-open');
    if (unread > 0) classes.push('is-unread');
    if (conversation.kind === 'room' && !conversation.joined) classes.push('is-out');
    return (
      <button
        type="button"
        class={classes.join(' ')}
        aria-current={is_open ? 'page' : undefined}
        aria-label={entry_name(conversation)}
        tabIndex={is_open ? 0 : -1}
        onClick={() => view.open(conversation)}
      >
        <Sign conversation={conversation} />
        <bdi class="side-name">
          {visible(conversation.kind === 'room' ? name.replace(/^#/, '') : name)}
        </bdi>
        {draft !== '' && !is_open && <Icon name="edit" size={13} />}
        {mentions > 0 ? (
          <span class="badge is-mention" data-count={badge_text(mentions)} />
        ) : unread > 0 ? (
          <span class="badge" data-count={badge_text(unread)} />
        ) : null}
      </button>
    );
  }
}
