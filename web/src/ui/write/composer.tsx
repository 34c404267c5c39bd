import { Component, createRef, type JSX } from 'preact';
import type { Conversation, Line } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { announce } from '../feed/announce';
import { AttachButton, files_in, give_files } from '../files/attach';
import { Uploads } from '../files/uploads';
import { can_edit } from '../feed/line_actions';
import { spoken_text } from '../feed/row';
import { Icon, IconButton } from '../icons';
import { Nick } from '../nick';
import { do_not_draw, draw_soon } from '../pace';
import type { Answering, View } from '../view';
import { around, complete, wanted_at, type Suggestion, type Wanted } from './completion';
import { is_said_here, read_line, run_line } from './commands';
import { OthersEncrypt, say_knowingly } from './in_clear';
import { NickClaimBar } from './nick_claim';
import { suggestions_for } from './suggestions';
import { Blocked, hint_of, Limits, TheyAreGone, why_blocked } from './state';

interface Props {
  readonly conversation: Conversation;
  readonly view: View;
  readonly look: number;
}

interface State {
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
}

const ROWS_MAX_PX = 260;

/** Where a finger types, Enter makes a new line and the button sends. */
function is_touch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}

export class Composer extends Component<Props, State> {
  readonly field = createRef<HTMLTextAreaElement>();
  #wanted: Wanted | null = null;
  #asked = 0;
  #answering: Answering | undefined = undefined;
  #stops: (() => void)[] = [];

  constructor(props: Props) {
    super(props);
    this.state = { text: props.conversation.draft, suggestions: [], chosen: 0 };
  }

