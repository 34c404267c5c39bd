import type { JSX } from 'preact';
import type { Conversation } from '../../chat/contract';
import type { View } from '../view';
import { Events } from './events';
import type { Item } from './items';
import { DayMark, GapMark, NewMark, TopMark } from './marks';
import { LineRow } from './row';

interface Props {
  readonly item: Item;
  readonly conversation: Conversation;
  readonly view: View;
  readonly look: number;
  readonly is_active: boolean;
  readonly is_focus: boolean;
  readonly is_lit: boolean;
}

export function FeedItem(props: Props): JSX.Element {
  const { item, conversation, view } = props;
  switch (item.kind) {
    case 'top':
      return <TopMark conversation={conversation} view={view} />;
    case 'day':
      return <DayMark at_ms={item.at_ms} />;
    case 'new':
      return <NewMark />;
    case 'gap':
      return <GapMark gap={item.gap} lines={conversation.lines} />;
    case 'events':
      return <Events events={item.events} />;
    case 'line': {
      const { line } = item;
      const quoted = line.reply_to === null ? undefined : conversation.lines.find(line.reply_to);
      return (
        <LineRow
          line={line}
          is_head={item.is_head}
          is_active={props.is_active}
          is_focus={props.is_focus}
          is_lit={props.is_lit}
          quoted={quoted ?? null}
          conversation={conversation}
          view={view}
          is_ready={view.chat.link.kind === 'ready'}
          look={props.look}
        />
      );
    }
  }
}
