import { wordsOf } from "./fields";
import { isFields } from "./json";

/** What stands beside a list and says how much of it there is. */
export interface Claims {
  /** How many objects there are in all. */
  readonly totals: readonly number[];
  /** How many a page holds at most. */
  readonly pageSizes: readonly number[];
  /** Whether something says that there is more elsewhere. */
  readonly more: boolean;
}

/** What a field beside a list says of it; undefined for one that says nothing of it. */
export function claimOf(name: string, value: unknown): Claims | undefined {
  const words = wordsOf(name);
  const squashed = words.join("");
  const number = numberOf(value);
  if (number !== undefined && pageNumber.test(squashed)) return { ...nothing, more: number > 1 };
  if (hasMore.test(squashed)) return isTrue(value) ? { ...nothing, more: true } : undefined;
  if (hasAll.test(squashed))
    return isTrue(value) || value === undefined ? undefined : { ...nothing, more: true };
  if (typeof value === "string" && number === undefined) return claimOfText(value);
  if (number === undefined) return undefined;
  if (pageSize.test(squashed)) return { ...nothing, pageSizes: [number] };
  if (offset.test(squashed)) return { ...nothing, more: number > 0 };
  if (words.some((word) => ofOtherThings.has(word))) return undefined;
  const counts = squashed.includes("total") || words.some((word) => totals.has(word)) || total.test(squashed);
  return counts ? { ...nothing, totals: [number] } : undefined;
}

/** All that an object beside a list says of it: `{ pagination: { next: "…" } }`. */
export function claimsWithin(node: unknown, levels = 4): Claims[] {
  if (!isFields(node) || levels === 0) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const claim = claimOf(key, value);
    return [...(claim === undefined ? [] : [claim]), ...claimsWithin(value, levels - 1)];
  });
}

/** Whether there is more than the list shows. */
export function saysMore(claims: readonly Claims[], shown: number): boolean {
  const all = claims.flatMap((claim) => claim.totals);
  const isComplete = all.length > 0 && all.every((number) => number <= shown);
  return claims.some(
    ({ totals: counted, pageSizes, more }) =>
      more ||
      counted.some((number) => number > shown) ||
      // a page that is full may be followed by another
      (!isComplete && shown > 0 && pageSizes.some((size) => size > 0 && shown >= size)),
  );
}

const nothing: Claims = { totals: [], pageSizes: [], more: false };

/** `showing 1 to 20 of 57 entries`. */
function claimOfText(text: string): Claims | undefined {
  const [, last, all] =
    /(?:^|\D)(\d{1,9})\s{0,9}(?:-|–|to|bis|до)?\s{0,9}(?:of|out of|von|из|\/)\s{0,9}(\d{1,9})(?!\d)/iu.exec(
      text,
    ) ?? [];
  return all === undefined || Number(last) > Number(all) ? undefined : { ...nothing, totals: [Number(all)] };
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : undefined;
}

function isTrue(value: unknown): boolean {
  if (typeof value === "string") return !/^(|0|no|off|false|null|none|#)$/i.test(value.trim());
  if (typeof value === "object" && value !== null) return Object.values(value).some(isTrue);
  return Boolean(value);
}

const hasMore =
  /^(is|has|hasa|there(is|are))?(next|more|further|remaining|rest|truncated|partial|incomplete|continues?|continuation|cursor)(page|pages|items|rows|results|records|entries|data|url|uri|link|href|token|cursor|offset|start|key|id)*$/;
const hasAll =
  /^(is|at)?(last|final|complete|finished|end|eof)(page|reached|ofdata|ofresults|oflist)?$|^(is)?done$/;
const pageSize =
  /^(items|rows|records|entries|results|objects|count)?per_?page$|^page(size|length|limit)$|^(limit|length|pagelen|maxresults|batchsize|chunksize|rowsperpage)$/;
const pageNumber =
  /^(current|this|active)?page(number|num|no|nr|index)?$|^(total|num|number|max|last|count)(of)?pages?$|^pages?(total|count)?$|^totalpages$/;
const offset = /^(offset|start|skip|startindex|startrow|startat|first|displaystart|idisplaystart)$/;
const totals: ReadonlySet<string> = new Set(
  "count counts cnt counted quantity found amount number num rows records".split(" "),
);
const total =
  /^(row|item|record|result|entry|entries|list|mail|box|mailbox|mailboxes|forward|user|account)s?(count|num)$|^(n|num|number|count)(of)?(rows|items|records|results|entries|mailboxes|boxes|forwards|users|accounts)$/;

/** Words of numbers that count something else than the objects of a list. */
const ofOtherThings: ReadonlySet<string> = new Set(
  "quota size used usage space disk bytes kb mb gb traffic limit time seconds messages unread draw domains id port code version".split(
    " ",
  ),
);