  override componentDidMount(): void {
    const { conversation, view } = this.props;
    const redraw = () => this.forceUpdate();
    const redraw_soon = () => draw_soon(redraw);
    this.#stops = [
      conversation.subscribe(redraw_soon),
      view.subscribe(redraw),
      () => do_not_draw(redraw),
    ];
    this.#fit();
    if (!is_touch()) this.field.current?.focus({ preventScroll: true });
  }

  override componentWillUnmount(): void {
    for (const stop of this.#stops) stop();
    this.props.conversation.set_typing(false);
  }

  override componentDidUpdate(_: Props, before: State): void {
    if (before.text !== this.state.text) this.#fit();
    const now = this.props.view.now.answering.get(this.props.conversation.key);
    if (now === this.#answering) return;
    const edited = now?.what === 'edit' ? now.line : null;
    const was_edited = this.#answering?.what === 'edit';
    this.#answering = now;
    if (edited) this.set_text(edited.text);
    else if (was_edited) this.set_text(this.props.conversation.draft);
    this.field.current?.focus();
  }

  get #is_edit(): boolean {
    return this.#answering?.what === 'edit';
  }

  /** As high as its text, up to a third of the screen. */
  #fit(): void {
    const field = this.field.current;
    if (!field) return;
    field.style.height = 'auto';
    field.style.height = `${Math.min(ROWS_MAX_PX, field.scrollHeight)}px`;
  }

  set_text(text: string, caret = text.length): void {
    this.setState({ text, suggestions: [] }, () => {
      this.field.current?.setSelectionRange(caret, caret);
    });
    if (!this.#is_edit) this.props.conversation.set_draft(text);
  }

  /** At the caret, as the emoji picker does it. */
  insert(piece: string): void {
    const field = this.field.current;
    const from = field?.selectionStart ?? this.state.text.length;
    const to = field?.selectionEnd ?? from;
    const { text } = this.state;
    this.set_text(text.slice(0, from) + piece + text.slice(to), from + piece.length);
    field?.focus();
  }

  readonly typed = (event: Event): void => {
    const field = event.currentTarget as HTMLTextAreaElement;
    const { conversation, view } = this.props;
    const text = field.value;
    this.setState({ text });
    if (!this.#is_edit) conversation.set_draft(text);
    if (view.settings.now.shows_typing && !text.startsWith('/')) {
      conversation.set_typing(text !== '');
    }
    const wanted = wanted_at(text, field.selectionStart);
    if (wanted?.is_marked) void this.#suggest(wanted);
    else this.#close();
  };

  async #suggest(wanted: Wanted, takes_first = false): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#wanted = wanted;
    const found = await suggestions_for(wanted, this.props.view, this.props.conversation);
    if (asked !== this.#asked) return;
    if (takes_first && found.length === 1 && found[0]) {
      this.#take(found[0]);
      return;
    }
    this.setState({ suggestions: found, chosen: 0 });
    if (found.length > 0) announce(words().write.completion_count(found.length));
  }

  #close(): void {
    this.#asked += 1;
    if (this.state.suggestions.length > 0) this.setState({ suggestions: [] });
  }

  #take(suggestion: Suggestion): void {
    if (!this.#wanted) return;
    const done = complete(this.state.text, this.#wanted, suggestion);
    this.set_text(done.text, done.caret);
    this.field.current?.focus();
  }

  #suggestion_key(event: KeyboardEvent): boolean {
    const { suggestions, chosen } = this.state;
    const suggestion = suggestions[chosen];
    if (!suggestion) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.setState({ chosen: around(chosen, suggestions.length, step) });
    } else if (event.key === 'Enter' && this.state.text === suggestion.text.trimEnd()) {
      // The command stands there whole: Enter runs it.
      this.#close();
      return false;
    } else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) {
      this.#take(suggestion);
    } else if (event.key === 'Escape') {
      this.#close();
    } else return false;
    return true;
  }

  #other_key(event: KeyboardEvent): boolean {
    const { conversation, view } = this.props;
    const field = this.field.current;
    if (!field) return false;
    if (event.key === 'Enter' && !event.shiftKey && !is_touch()) {
      this.send();
      return true;
    }
    if (event.key === 'Tab' && !event.shiftKey) {
      const wanted = wanted_at(this.state.text, field.selectionStart);
      if (wanted) void this.#suggest(wanted, true);
      return wanted !== null;
    }
    if (event.key === 'ArrowUp' && this.state.text === '') return this.#edit_latest();
    if (event.key === 'Escape' && view.now.answering.has(conversation.key)) {
      view.answer(conversation, null);
      return true;
    }
    return false;
  }

  #edit_latest(): boolean {
    const { conversation, view } = this.props;
    const rows = conversation.lines.rows;
    for (let i = rows.length - 1; i >= 0; i -= 1) {
      const row = rows[i];
      if (row?.kind !== 'line' || !can_edit(view, row)) continue;
      view.answer(conversation, { what: 'edit', line: row });
      return true;
    }
    return false;
  }

  readonly pressed = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#suggestion_key(event) && !this.#other_key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Pictures from elsewhere; where a text stands beside them it is the text that is meant. */
  readonly #pasted = (event: ClipboardEvent): void => {
    const files = files_in(event.clipboardData);
    const has_text = event.clipboardData?.types.includes('text/plain') ?? false;
    if (files.length === 0 || has_text) return;
    event.preventDefault();
    void give_files(this.props.view, this.props.conversation, files);
  };

  send(): void {
    const { conversation, view } = this.props;
    const text = this.state.text.replace(/^\n+/, '').trimEnd();
    if (text === '' || this.#is_too_long(text)) return;
    const is_edit = view.now.answering.get(conversation.key)?.what === 'edit';
    if (!is_edit && why_blocked(view, conversation) !== null && !text.startsWith('/')) return;
    if (is_edit || is_said_here(read_line(text))) {
      say_knowingly(view, conversation, () => this.#send(text));
    } else this.#send(text);
  }

  #send(text: string): void {
    const { conversation, view } = this.props;
    const answering = view.now.answering.get(conversation.key);
    if (answering?.what === 'edit') {
      this.#send_edit(answering.line, text);
      return;
    }
    const said = read_line(text);
    if (said.kind === 'say') {
      const reply_to = answering?.line.id;
      conversation.say(said.text, reply_to === undefined ? {} : { reply_to });
      view.set({ end_wish: view.now.end_wish + 1 });
    } else if (!run_line(view, conversation, said)) return;
    conversation.set_typing(false);
    this.set_text('');
    if (answering) view.answer(conversation, null);
  }

  #send_edit(line: Line, text: string): void {
    const { conversation, view } = this.props;
    if (text !== line.text) void view.tell(conversation.edit(line.id, text));
    view.answer(conversation, null);
  }

  #is_too_long(text: string): boolean {
    const max = this.props.view.chat.server.message_bytes_max;
    return text.length * 3 > max && new TextEncoder().encode(text).length > max;
  }

  #suggestion_list(): JSX.Element | null {
    const { suggestions, chosen } = this.state;
    if (suggestions.length === 0) return null;
    return (
      <ul class="suggestions" id="suggestions" role="listbox" aria-label={words().write.completion}>
        {suggestions.map((suggestion, index) => (
          <li
            key={suggestion.label}
            id={`suggestion-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => this.#take(suggestion)}
          >
            {suggestion.kind === 'nick' ? <Nick nick={suggestion.text} /> : suggestion.label}
            <span class="suggestion-note">{suggestion.note}</span>
          </li>
        ))}
      </ul>
    );
  }

  #answer_bar(): JSX.Element | null {
    const { conversation, view } = this.props;
    const answering = view.now.answering.get(conversation.key);
    if (!answering) return null;
    const w = words().write;
    const is_edit = answering.what === 'edit';
    return (
      <div class="answer-bar">
        <Icon name={is_edit ? 'edit' : 'reply'} size={16} />
        <span class="answer-what">
          {is_edit ? w.editing : w.reply_to(visible(answering.line.sender))}
        </span>
        <span class={is_edit ? 'answer-text only-wide' : 'answer-text'}>
          {is_edit ? w.editing_hint : spoken_text(answering.line).slice(0, 200)}
        </span>
        <IconButton
          icon="close"
          label={is_edit ? w.stop_edit : w.stop_reply}
          keys="Esc"
          on_click={() => view.answer(conversation, null)}
        />
      </div>
    );
  }

  #emoji_button(): JSX.Element {
    const { view } = this.props;
    return (
      <IconButton
        icon="smile"
        label={words().write.emoji}
        has_popup="dialog"
        on_click={(event) => {
          const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
          const at = { x: box.right, y: box.top };
          const insert = (sign: string) => this.insert(sign);
          view.set({ menu: { kind: 'emoji', insert, at } });
        }}
      />
    );
  }

  override render(): JSX.Element {
    const { conversation, view } = this.props;
    const { text, suggestions, chosen } = this.state;
    const w = words();
    const blocked = why_blocked(view, conversation);
    const name = visible(conversation.name);
    if (blocked !== null && text === '') {
      return <Blocked why={blocked} view={view} conversation={conversation} />;
    }
    const is_open = suggestions.length > 0;
    return (
      <div class="composer">
        {this.#suggestion_list()}
        <NickClaimBar view={view} />
        <OthersEncrypt view={view} conversation={conversation} />
        <TheyAreGone view={view} conversation={conversation} />
        {this.#answer_bar()}
        <Uploads conversation={conversation} />
        <div class="composer-box">
          <textarea
            ref={this.field}
            id="composer"
            rows={1}
            dir="auto"
            value={text}
            placeholder={hint_of(view, conversation)}
            aria-label={w.write.label(name)}
            aria-autocomplete="list"
            aria-controls={is_open ? 'suggestions' : undefined}
            aria-activedescendant={is_open ? `suggestion-${chosen}` : undefined}
            enterkeyhint="send"
            autocomplete="off"
            onInput={this.typed}
            onKeyDown={this.pressed}
            onBlur={() => this.#close()}
            onPaste={this.#pasted}
          />
          <div class="composer-tools">
            <AttachButton view={view} conversation={conversation} />
            {this.#emoji_button()}
            <IconButton
              icon="send"
              class="send-button"
              label={w.send}
              keys="Enter"
              disabled={text.trim() === '' || blocked !== null || this.#is_too_long(text)}
              on_click={() => this.send()}
            />
          </div>
        </div>
        <Limits text={text} view={view} conversation={conversation} />
      </div>
    );
  }
}
