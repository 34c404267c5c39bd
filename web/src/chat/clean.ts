// Texts and names as they may be shown: bounded, and without what is no text.

import { utf8_cut } from '../irc/message';

const text_bytes_max = 65_536;
const name_bytes_max = 256;

/** Keeps the codes of IRC formatting, tab and '\n'. */
export function clean_text(text: string, bytes_max = text_bytes_max): string {
  const cut = utf8_cut(text, bytes_max);
  return cut.replace(/[\x00\x01\x05-\x08\x0b-\x0e\x10\x12-\x15\x17-\x1c\x7f-\x9f]/g, '');
}

/** One line without any control character: topics, reasons, names. */
export function clean_line(text: string, bytes_max = 2_048): string {
  return clean_text(text, bytes_max).replace(/[\n\t]/g, ' ');
}

export function clean_name(name: string): string {
  return utf8_cut(name, name_bytes_max).replace(/[\x00-\x20\x7f-\x9f,]/g, '');
}
