/**
 * The lines of a conversation: of up to a thousand rows only those near the view are in the page.
 * After each drawing and each change of size the place is put right before the browser paints, so
 * what the reader looks at never moves.
 */
import { Component, createRef, type JSX } from 'preact';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { do_not_draw, draw_soon } from '../pace';
import type { View } from '../view';
import { announce_new } from './announce';
import { FeedItem } from './feed_item';
import { feed_key } from './feed_keys';
import { FeedRows } from './feed_rows';
import { EndButtons } from './marks';
import { NewFrom } from './new_from';
import { note_height, place_of, put_right, type Place } from './place';

export interface FeedProps {
  readonly conversation: Conversation;
  readonly view: View;
  readonly look: number;
}

/** Drawn rows reach so far beyond the view, in pixels. */
const SPARE = 160;
const SETTLE_ROUNDS_MAX = 4;
const LIT_MS = 2200;

export class Feed extends Component<FeedProps> {
  readonly scroller = createRef<HTMLDivElement>();
  readonly #inner = createRef<HTMLDivElement>();
  readonly #above = createRef<HTMLDivElement>();
  readonly #below = createRef<HTMLDivElement>();
  readonly place: Place;
  readonly rows: FeedRows;
  focus_key: string | null = null;
  #active_key: string | null = null;
  #is_first: boolean;
  readonly #new_from: NewFrom;
  #lit_key: string | null = null;
  #jump_done: number;
  #end_done: number;
  #wants_end = false;
  #rounds = 0;
  /** Where it was scrolled to when the place was noted last. */
  #noted_top = 0;
  readonly #redraw = (): void => this.forceUpdate();
  #marked = '';
  #asked_rows: readonly unknown[] | null = null;
  #is_focus_inside = false;
  #wants_focus = false;
  #stops: (() => void)[] = [];

  constructor(props: FeedProps) {
    super(props);
    const { conversation, view } = props;
    const { place, is_first } = place_of(conversation.key);
    this.place = place;
    this.rows = new FeedRows(place);
    // Whoever had seen all until here comes back to what they have not seen.
    this.#is_first = is_first || (place.follows && conversation.first_unread_id !== null);
    this.#new_from = new NewFrom(conversation);
    this.#end_done = view.now.end_wish;
    const jump = view.now.jump;
    const is_wanted = jump !== null && jump.conversation === conversation.key && !jump.is_done;
    this.#jump_done = jump === null ? 0 : is_wanted ? jump.n - 1 : jump.n;
  }

