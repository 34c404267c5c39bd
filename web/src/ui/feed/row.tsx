import { Component, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation, Line } from '../../chat/contract';
import { without_formatting } from '../../text/format';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon } from '../icons';
import { FileView } from '../files/file_view';
import { file_words } from '../files/file_words';
import { shared_file } from '../files/shared_file';
import { Monogram, Nick } from '../nick';
import { refusal_text } from '../refusal';
import { moment_text, time_text } from '../time';
import type { View } from '../view';
import { say_knowingly } from '../write/in_clear';
import { LineActions } from './line_actions';
import { LineText } from './line_text';
import { Reactions } from './reactions';

export interface RowProps {
  readonly line: Line;
  readonly is_head: boolean;
  readonly is_active: boolean;
  readonly is_focus: boolean;
  readonly is_lit: boolean;
  /** What it answers, where that is held. */
  readonly quoted: Line | null;
  readonly conversation: Conversation;
  readonly view: View;
  readonly is_ready: boolean;
  /** Rises when the language or the clock changes: times and words are drawn again. */
  readonly look: number;
}

/** The text as read out: what cannot be shown has its sentence instead. */
export function spoken_text(line: Line): string {
  const w = words();
  if (line.state === 'removed') return w.feed.removed;
  if (line.text === '' && line.seal in w.seal.text_hidden) {
    return w.seal.text_hidden[line.seal as keyof typeof w.seal.text_hidden];
  }
  const text = file_words(line.text) ?? without_formatting(line.text);
  return line.form === 'action' ? `* ${text}` : text;
}

/** By the sender's clock where the line tells it; the order is the server's. */
function said_at(line: Line): number {
  return line.sealed_at_ms ?? line.at_ms;
}

function edited_at({ edited_ms }: Line): string | undefined {
  return edited_ms === undefined ? undefined : moment_text(edited_ms);
}

function line_name(line: Line): string {
  const w = words().feed;
  const parts = [spoken_text(line).slice(0, 1000)];
  if (line.edited) parts.push(w.edited);
  if (line.state === 'pending') parts.push(w.pending);
  if (line.state === 'failed') parts.push(w.failed);
  if (line.mentions_me) parts.push(w.mentions_you);
  return w.line_name(visible(line.sender), parts.join(', '), moment_text(said_at(line)));
}

/** What is as it should be has no mark: the lock above the lines tells of all of them. */
function SealMark({ line }: { line: Line }): JSX.Element | null {
  if (line.seal === 'none' || line.seal === 'opening' || line.seal === 'ok') return null;
  const label = words().seal[line.seal];
  const icon = line.seal === 'clear' ? 'lock_open' : line.seal === 'no_key' ? 'lock' : 'warning';
  return (
    <span class={`seal-mark is-${line.seal}`} title={label} aria-label={label} role="img">
      <Icon name={icon} size={13} />
    </span>
  );
}

function Quote({ props }: { props: RowProps }): JSX.Element | null {
  const { line, quoted, conversation, view } = props;
  const [is_gone, set_gone] = useState(false);
  if (line.reply_to === null) return null;
  const w = words().feed;
  const id = line.reply_to;
  const jump = () => {
    void view.jump_to(conversation, id).then((is_there) => {
      if (is_there) return;
      if (!props.is_ready) return view.say(words().refusal.offline, true);
      set_gone(true);
      view.say(words().refusal.not_found, true);
    });
  };
  return (
    <button type="button" class="quote" title={w.jump_to_quote} onClick={jump}>
      <Icon name="reply" size={14} />
      {quoted ? <Nick nick={quoted.sender} /> : null}
      <span class="quote-text">
        {quoted ? spoken_text(quoted).slice(0, 200) : is_gone ? w.reply_lost : w.reply_gone}
      </span>
    </button>
  );
}

function Body({ props }: { props: RowProps }): JSX.Element {
  const { line, conversation } = props;
  const w = words();
  if (line.state === 'removed') {
    return <div class="line-text is-gone">{w.feed.removed}</div>;
  }
  if (line.seal === 'opening') return <div class="line-text is-gone">{w.loading}</div>;
  if (line.text === '' && line.seal in w.seal.text_hidden) {
    const key = line.seal_key_id8 ? ` (${line.seal_key_id8})` : '';
    return <div class="line-text is-gone">{spoken_text(line) + key}</div>;
  }
  const file = shared_file(line.text, props.view.chat.server.files);
  if (file !== null) return <FileView file={file} conversation={conversation} />;
  return <LineText text={line.text} conversation={conversation} />;
}

