import {
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Pair,
} from "yaml";

/** The place of something in the file: its keys from the top. */
export type Path = readonly PropertyKey[];

/** A mistake, and the place in the text where it is. */
export interface Mistake {
  readonly line: number;
  /** Empty for a mistake in the YAML syntax. */
  readonly path: Path;
  readonly problem: string;
}

/** YAML text that knows the line of each of its keys. */
export class LinedYaml {
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(text: string) {
    const options = { lineCounter: this.#lines, uniqueKeys: false, prettyErrors: false };
    this.#document = parseDocument(text, options);
  }

  /** What the text says, if its syntax is right. */
  get value(): unknown {
    return this.#document.toJS() as unknown;
  }

  /** Errors in the YAML syntax. If there are any, nothing else in the file is checked. */
  syntaxMistakes(): Mistake[] {
    const mistakes = this.#document.errors.map(({ pos, message }) => this.#mistake(pos[0], [], message));
    visit(this.#document, {
      Alias: (_, { range }) =>
        void mistakes.push(this.#mistake(range?.[0] ?? 0, [], 'text that begins with * needs "quotes"')),
    });
    return mistakes;
  }

  /**
   * Removes the last of each key that appears twice in one map, and reports it. The earlier one may have mistakes of its
   * own, which the last one hid.
   */
  takeRepetitions(): Mistake[] {
    const mistakes: Mistake[] = [];
    visit(this.#document, {
      Map: (_, map, ancestors) => {
        const above = ancestors.filter((each) => isPair(each)).map(nameOf);
        const names = map.items.map(nameOf);
        for (const name of new Set(names.filter((each, index) => names.indexOf(each) < index))) {
          const index = map.items.findLastIndex((item) => nameOf(item) === name);
          mistakes.push(this.#mistake(offsetOf(map.items[index]?.key), [...above, name], "appears twice"));
          map.items.splice(index, 1);
        }
      },
    });
    return mistakes;
  }

  /** The line of this path, or of the nearest key above it. */
  line(path: Path): number {
    return this.#lines.linePos(this.#find(path).offset).line;
  }

  /** The keys of the map at this path; none if there is no map. */
  keys(path: Path): string[] {
    const { node } = this.#find(path);
    return isMap(node) ? node.items.map(nameOf) : [];
  }

  #find(path: Path): { readonly node: unknown; readonly offset: number } {
    let node: unknown = this.#document.contents;
    let offset = offsetOf(node);
    for (const step of path) {
      const pair = isMap(node) ? node.items.findLast((each) => nameOf(each) === step) : undefined;
      const item = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
      if (pair === undefined && item === undefined) return { node: undefined, offset };
      offset = offsetOf(pair?.key ?? item);
      node = pair === undefined ? item : pair.value;
    }
    return { node, offset };
  }

  #mistake(offset: number, path: Path, problem: string): Mistake {
    return { line: this.#lines.linePos(offset).line, path, problem };
  }
}

const nameOf = ({ key }: Pair): string => String(key);

const offsetOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
