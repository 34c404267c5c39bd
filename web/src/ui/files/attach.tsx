/** Ways by which files come to the page: chosen, dropped, pasted. Nothing is sent before it is
 * confirmed. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Conversation, Outcome, Refusal } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, IconButton } from '../icons';
import { refusal_text } from '../refusal';
import { why_blocked } from '../write/state';
import type { View } from '../view';

function say_why(view: View, why: Refusal): void {
  const text = refusal_text(why);
  if (why.code !== 'account_required') view.say(text, true);
  else view.offer(text, words().write.log_in_or_register, { kind: 'account', what: 'log_in' });
}

function may(view: View, conversation: Conversation): Outcome | Promise<Outcome> {
  const blocked = why_blocked(view, conversation);
  if (blocked === null) return conversation.may_attach();
  if (blocked === 'guest') return { ok: false, why: { code: 'account_required', text: '' } };
  return { ok: false, why: { code: 'no_files_here', text: '' } };
}

/** Asks whether these are to be sent. */
export async function give_files(view: View, conversation: Conversation, files: readonly File[]) {
  if (files.length === 0) return;
  const outcome = await may(view, conversation);
  if (outcome.ok) view.show({ kind: 'files', conversation, files });
  else say_why(view, outcome.why);
}

export function files_in(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}

interface ButtonProps {
  readonly view: View;
  readonly conversation: Conversation;
}

/** Says before anything is chosen that nothing can be sent. */
export function AttachButton({ view, conversation }: ButtonProps): JSX.Element | null {
  const input = useRef<HTMLInputElement>(null);
  if (view.chat.server.files === null) return null;
  const choose = async () => {
    const outcome = may(view, conversation);
    // A browser lets the page ask for files only at once after a click.
    const answer = outcome instanceof Promise ? await outcome : outcome;
    if (answer.ok) input.current?.click();
    else say_why(view, answer.why);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void give_files(view, conversation, files);
        }}
      />
      <IconButton icon="clip" label={words().files.attach} on_click={() => void choose()} />
    </>
  );
}

function has_files(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Over the lines, while files are held over the page. */
export function DropGround({ view, conversation }: ButtonProps): JSX.Element | null {
  const [is_over, set_over] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    let leaving: ReturnType<typeof setTimeout> | undefined;
    // Without this a browser would leave the page and open the file.
    addEventListener('dragover', (event) => {
      if (!has_files(event)) return;
      event.preventDefault();
      clearTimeout(leaving);
      set_over(true);
      // It is told again and again while they are held here; nothing else says reliably that they
      // are gone.
      leaving = setTimeout(() => set_over(false), 400);
    }, { signal });
    addEventListener('drop', (event) => {
      if (!has_files(event)) return;
      event.preventDefault();
      set_over(false);
      void give_files(view, conversation, files_in(event.dataTransfer));
    }, { signal });
    return () => {
      clearTimeout(leaving);
      stop.abort();
    };
  }, [conversation]);
  if (!is_over || view.now.dialog !== null) return null;
  return (
    <div class="drop-ground" aria-hidden="true">
      <span><Icon name="clip" size={28} /> {words().files.drop(visible(conversation.name))}</span>
    </div>
  );
}
