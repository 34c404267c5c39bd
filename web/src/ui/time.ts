import { first_words } from '../words/first';
import { day_of } from './feed/items';

let clock: '24' | '12' = '24';
const formats = new Map<string, Intl.DateTimeFormat>();

export function choose_clock(chosen: '24' | '12'): void {
  clock = chosen;
}

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${first_words().locale} ${clock} ${name}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(first_words().locale, options);
    formats.set(key, made);
  }
  return made;
}

export function time_text(at_ms: number): string {
  return format('time', {
    hour: clock === '24' ? '2-digit' : 'numeric',
    minute: '2-digit',
    hourCycle: clock === '24' ? 'h23' : 'h12',
    // "p. m." has no room in one line beside a message.
  }).format(at_ms).replace(/\s*([ap])\.\s*m\.$/, '\u00a0$1m');
}

export function day_text(at_ms: number, now_ms = Date.now()): string {
  if (day_of(at_ms) === day_of(now_ms)) return first_words().today;
  if (day_of(at_ms) === day_of(now_ms - 86_400_000)) return first_words().yesterday;
  const is_this_year = new Date(at_ms).getFullYear() === new Date(now_ms).getFullYear();
  return format(is_this_year ? 'day' : 'day of a year', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(is_this_year ? {} : { year: 'numeric' }),
  }).format(at_ms);
}

/** For what has a year: "26 November 2026". */
export function date_text(at_ms: number): string {
  return format('date', { day: 'numeric', month: 'long', year: 'numeric' }).format(at_ms);
}

/** Day and time, for what may be long ago. */
export function moment_text(at_ms: number): string {
  return `${day_text(at_ms)}, ${time_text(at_ms)}`;
}
