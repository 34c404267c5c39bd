import { Component, createRef, type JSX } from 'preact';
import type { Conversation, Member } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, IconButton } from '../icons';
import { Monogram, Nick } from '../nick';
import { do_not_draw, draw_soon } from '../pace';
import type { View } from '../view';

const ROW_HEIGHT = 40;
const BEYOND_ROWS = 8;
const FILTERED_MAX = 500;

interface Props {
  readonly conversation: Conversation;
  readonly view: View;
  readonly look: number;
}

interface State {
  readonly filter: string;
  readonly from: number;
  readonly to: number;
  readonly focus: number;
}

function member_name(member: Member): string {
  const w = words().members;
  const parts = [visible(member.nick)];
  if (member.is_me) parts.push(w.you);
  if (member.rank !== 'none') parts.push(w.rank[member.rank]);
  if (member.away) parts.push(w.away);
  if (member.is_bot) parts.push(w.bot);
  if (member.account !== null) parts.push(w.account(visible(member.account)));
  return parts.join(', ');
}

function MemberRow(props: {
  member: Member;
  index: number;
  count: number;
  is_focus: boolean;
  on_open: (member: Member, at: { x: number; y: number }) => void;
}): JSX.Element {
  const { member, index, count, is_focus, on_open } = props;
  const w = words().members;
  return (
    <div role="listitem" aria-setsize={count} aria-posinset={index + 1} class="member-row">
      <button
        type="button"
        class={member.away ? 'member is-away' : 'member'}
        data-index={index}
        tabIndex={is_focus ? 0 : -1}
        aria-label={member_name(member)}
        aria-haspopup="menu"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          on_open(member, { x: box.left + 24, y: box.bottom });
        }}
      >
        <span class="monogram-with-presence">
          <Monogram nick={member.nick} small />
          <span class={member.away ? 'presence is-away' : 'presence is-here'} />
        </span>
        <Nick nick={member.nick} class="is-plain" />
        {member.account !== null && (
          <span class="member-account"><Icon name="check" size={13} /></span>
        )}
        {member.is_bot && <span class="rank" data-rank={w.bot} />}
        {member.rank !== 'none' && (
          <span class={`rank is-${member.rank}`} data-rank={w.rank_short[member.rank]} />
        )}
      </button>
    </div>
  );
}

/** Who is here. Of thousands only those near the view are in the page. */
export class Members extends Component<Props, State> {
  readonly #list = createRef<HTMLDivElement>();
  #stop: (() => void) | null = null;
  #wants_focus = false;
  readonly #redraw = (): void => this.forceUpdate();

  constructor(props: Props) {
    super(props);
    this.state = { filter: '', from: 0, to: 40, focus: 0 };
  }

  override componentDidMount(): void {
    // A netsplit changes thousands at once: each frame draws once.
    this.#stop = this.props.conversation.members.subscribe(() => draw_soon(this.#redraw));
    this.#choose();
  }

  override componentWillUnmount(): void {
    do_not_draw(this.#redraw);
    this.#stop?.();
  }

  override componentDidUpdate(): void {
    if (!this.#wants_focus) return;
    this.#wants_focus = false;
    const selector = `[data-index="${this.state.focus}"]`;
    this.#list.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  readonly #choose = (): void => {
    const list = this.#list.current;
    if (!list) return;
    const from = Math.max(0, Math.floor(list.scrollTop / ROW_HEIGHT) - BEYOND_ROWS);
    const to = Math.ceil((list.scrollTop + list.clientHeight) / ROW_HEIGHT) + BEYOND_ROWS;
    if (from !== this.state.from || to !== this.state.to) this.setState({ from, to });
  };

  readonly #pressed = (event: KeyboardEvent, count: number): void => {
    const list = this.#list.current;
    if (!list || event.ctrlKey || event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(list.clientHeight / ROW_HEIGHT) - 1);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const focus = Math.max(0, Math.min(count - 1, this.state.focus + step));
    const top = focus * ROW_HEIGHT;
    if (top < list.scrollTop) list.scrollTop = top;
    const lowest = top + ROW_HEIGHT - list.clientHeight;
    if (lowest > list.scrollTop) list.scrollTop = lowest;
    this.#wants_focus = true;
    this.setState({ focus }, this.#choose);
  };

  #rows(members: readonly Member[] | null, count: number): JSX.Element[] {
    const { conversation, view } = this.props;
    const { from, to } = this.state;
    const rows: JSX.Element[] = [];
    const focus = Math.min(this.state.focus, count - 1);
    for (let i = from; i < Math.min(to, count); i += 1) {
      const member = members ? members[i] : conversation.members.at(i);
      if (!member) continue;
      rows.push(
        <MemberRow
          key={member.nick}
          member={member}
          index={i}
          count={count}
          is_focus={i === focus || (i === from && (focus < from || focus >= to))}
          on_open={(chosen, at) => {
            this.setState({ focus: i });
            view.set({ menu: { kind: 'member', nick: chosen.nick, at } });
          }}
        />,
      );
    }
    return rows;
  }

  override render(): JSX.Element {
    const { conversation, view } = this.props;
    const { filter, from } = this.state;
    const w = words();
    const found = filter === '' ? null : conversation.members.filter(filter, FILTERED_MAX);
    const count = found ? found.length : conversation.members.count;
    return (
      <aside class="members" aria-label={w.members.label}>
        <div class="members-head">
          <h2>{w.top.members(conversation.members.count)}</h2>
          <IconButton
            icon="close"
            label={w.top.hide_members}
            on_click={() => view.toggle_members()}
          />
        </div>
        <div class="field-with-icon">
          <Icon name="search" size={16} />
          <input
            type="search"
            class="input"
            aria-label={w.members.filter}
            placeholder={w.members.filter}
            value={filter}
            onInput={(event) => {
              this.setState({ filter: event.currentTarget.value, focus: 0 }, this.#choose);
              if (this.#list.current) this.#list.current.scrollTop = 0;
            }}
          />
        </div>
        <div
          ref={this.#list}
          class="members-list"
          role="list"
          onScroll={this.#choose}
          onKeyDown={(event) => this.#pressed(event, count)}
        >
          <Space pixels={Math.min(from, count) * ROW_HEIGHT} />
          {this.#rows(found, count)}
          <Space pixels={Math.max(0, count - this.state.to) * ROW_HEIGHT} />
          {count === 0 && (
            <p class="members-none">{filter === '' ? w.members.loading : w.members.none}</p>
          )}
        </div>
      </aside>
    );
  }
}

/** As high as the rows that are not in the page. */
function Space({ pixels }: { pixels: number }): JSX.Element {
  const set = (element: HTMLDivElement | null) => {
    if (element) element.style.height = `${pixels}px`;
  };
  return <div ref={set} role="presentation" />;
}
