import type { Conversation, Line } from '../../chat/contract';
import { without_formatting } from '../../text/format';
import { visible } from '../../text/visible';

const QUOTE_MAX = 200;

/** Null: nothing of the line goes along. What was ciphered, or should be, is for no operator. */
export function quote_for_report(
  conversation: Conversation, line: Line | undefined,
): string | null {
  if (!line || line.text === '') return null;
  if (conversation.lock.kind !== 'clear' || line.seal !== 'none') return null;
  const text = visible(without_formatting(line.text).replace(/\s+/g, ' ').trim());
  const letters = [...text];
  return letters.length > QUOTE_MAX ? `${letters.slice(0, QUOTE_MAX - 1).join('')}…` : text;
}

/** The person's words come first: a server cuts what is too long at its end. */
export function report_reason(
  conversation: Conversation, words: string, quote: string | null,
): string {
  const said = words.trim();
  if (quote === null) return said;
  const where = conversation.kind === 'room' ? `${conversation.name} ` : '';
  return `${said} [${where}"${quote}"]`;
}
