// A WebSocket as the session sees it, so that tests can put a scripted one in its place.

export interface SocketEvents {
  opened(): void;
  line(text: string): void;
  /** Once, and nothing follows. */
  closed(): void;
}
export interface Socket {
  send(line: string): void;
  close(): void;
}
export type SocketMaker = (url: string, events: SocketEvents) => Socket;

type WebSocketLike = Pick<WebSocket, 'send' | 'close'> & {
  onopen: unknown; onmessage: unknown; onclose: unknown; onerror: unknown;
};

/** `make`: the browser's WebSocket, or another's with the same face. */
export function web_socket(make: (url: string, protocol: string) => WebSocketLike): SocketMaker {
  return (url, events) => {
    const socket = make(url, 'text.ircv3.net');
    let is_over = false;
    const end = (): void => {
      if (is_over) return;
      is_over = true;
      events.closed();
    };
    socket.onopen = () => { if (!is_over) events.opened(); };
    socket.onmessage = (event: { data: unknown }) => {
      if (!is_over && typeof event.data === 'string') events.line(event.data);
    };
    socket.onerror = () => undefined;
    socket.onclose = end;
    return {
      send: (line) => { if (!is_over) socket.send(line); },
      close: () => {
        end();
        socket.close();
      },
    };
  };
}

export const browser_socket: SocketMaker =
  web_socket((url, protocol) => new WebSocket(url, protocol));

/** How long to wait before the n-th try (from 0): doubled each time, and somewhere in the upper
 * half of it, so that a server that comes back is not met by everybody at once. */
export function backoff_ms(tries: number, random: number): number {
  const most = Math.min(60_000, 1_000 * 2 ** Math.min(tries, 10));
  return Math.round(most / 2 + (most / 2) * random);
}
