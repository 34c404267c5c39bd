import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation, Line } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { file_label } from '../files/file_words';
import { Monogram, Nick } from '../nick';
import { refusal_text } from '../refusal';
import { moment_text } from '../time';
import type { View } from '../view';
import { Frame } from './frame';
import { PickList, type Pick } from './pick_list';
import { can_be_asked, excerpt, place_named, read_query, search_held } from './search_query';

interface Hit {
  readonly conversation: string;
  readonly line: Line;
}

const WAIT_MS = 250;
const PAGE = 50;
/** So few found in one conversation: what is looked for may be in another. */
const FEW = 5;

interface Found {
  readonly hits: readonly Hit[] | null;
  readonly has_more: boolean;
  readonly fault: string | null;
}

const NOTHING: Found = { hits: null, has_more: false, fault: null };

/** Asks a moment after the last letter; of answers only the latest counts. */
function use_search(view: View, typed: string, here: Conversation | null) {
  const [found, set_found] = useState<Found>(NOTHING);
  const ask = async (before: readonly Hit[], is_wanted: () => boolean) => {
    const { query, fault } = read_query(typed);
    const say = (text: string) => set_found({ hits: before, has_more: false, fault: text });
    if (fault !== null) return say(words().search.faults[fault]);
    const named = query.in === undefined
      ? undefined : place_named(query.in, (name) => view.chat.find(name) !== undefined);
    // What is looked for in a ciphered conversation is of it, and not told to the server.
    const place = named === undefined ? here : view.chat.find(named);
    if (place && place.lock.kind !== 'clear') {
      const lines = search_held(place.lines.rows, query, PAGE);
      const hits = lines.map((line) => ({ conversation: place.name, line }));
      return set_found({ hits, has_more: false, fault: null });
    }
    if (!can_be_asked(query)) return say(words().search.faults.word);
    const last = before[before.length - 1];
    const room = named ?? here?.name;
    const answer = await view.chat.search({
      ...query,
      limit: PAGE,
      ...(room === undefined ? {} : { in: room }),
      ...(last ? { before_ms: last.line.edited_ms ?? last.line.at_ms } : {}),
    });
    if (!is_wanted()) return undefined;
    if (!answer.ok) return say(refusal_text(answer.why));
    const { hits, has_more } = answer.value;
    const is_end = !has_more || hits.length === 0;
    return set_found({ hits: [...before, ...hits], has_more: !is_end, fault: null });
  };
  useEffect(() => {
    let is_wanted = true;
    if (typed.trim() === '') {
      set_found(NOTHING);
      return undefined;
    }
    const timer = setTimeout(() => void ask([], () => is_wanted), WAIT_MS);
    return () => {
      is_wanted = false;
      clearTimeout(timer);
    };
  }, [typed, here]);
  return { found, more: () => ask(found.hits ?? [], () => true) };
}

function HitRow({ hit, query }: { hit: Hit; query: string }): JSX.Element {
  const { line, conversation } = hit;
  const file = file_label(line.text);
  return (
    <>
      <Monogram nick={line.sender} small />
      <span class="pick-words">
        <span class="hit-head">
          <Nick nick={line.sender} />
          <bdi>{visible(conversation)}</bdi>
          <time>{moment_text(line.at_ms)}</time>
        </span>
        <span class="hit-text" dir="auto">
          {file && (file.name === '' ? file.what : `${file.what}: `)}
          {excerpt(file?.name ?? line.text, query).map((piece, index) =>
            piece.is_hit ? <mark key={index}>{piece.text}</mark> : piece.text,
          )}
        </span>
      </span>
    </>
  );
}

function Scope(props: { here: Conversation; is_here: boolean; on: (is_here: boolean) => void }) {
  const w = words().search;
  return (
    <div class="scope" role="group" aria-label={w.title}>
      <button
        type="button"
        class="chip"
        aria-pressed={props.is_here}
        onClick={() => props.on(true)}
      >
        {w.here(visible(props.here.name))}
      </button>
      <button
        type="button"
        class="chip"
        aria-pressed={!props.is_here}
        onClick={() => props.on(false)}
      >
        {w.everywhere}
      </button>
    </div>
  );
}

export function SearchDialog({ view, text }: { view: View; text: string }): JSX.Element {
  const [typed, set_typed] = useState(text);
  const open = view.now.open;
  const [is_here, set_here] = useState(open !== null);
  const here = is_here ? open : null;
  const { found, more } = use_search(view, typed, here);
  const w = words().search;
  const { query } = read_query(typed);
  const go = async (hit: Hit) => {
    const conversation = view.chat.find(hit.conversation);
    if (!conversation) return;
    view.show(null);
    if (!(await view.jump_to(conversation, hit.line.id))) view.say(words().refusal.not_found, true);
  };
  const picks: Pick[] = (found.hits ?? []).map((hit) => ({
    key: `${hit.conversation} ${hit.line.id}`,
    row: <HitRow hit={hit} query={query.text} />,
    run: () => void go(hit),
  }));
  const is_ciphered = here !== null && here.lock.kind !== 'clear';
  const is_start = typed.trim() === '';
  const is_few = found.hits !== null && found.hits.length <= FEW && !found.has_more;
  const offers_all = here !== null && is_few && found.fault === null && query.in === undefined;
  const empty = (
    <>
      <p>{found.fault ?? (is_start ? w.start : found.hits === null ? words().loading : w.none)}</p>
      {found.fault === null && <p class="pick-note">{is_start ? w.start_hint : w.none_hint}</p>}
      {found.hits !== null && here?.kind !== 'room' && <p class="pick-note">{w.none_private}</p>}
    </>
  );
  return (
    <Frame view={view} title={w.title} size="wide">
      <PickList
        label={w.label}
        placeholder={w.hint}
        text={typed}
        on_text={set_typed}
        picks={picks}
        empty={empty}
        between={
          <>
            {open && <Scope here={open} is_here={is_here} on={set_here} />}
            {is_ciphered && <p class="pick-more">{w.ciphered}</p>}
          </>
        }
        after={
          <>
            {found.has_more && (
              <button type="button" class="button is-wide" onClick={() => void more()}>
                {w.more}
              </button>
            )}
            {offers_all && (
              <button type="button" class="button is-wide" onClick={() => set_here(false)}>
                {w.try_everywhere}
              </button>
            )}
          </>
        }
      />
    </Frame>
  );
}