  override componentDidMount(): void {
    const { conversation, view } = this.props;
    const later = () => draw_soon(this.#redraw);
    const looked = () => this.#note_read();
    const seen = new AbortController();
    window.addEventListener('focus', looked, { signal: seen.signal });
    document.addEventListener('visibilitychange', looked, { signal: seen.signal });
    const observer = new ResizeObserver(() => this.#settle());
    for (const { current } of [this.scroller, this.#inner]) if (current) observer.observe(current);
    this.#stops = [
      conversation.lines.subscribe(later),
      conversation.subscribe(later),
      view.subscribe(this.#redraw),
      () => seen.abort(),
      () => observer.disconnect(),
    ];
    this.#settle();
    announce_new(conversation, conversation.lines.rows);
    // How high the view is and what surrounds it is known only now.
    this.forceUpdate();
  }

  override componentWillUnmount(): void {
    do_not_draw(this.#redraw);
    for (const stop of this.#stops) stop();
  }

  override componentDidUpdate(): void {
    this.#settle();
    announce_new(this.props.conversation, this.props.conversation.lines.rows);
  }

  get #height(): number { return this.scroller.current?.clientHeight ?? 600; }
  get #top(): number { return this.scroller.current?.scrollTop ?? 0; }

  #put(key: string, offset: number): void {
    this.place.anchors = [{ key, offset }];
    this.place.follows = false;
    this.#noted_top = this.#top;
    this.#rounds = 0;
  }

  /** Moves the focus to a line, and the view only as far as it must. */
  focus_row(key: string): void {
    this.focus_key = key;
    this.#active_key = key;
    this.#wants_focus = true;
    const index = this.rows.index_of(key) ?? 0;
    const top = (this.rows.offsets[index] ?? 0) - this.#top;
    const bottom = (this.rows.offsets[index + 1] ?? 0) - this.#top;
    const lowest = this.#height - 8;
    if (top < 8) this.#put(key, 8);
    else if (bottom > lowest) this.#put(key, Math.max(8, lowest - (bottom - top)));
    this.forceUpdate();
  }

  readonly to_end = (): void => {
    this.#go_to_end();
    this.forceUpdate();
  };

  #go_to_end(): void {
    const { lines } = this.props.conversation;
    this.place.follows = true;
    this.#noted_top = this.#top;
    this.#wants_end = lines.has_newer;
    if (lines.has_newer) lines.go_to_end();
  }

  #take_wishes(): void {
    const { end_wish, jump } = this.props.view.now;
    const { conversation } = this.props;
    if (!conversation.lines.has_newer) this.#wants_end = false;
    if (end_wish > this.#end_done) {
      this.#end_done = end_wish;
      this.#new_from.forget();
      this.#go_to_end();
    }
    if (!jump || jump.n <= this.#jump_done || jump.conversation !== conversation.key) return;
    const line = conversation.lines.find(jump.id);
    if (!line || this.rows.index_of(line.key) === undefined) return;
    this.#jump_done = jump.n;
    jump.is_done = true;
    this.#put(line.key, this.#height * 0.3);
    this.#light(line.key);
  }

  #light(key: string): void {
    this.focus_key = key;
    this.#lit_key = key;
    this.#wants_focus = this.props.view.now.dialog === null;
    setTimeout(() => {
      if (this.#lit_key !== key) return;
      this.#lit_key = null;
      this.forceUpdate();
    }, LIT_MS);
  }

  #first_place(): void {
    const { awaits_past } = this.props.conversation;
    if (!this.#is_first || awaits_past || this.rows.items.length < 2) return;
    this.#is_first = false;
    if (this.rows.index_of('new') !== undefined) this.#put('new', this.#height * 0.25);
  }

  /** Measures what is drawn, and puts the place right. Runs before the browser paints. */
  #settle(): void {
    const scroller = this.scroller.current;
    const inner = this.#inner.current;
    if (!scroller || !inner) return;
    const { rows, place } = this;
    place.width = scroller.clientWidth;
    const drawn = new Map<string, Element>();
    for (const child of inner.children) {
      const { row } = (child as HTMLElement).dataset;
      if (row === undefined) continue;
      note_height(place, row, child.getBoundingClientRect().height);
      drawn.set(row, child);
    }
    rows.measure();
    // From here on the rows stand where the arithmetic says.
    this.#set_spaces();
    put_right(scroller, drawn, place);
    if (!rows.covers(scroller.scrollTop, this.#height, SPARE / 2)) {
      this.#rounds += 1;
      if (this.#rounds <= SETTLE_ROUNDS_MAX) {
        this.#note_place(scroller);
        this.forceUpdate();
        return;
      }
    }
    this.#rounds = 0;
    this.#note_place(scroller);
    this.#keep_focus(scroller);
    this.#note_seen();
  }

  #set_spaces(): void {
    const { offsets, slice, total } = this.rows;
    const above = this.#above.current;
    const below = this.#below.current;
    if (above) above.style.height = `${offsets[slice.from] ?? 0}px`;
    if (below) below.style.height = `${total - (offsets[slice.to] ?? 0)}px`;
  }

  /** Takes what is seen now as the place to keep. */
  #note_place(scroller: HTMLElement): void {
    const top = scroller.scrollTop;
    this.#noted_top = top;
    const is_end = scroller.scrollHeight - top - scroller.clientHeight <= 2;
    const { has_newer } = this.props.conversation.lines;
    // On the way to the newest lines it is at the end of those that are still here.
    const follows = is_end && (this.#wants_end || !has_newer);
    this.rows.note_place(top, scroller.clientHeight, follows);
  }

  readonly #scrolled = (): void => {
    const scroller = this.scroller.current;
    if (!scroller) return;
    if (scroller.scrollTop < 1 && this.props.conversation.lines.has_older) scroller.scrollTop = 1;
    const followed = this.place.follows;
    this.#note_place(scroller);
    this.#rounds = 0;
    const is_covered = this.rows.covers(scroller.scrollTop, this.#height, SPARE);
    if (is_covered && followed === this.place.follows) this.#note_seen();
    else this.forceUpdate();
  };

  #load_more(scroller: HTMLElement): void {
    const { lines } = this.props.conversation;
    if (lines.loading !== null || lines.failed) return;
    const height = scroller.clientHeight;
    const top = scroller.scrollTop;
    // Asked once for the same rows: an answer without progress is no reason to ask for ever.
    if (lines.rows === this.#asked_rows && top > 1) return;
    if (lines.has_older && top < height) {
      this.#asked_rows = lines.rows;
      lines.load_older();
    } else if (lines.has_newer && !this.#wants_end && scroller.scrollHeight - top < height * 2) {
      this.#asked_rows = lines.rows;
      lines.load_newer();
    }
  }

  #keep_focus(scroller: HTMLElement): void {
    if (this.#wants_focus && this.focus_key !== null) {
      this.#wants_focus = false;
      const row = scroller.querySelector<HTMLElement>(`[data-key="${CSS.escape(this.focus_key)}"]`);
      row?.focus({ preventScroll: true });
    } else if (this.#is_focus_inside && document.activeElement === document.body) {
      scroller.focus({ preventScroll: true });
    }
  }

  #note_seen(): void {
    this.props.conversation.lines.set_following(this.place.follows);
    this.#note_read();
    if (this.scroller.current) this.#load_more(this.scroller.current);
  }

  #note_read(): void {
    const { conversation, view } = this.props;
    const scroller = this.scroller.current;
    if (!scroller || document.visibilityState !== 'visible' || !document.hasFocus()) return;
    if (view.now.open !== conversation || conversation.awaits_past) return;
    const line = this.rows.last_seen(scroller.scrollTop + scroller.clientHeight + 2);
    if (!line || line.id === this.#marked || line.at_ms <= conversation.read_until_ms) return;
    this.#marked = line.id;
    conversation.mark_read(line.id);
  }

  readonly #pointed = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse') return;
    this.#activate((event.target as Element).closest<HTMLElement>('[data-key]'));
  };

