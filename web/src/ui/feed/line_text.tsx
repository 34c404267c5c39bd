import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import type { Style } from '../../text/format';
import { blocks_of, is_only_emoji, type Span, type Surroundings } from '../../text/spans';
import { words } from '../../words';
import { use_view, type View } from '../view';

const LONG_TEXT = 1800;
const LONG_LINES = 18;

function classes_of(style: Style): string {
  const classes: string[] = [];
  if (style.bold) classes.push('t-bold');
  if (style.italic) classes.push('t-italic');
  if (style.underline) classes.push('t-underline');
  if (style.strike) classes.push('t-strike');
  if (style.mono) classes.push('t-mono');
  if (style.reverse) classes.push('t-reverse');
  else if (style.background !== null) classes.push(`t-on-${style.background}`);
  else if (style.colour !== null) classes.push(`t-colour-${style.colour}`);
  return classes.join(' ');
}

function room_clicked(view: View, room: string) {
  const there = view.chat.find(room);
  if (there) view.open(there);
  else void view.tell(view.enter(room));
}

function SpanView({ span, view }: { span: Span; view: View }): JSX.Element {
  switch (span.kind) {
    case 'text': {
      const classes = classes_of(span.style);
      return classes === '' ? <>{span.text}</> : <span class={classes}>{span.text}</span>;
    }
    case 'link':
      return (
        <a class="t-link" href={span.href} target="_blank" rel="noopener noreferrer" dir="ltr">
          {span.text}
        </a>
      );
    case 'code':
      return <code>{span.text}</code>;
    case 'nick':
      return <bdi class={span.is_me ? 't-mention is-me' : 't-mention'}>{span.text}</bdi>;
    case 'room':
      return (
        <button type="button" class="t-room" onClick={() => room_clicked(view, span.text)}>
          {span.text}
        </button>
      );
  }
}

/** What words of a line may mean here. A nick is looked up once a word, never the list walked. */
export function surroundings_of(conversation: Conversation, me: string): Surroundings {
  const folded_me = me.toLowerCase();
  return {
    me,
    nick: (word) => {
      if (word.toLowerCase() === folded_me) return me;
      return word.length < 2 ? null : (conversation.members.find(word)?.nick ?? null);
    },
    room_marks: '#',
  };
}

interface TextProps {
  readonly text: string;
  readonly conversation: Conversation;
}

/** The words of a line. A long one is folded until asked for. */
export function LineText({ text, conversation }: TextProps): JSX.Element {
  const view = use_view();
  const [is_open, set_open] = useState(false);
  const me = view.chat.me.nick;
  const { shown, is_long } = useMemo(() => cut(text), [text]);
  const said = is_long && !is_open ? shown : text;
  const blocks = useMemo(
    () => blocks_of(said, surroundings_of(conversation, me)),
    [said, conversation, me],
  );
  const is_large = is_only_emoji(text);
  return (
    <div class={is_large ? 'line-text is-large' : 'line-text'} dir="auto">
      {blocks.map((block, index) => {
        if (block.kind === 'code') return <pre key={index}><code>{block.text}</code></pre>;
        const spans = block.spans.map((span, at) => <SpanView key={at} span={span} view={view} />);
        if (block.kind === 'quote') return <blockquote key={index}>{spans}</blockquote>;
        return <div key={index} class="t-block" dir="auto">{spans}</div>;
      })}
      {is_long && (
        <button type="button" class="link-button" onClick={() => set_open(!is_open)}>
          {is_open ? words().feed.show_less : words().feed.show_more}
        </button>
      )}
    </div>
  );
}

function cut(text: string): { shown: string; is_long: boolean } {
  let end = text.length > LONG_TEXT ? LONG_TEXT : text.length;
  let feeds = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    feeds += 1;
    if (feeds === LONG_LINES) end = at;
  }
  return { shown: text.slice(0, end), is_long: end < text.length };
}