/** A long sentence goes on beside its sign, not below. */
function FateWords({ icon, text }: { icon: 'clock' | 'warning'; text: string }): JSX.Element {
  return <span class="fate-words"><Icon name={icon} size={13} /> <span>{text}</span></span>;
}

function Fate({ props }: { props: RowProps }): JSX.Element | null {
  const { line, conversation } = props;
  const w = words().feed;
  if (line.state === 'pending') {
    const is_there = props.is_ready;
    return (
      <div class="fate">
        <FateWords icon="clock" text={is_there ? w.pending : w.waiting} />
        {!is_there && (
          <button type="button" class="link-button" onClick={() => conversation.discard(line.id)}>
            {w.discard}
          </button>
        )}
      </div>
    );
  }
  if (line.state !== 'failed') return null;
  const why = line.why?.code === 'in_doubt' ? w.unsure : w.failed;
  const again = () =>
    say_knowingly(props.view, conversation, () => conversation.retry(line.id));
  const more = line.why && line.why.code !== 'in_doubt' ? ` · ${refusal_text(line.why)}` : '';
  return (
    <div class="fate is-bad">
      <FateWords icon="warning" text={why + more} />
      {line.text !== '' && (
        <button type="button" class="link-button" onClick={again}>
          {line.why?.code === 'left_over' ? words().send : w.send_again}
        </button>
      )}
      <button type="button" class="link-button" onClick={() => conversation.discard(line.id)}>
        {w.discard}
      </button>
    </div>
  );
}

function Head({ line, view }: { line: Line; view: View }): JSX.Element {
  const w = words();
  const open = (event: MouseEvent) => {
    view.set({
      menu: { kind: 'member', nick: line.sender, at: { x: event.clientX, y: event.clientY } },
    });
  };
  return (
    <div class="line-head">
      <button type="button" class="nick-button" tabIndex={-1} onClick={open}>
        <Nick nick={line.sender} />
      </button>
      {line.is_bot && <span class="tag">{w.members.bot}</span>}
      {line.form === 'notice' && <span class="tag">{w.feed.notice}</span>}
      <time class="line-time" dateTime={new Date(line.at_ms).toISOString()}>
        {time_text(said_at(line))}
      </time>
      {line.is_off_time && (
        <span class="line-late">{w.feed.sent_at(moment_text(said_at(line)))}</span>
      )}
    </div>
  );
}

const WATCHED = [
  'line', 'is_head', 'is_active', 'is_focus', 'is_lit', 'quoted', 'conversation', 'is_ready',
  'look',
] as const;

function SideTime({ line }: { line: Line }): JSX.Element {
  return <time class="line-time" aria-hidden="true">{time_text(said_at(line))}</time>;
}

/** A line. Drawn again only when something of it has changed. */
export class LineRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return WATCHED.some((name) => next[name] !== this.props[name]);
  }

  override render(): JSX.Element {
    const { line, is_head, is_active, is_focus, is_lit, conversation, view } = this.props;
    const classes = ['line', `is-${line.state}`, `form-${line.form}`];
    if (is_head) classes.push('is-head');
    if (is_lit) classes.push('is-lit');
    if (is_active) classes.push('is-active');
    if (line.mentions_me && !line.is_mine) classes.push('is-mention');
    const is_action = line.form === 'action';
    return (
      <div
        class={classes.join(' ')}
        role="article"
        aria-label={line_name(line)}
        tabIndex={is_focus ? 0 : -1}
        data-key={line.key}
        data-id={line.id}
      >
        <Quote props={this.props} />
        <div class="line-side">
          {is_head ? <Monogram nick={line.sender} /> : <SideTime line={line} />}
        </div>
        <div class="line-main">
          {is_head && <Head line={line} view={view} />}
          <div class="line-body">
            {is_action && <span class="action-nick">* <Nick nick={line.sender} /> </span>}
            <Body props={this.props} />
            {line.edited && line.state !== 'removed' && (
              <span class="line-edited" title={edited_at(line)}>{words().feed.edited}</span>
            )}
            <SealMark line={line} />
          </div>
          <Reactions line={line} conversation={conversation} />
          <Fate props={this.props} />
        </div>
        {is_active && line.state === 'sent' && (
          <LineActions line={line} conversation={conversation} view={view} />
        )}
      </div>
    );
  }
}
