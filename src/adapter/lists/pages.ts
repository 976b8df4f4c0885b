import { nameSet, wordsOf } from "./fields";
import { isFields, isNothing } from "./json";
import { isFailure, isOn } from "./switches";

/** What a field beside a list says about the list's size. */
export interface Claims {
  /** Numbers of all objects. */
  readonly totals?: readonly number[];
  /** Numbers under unknown names, which may count all objects. */
  readonly perhaps?: readonly number[];
  /** How many objects a page holds at most. */
  readonly pageSizes?: readonly number[];
  /** Whether it says that there is more elsewhere. */
  readonly more?: boolean;
}

/** What a field beside a list says about its size; undefined if it says nothing. */
export function claimOf(name: string, value: unknown): Claims | undefined {
  const words = wordsOf(name);
  const squashed = words.join("");
  const number = numberOf(value);
  if (pageNumber.test(squashed) && (number !== undefined || !isNothing(value)))
    return { more: numbersIn(value).some((page) => page > 1) };
  const isOfOthers = words.some((word) => ofOtherThings.has(word));
  const isCut = cut.test(squashed) || (!isOfOthers && words.some((word) => cutWords.has(word)));
  // the results of a search
  const isNarrowed =
    narrowing.test(squashed) && !(typeof value === "string" && /^\s*([*%.]+|all|any)\s*$/i.test(value));
  if (hasMore.test(squashed) || isCut || isNarrowed) return isOn(value) ? { more: true } : undefined;
  if (failure.test(squashed)) return isFailure(value) ? { more: true } : undefined;
  if (lastLink.test(squashed) && typeof value === "string" && /page\W{0,3}\w{0,9}\W{0,3}=\d/.test(value))
    return { more: !/=1(?!\d)/.test(value) };
  if (hasAll.test(squashed)) return isOn(value) || value === undefined ? undefined : { more: true };
  if (typeof value === "string" && number === undefined) return claimOfText(words, squashed, value);
  if (number === undefined) return undefined;
  if (pageSize.test(squashed)) return { pageSizes: [number] };
  if (offset.test(squashed)) return { more: number > 0 };
  if (firstRow.test(squashed)) return { more: number > 1 };
  return isCount(words, squashed) ? { totals: [number] } : undefined;
}

/** What the fields of an object beside a list say about the list's size: `{ pagination: { next: "…" } }`. */
export function claimsWithin(node: unknown, levels = 4): Claims[] {
  if (!isFields(node) || levels === 0) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const claim = claimOf(key, value) ?? perhapsOf(key, value);
    return [...(claim === undefined ? [] : [claim]), ...claimsWithin(value, levels - 1)];
  });
}

/** A number under an unknown name, as a possible count of all objects. */
export function perhapsOf(name: string, value: unknown): Claims | undefined {
  const number = numberOf(value);
  const counts = number !== undefined && !wordsOf(name).some((word) => ofOtherThings.has(word));
  return counts ? { perhaps: [number] } : undefined;
}

/** Whether there is more than the list shows. */
export function saysMore(claims: readonly Claims[], shown: number): boolean {
  const all = claims.flatMap((claim) => claim.totals ?? []);
  const isComplete = all.length > 0 && all.every((number) => number <= shown);
  return claims.some(
    ({ totals: counted = [], perhaps = [], pageSizes = [], more = false }) =>
      more ||
      [...counted, ...perhaps].some((number) => number > shown) ||
      // another page may follow a full one
      (!isComplete && shown > 0 && pageSizes.some((size) => size > 0 && shown >= size)),
  );
}

/** `20 of 57`, `1/3`: numbers that stand alone, as those in a key's base64 and in an address range do not. */
const someOfAll =
  /(?<![\p{L}\p{N}+/=.:])(\d{1,9})\s{0,9}(?:-|–|to|bis|до)?\s{0,9}(?:of|out of|von|из|\/)\s{0,9}(\d{1,9})(?![\p{L}\p{N}+/=])/iu;

