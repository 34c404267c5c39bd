// What the tabs of one device tell one another of their keys. No key is among it: one that is kept
// is read from the device.

export interface KeyNews {
  /**
   * `marked`: the conversation has a key now. `device`: what the device keeps of it has changed.
   * `forgotten`: a person has said that its keys go.
   */
  readonly what: 'marked' | 'device' | 'forgotten';
  /** Folded. */
  readonly name: string;
  /** The first 8 hex digits of the current key's id; of those that are forgotten the mark. */
  readonly key_id8: string | null;
}

export interface TabChannel {
  tell(news: KeyNews): void;
  listen(take: (news: KeyNews) => void): void;
}

const channel_name = 'uvchat-keys';
const kinds = ['marked', 'device', 'forgotten'];

function is_news(value: unknown): value is KeyNews {
  const news = value as Partial<KeyNews> | null;
  return typeof news?.name === 'string' && kinds.includes(news.what ?? '')
    && (news.key_id8 === null || typeof news.key_id8 === 'string');
}

/** Null where a browser has none: each tab is alone then. */
export function browser_tabs(): TabChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null;
  const channel = new BroadcastChannel(channel_name);
  return {
    tell: (news) => channel.postMessage(news),
    listen: (take) => {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => { if (is_news(data)) take(data); };
    },
  };
}
