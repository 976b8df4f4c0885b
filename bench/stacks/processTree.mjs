import { readFileSync, readdirSync } from "node:fs";

/** How often the processes are looked at, in milliseconds: what one does after the last look is not counted. */
const interval = 50;

/** The unit of times in `/proc`: Linux shows all programs hundredths of a second. */
const ticksPerSecond = 100;

/** @typedef {"program" | "provider" | "engine"} Role Whose work a process does: the engine's is all the rest. */

/**
 * @typedef {object} Use What processes of one role used.
 * @property {number} cpuSeconds Of all of them together.
 * @property {number} peakBytes The largest resident set of any of them.
 */

/** @typedef {Use & { role: Role }} Process */

/** Watches a process and all that descend from it, in Linux's `/proc`. */
export class ProcessTree {
  /** @private @type {Map<number, Process>} */
  processes = new Map();

  constructor(/** @type {number} */ root) {
    /** @private */
    this.root = root;
    /** @private */
    this.timer = setInterval(() => this.look(), interval);
  }

  /** Ends the watch. @returns {Record<Role, Use>} */
  end() {
    clearInterval(this.timer);
    return { program: this.useOf("program"), provider: this.useOf("provider"), engine: this.useOf("engine") };
  }

  /** @private @returns {Use} */
  useOf(/** @type {Role} */ role) {
    const all = [...this.processes.values()].filter((each) => each.role === role);
    const cpuSeconds = all.reduce((sum, each) => sum + each.cpuSeconds, 0);
    return { cpuSeconds, peakBytes: Math.max(0, ...all.map(({ peakBytes }) => peakBytes)) };
  }

  /** @private */
  look() {
    const tree = treeOf(this.root);
    for (const [id, cpuSeconds] of tree) {
      const status = read(id, "status");
      // a launcher becomes what it launches
      const role = roleOf(read(id, "cmdline"));
      const before = this.processes.get(id);
      const peakBytes = Math.max(before?.peakBytes ?? 0, peakIn(status));
      this.processes.set(id, { role: role ?? before?.role ?? "engine", cpuSeconds, peakBytes });
    }
  }
}

/** The processes below one, and the one itself, with the seconds of CPU that each has used. */
function treeOf(/** @type {number} */ root) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const id = Number(name);
      const stat = statIn(read(id, "stat"));
      return stat === undefined ? [] : [{ id, ...stat }];
    });
  /** @type {Map<number, number>} */
  const tree = new Map();
  const take = (/** @type {number} */ id) => {
    const found = all.find((each) => each.id === id);
    if (found !== undefined) tree.set(id, found.cpuSeconds);
    for (const child of all) if (child.parent === id) take(child.id);
  };
  take(root);
  return tree;
}

/** A process's parent and the CPU that it has used itself; undefined for one that has ended. */
function statIn(/** @type {string} */ stat) {
  // the name of a command, in parentheses, may hold anything
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent] = fields;
  if (parent === undefined || state === "Z") return undefined;
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return { parent: Number(parent), cpuSeconds: (user + system) / ticksPerSecond };
}

/** The largest resident set that a process has had, in bytes; 0 where it is not told. */
function peakIn(/** @type {string} */ status) {
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Whose work a process does, by its command line; undefined for one that says nothing any more. @returns {Role | undefined} */
function roleOf(/** @type {string} */ commandLine) {
  if (commandLine === "") return undefined;
  const words = commandLine.split("\0");
  if (!/(^|\/)node$/.test(words[0] ?? "")) return "engine";
  if (words.some((word) => word.includes("/cmd/dynamic-provider"))) return "provider";
  return words.some((word) => word.includes("/cmd/run")) ? "program" : "engine";
}

/** A file of a process; nothing where the process has ended. */
function read(/** @type {number} */ id, /** @type {"stat" | "status" | "cmdline"} */ name) {
  try {
    return readFileSync(`/proc/${id}/${name}`, "utf8");
  } catch {
    return "";
  }
}