/** `showing 1 to 20 of 57 entries`, `57 mailboxes` under `total`, `only the first 50 are shown` in a message. */
function claimOfText(words: readonly string[], squashed: string, text: string): Claims | undefined {
  const [, last, all] = someOfAll.exec(text) ?? [];
  if (all !== undefined && Number(last) <= Number(all)) return { totals: [Number(all)] };
  if (isCount(words, squashed) && /^\D{0,20}\d/.test(text))
    return {
      totals: [Math.max(...numbersIn(text.replace(/(\d)[\s,.'’](?=\d{3}(?!\d))/g, "$1")))],
    };
  return messages.test(squashed) && tellsMore.test(text.slice(0, 500)) ? { more: true } : undefined;
}

function isCount(words: readonly string[], squashed: string): boolean {
  if (words.some((word) => ofOtherThings.has(word))) return false;
  return squashed.includes("total") || words.some((word) => totals.has(word)) || total.test(squashed);
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : undefined;
}

/** The numbers in a value: a number, a text, a list, an object of numbered pages. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "string") return (value.slice(0, 500).match(/\d+/g) ?? []).map(Number);
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  return isFields(value)
    ? Object.keys(value)
        .filter((key) => /^\d+$/.test(key))
        .map(Number)
    : [];
}

const hasMore =
  /^(is|has|hasa|there(is|are))?(next|prev|previous|more|further|remaining|rest|truncated|partial|incomplete|continues?|continuation|cursor|pagetoken)(page|pages|items|rows|results|records|entries|data|url|uri|link|href|token|cursor|offset|start|key|id)*$/;
const hasAll =
  /^(is|at)?(last|final|complete|finished|end|eof)(page|reached|ofdata|ofresults|oflist)?$|^(is)?done$/;
const pageSize =
  /^(items|rows|records|entries|results|objects|count)?per_?page$|^page(size|length|limit)$|^(limit|length|pagelen|maxresults|batchsize|chunksize|rowsperpage)$/;
const pageNumber =
  /^(current|this|active)?page(number|num|no|nr|index)?$|^(total|num|number|max|last|count)(of)?pages?$|^pages?(total|count)?$|^totalpages$|^(parts?|chunks?|pager|pagination|paging)$/;
const offset = /^(offset|start|skip|startindex|startrow|startat|first|displaystart|idisplaystart)$/;
const lastLink = /^last(page)?(url|uri|link|href)?$/;
const firstRow = /^(from|last)$/;
const failure =
  /^(error|err|warning|failure|problem|exception)s?(message|msg|text|code|no)?$|^(errno|failed|warn)$/;
const cut = /^(left|rest|timedout|timeout)$|(limit|max|maximum)(is)?(reached|exceeded)$/;
const narrowing =
  /^(is|active|current|applied)?(filter(ed|s)?|search(ed)?|query|q|keyword)(text|string|value|by)?$/;
const messages = /^(message|mess|msg|notice|note|info|hint|text|comment|status|state|summary|showing)s?$/;
/** Words in a message about an incomplete list. */
const tellsMore =
  /\b(only|first|more|partial|partly|truncated|incomplete|limited|cut|could not|cannot|failed|skipped|omitted|hidden|time ?out|timed out)\b|(?<!\p{L})(только|перв|ещё|еще|част|не все)/iu;
const cutWords = nameSet(`
  truncated partial incomplete hidden skipped omitted excluded limited reached exceeded cut ellipsis
  overflow stale
`);
const totals = nameSet(`
  count counts cnt counted quantity found amount number num nums rows records all всего итого
`);
const total =
  /^(row|item|record|result|entry|entries|list|mail|box|mailbox|mailboxes|forward|user|account)s?(count|num)$|^(mailboxes|boxes|mails|emails|accounts|users|forwards|items|entries|elements|objects)$|^(n|num|number|count)(of)?(rows|items|records|results|entries|mailboxes|boxes|forwards|users|accounts)$/;

/** Words in the names of numbers that do not count the objects of a list. */
const ofOtherThings = nameSet(`
  quota size used usage space disk bytes kb mb gb traffic limit max maximum min time timestamp seconds
  messages unread draw domains id uid gid port code version took elapsed duration token csrf session serial
  revision year date
`);