  readonly #tapped = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest('button, a')) return;
    this.#activate(target.closest<HTMLElement>('[data-key]'));
  };

  readonly #focused = (event: FocusEvent): void => {
    this.#is_focus_inside = true;
    const row = (event.target as Element).closest<HTMLElement>('[data-key]');
    if (!row) return;
    this.focus_key = row.dataset['key'] ?? null;
    this.#activate(row);
  };

  readonly #blurred = (event: FocusEvent): void => {
    const next = event.relatedTarget as Node | null;
    if (next && !this.scroller.current?.contains(next)) this.#is_focus_inside = false;
  };

  #activate(row: HTMLElement | null): void {
    const key = row?.dataset['key'] ?? null;
    if (key === this.#active_key) return;
    this.#active_key = key;
    this.forceUpdate();
  }

  #draw_rows(): { drawn: JSX.Element[]; has_lines: boolean } {
    const { conversation, view, look } = this.props;
    const items = this.rows.items.slice(this.rows.slice.from, this.rows.slice.to);
    const last_line = items.filter((item) => item.kind === 'line').pop();
    const has_focus_row = items.some((item) => item.key === this.focus_key);
    const focus_key = has_focus_row ? this.focus_key : (last_line?.key ?? null);
    const drawn = items.map((item) => (
      <div key={item.key} data-row={item.key} class="feed-row">
        <FeedItem
          item={item}
          conversation={conversation}
          view={view}
          look={look}
          is_active={item.key === this.#active_key}
          is_focus={item.key === focus_key}
          is_lit={item.key === this.#lit_key}
        />
      </div>
    ));
    return { drawn, has_lines: last_line !== undefined };
  }

  #choose_rows(): void {
    const { conversation, view } = this.props;
    const scroller = this.scroller.current;
    // The reader has scrolled, and the event is still to come: it is not to be undone.
    if (scroller && Math.abs(scroller.scrollTop - this.#noted_top) > 1) this.#note_place(scroller);
    this.#new_from.follow(conversation, this.#is_first);
    const { lines } = conversation;
    const { id } = this.#new_from;
    // What is new may have been edited since.
    const from = id === null ? null : lines.find(id)?.id ?? id;
    this.rows.take(lines.rows, from, view.settings.now.shows_events);
    this.#first_place();
    this.#take_wishes();
    this.rows.choose(this.#height, SPARE);
  }

  override render(): JSX.Element {
    const { conversation, view } = this.props;
    this.#choose_rows();
    const { drawn, has_lines } = this.#draw_rows();
    return (
      <div class="feed">
        <div
          ref={this.scroller}
          class="feed-scroller"
          role="log"
          aria-live="off"
          aria-label={words().feed.label(visible(conversation.name))}
          tabIndex={has_lines ? -1 : 0}
          onScroll={this.#scrolled}
          onPointerOver={this.#pointed}
          onPointerLeave={() => this.#activate(null)}
          onClick={this.#tapped}
          onFocusIn={this.#focused}
          onFocusOut={this.#blurred}
          onKeyDown={(event) => feed_key(this, event)}
        >
          <div ref={this.#inner} class="feed-inner">
            <div key="above" ref={this.#above} />
            {drawn}
            <div key="below" ref={this.#below} />
          </div>
        </div>
        <EndButtons
          conversation={conversation}
          view={view}
          follows={this.place.follows}
          new_from={this.#new_from}
          to_end={this.to_end}
        />
      </div>
    );
  }
}
