import type { Chat, Conversation } from '../chat/contract';

export interface Shown {
  readonly conversation: Conversation | null;
  /** Nobody has chosen it: what was chosen before a reload takes its place, if it comes by then. */
  readonly stopgap_until_ms: number;
}

/** What is to be on the screen: what is there, or the last one that was chosen, or the first. */
export function next_open(
  { conversations }: Pick<Chat, 'conversations'>, shown: Shown, last: string, now_ms: number,
): Conversation | null {
  const { conversation, stopgap_until_ms } = shown;
  const chosen = conversations.find(({ name }) => name.toLowerCase() === last.toLowerCase());
  if (conversation === null || !conversations.includes(conversation)) {
    return chosen ?? conversations[0] ?? null;
  }
  const may_go = now_ms < stopgap_until_ms && conversation.draft === '';
  return may_go && chosen !== undefined ? chosen : conversation;
}
